import * as kinds from '../../mesh/kinds';
import { specOf, TelemetrySpec } from '../../mesh/specs';
import type { Rule } from '../rule';

/** Access logging that nothing writes. */
export const invalidTelemetryProvider: Rule = {
  code: 'IST0157',
  name: 'InvalidTelemetryProvider',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'Access logging names no provider, and the mesh config has no default one.',
    effect: 'nothing is logged; requests are not affected',
    fix: 'name a provider, such as envoy, or state defaultProviders.accessLogging in the mesh config',
    bad: `apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: { name: logs, namespace: shop }
spec: { accessLogging: [{ filter: { expression: response.code >= 400 } }] }
`,
    good: `apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: { name: logs, namespace: shop }
spec: { accessLogging: [{ providers: [{ name: envoy }], filter: { expression: response.code >= 400 } }] }
`,
  },
  *check(mesh) {
    if ((mesh.config.defaultProviders?.accessLogging ?? []).length > 0) return;
    for (const manifest of mesh.all(kinds.Telemetry)) {
      const { accessLogging = [] } = specOf<TelemetrySpec>(manifest);
      for (const [i, { disabled, providers = [] }] of accessLogging.entries()) {
        if (disabled === true || providers.length > 0) continue;
        yield { manifest, pointer: `/spec/accessLogging/${i}`, message: 'access logging has no provider' };
      }
    }
  },
};
