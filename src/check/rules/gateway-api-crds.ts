import * as kinds from '../../mesh/kinds';
import type { Rule } from '../rule';

const VERSION = 'gateway.networking.k8s.io/bundle-version';

/** The oldest definitions that istiod looks at; it takes older ones for absent. */
const OLDEST: ReadonlyMap<string, string> = new Map([
  ['backendtlspolicies.gateway.networking.k8s.io', '1.4.0'],
  ['grpcroutes.gateway.networking.k8s.io', '1.1.0'],
  ['tcproutes.gateway.networking.k8s.io', '1.6.0'],
  ['tlsroutes.gateway.networking.k8s.io', '1.5.0'],
]);

/** A definition of Gateway API that istiod is too new for. */
export const oldGatewayApi: Rule = {
  code: 'IST0176',
  name: 'GatewayAPICRDVersionBelowMinimum',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'The definition of a kind of Gateway API is older than what istiod reads.',
    effect: 'istiod ignores all objects of the kind: their routes do not exist',
    fix: 'install the definitions of a newer release of Gateway API',
    bad: definition('v1.4.0'),
    good: definition('v1.5.0'),
  },
  *check(mesh) {
    for (const manifest of mesh.all(kinds.CustomResourceDefinition)) {
      const oldest = OLDEST.get(manifest.identity.name);
      const version = versionOf(manifest.object.metadata.annotations?.[VERSION] ?? '');
      if (oldest === undefined || version === undefined || !isOlder(version, versionOf(oldest)!)) continue;
      yield {
        manifest,
        pointer: '/metadata/annotations/gateway.networking.k8s.io~1bundle-version',
        message: `it is of ${version.join('.')}, and istiod reads ${oldest} or newer`,
      };
    }
  },
};

type Version = readonly [major: number, minor: number, patch: number];

/** What comes before `-`: release candidates count as the release. */
function versionOf(text: string): Version | undefined {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+].*)?$/.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
}

function isOlder(one: Version, other: Version): boolean {
  const i = one.findIndex((number, index) => number !== other[index]);
  return i >= 0 && one[i]! < other[i]!;
}

function definition(version: string): string {
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: tlsroutes.gateway.networking.k8s.io, annotations: { gateway.networking.k8s.io/bundle-version: ${version} } }
spec:
  group: gateway.networking.k8s.io
  names: { kind: TLSRoute, plural: tlsroutes }
  scope: Namespaced
  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }]
`;
}
