import type { DestinationRuleSpec } from '../../mesh/specs';
import { jsonPointer } from '../../model/json-pointer';
import type { Complaint, Rule } from '../rule';
import type { Manifest } from '../../model/manifest';

type TrafficPolicy = NonNullable<DestinationRuleSpec['trafficPolicy']>;

/** What a port can state for itself. Whatever it leaves out is not what the host has, but Istio's default. */
const FIELDS = ['tls', 'connectionPool', 'loadBalancer', 'outlierDetection'] as const;

/** A port's settings replace the whole policy of the host: nothing of it is inherited. */
export const droppedByPort: Rule = {
  code: 'IGO0301',
  name: 'PolicyDroppedByPort',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A destination rule states a policy for the host and settings of a port that leave a part of it out.',
    effect: "the port gets Istio's defaults for what its settings leave out, not what the host has",
    fix: "repeat in the port's settings what is to hold for it, too",
    bad: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: stripe, namespace: shop }
spec:
  host: api.stripe.example
  trafficPolicy:
    tls: { mode: SIMPLE, caCertificates: system }
    portLevelSettings: [{ port: { number: 443 }, connectionPool: { tcp: { maxConnections: 10 } } }]
`,
    good: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: stripe, namespace: shop }
spec:
  host: api.stripe.example
  trafficPolicy:
    portLevelSettings:
      - port: { number: 443 }
        tls: { mode: SIMPLE, caCertificates: system }
        connectionPool: { tcp: { maxConnections: 10 } }
`,
  },
  *check({ destinationRules }) {
    for (const { manifest, spec } of destinationRules) {
      if (spec.trafficPolicy !== undefined) yield* dropped(manifest, spec.trafficPolicy, ['spec', 'trafficPolicy']);
      for (const [i, { trafficPolicy }] of (spec.subsets ?? []).entries()) {
        if (trafficPolicy !== undefined)
          yield* dropped(manifest, trafficPolicy, ['spec', 'subsets', i, 'trafficPolicy']);
      }
    }
  },
};

function* dropped(manifest: Manifest, policy: TrafficPolicy, path: readonly (string | number)[]): Generator<Complaint> {
  for (const [i, settings] of (policy.portLevelSettings ?? []).entries()) {
    const lost = FIELDS.filter((field) => policy[field] !== undefined && settings[field] === undefined);
    if (lost.length === 0) continue;
    yield {
      manifest,
      pointer: jsonPointer([...path, 'portLevelSettings', i]),
      message: `port ${settings.port?.number ?? 'of no number'} does not inherit ${lost.join(', ')}`,
    };
  }
}
