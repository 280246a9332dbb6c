import * as kinds from '../../mesh/kinds';
import type { Mesh } from '../../mesh/mesh';
import { SidecarSpec, specOf, TelemetrySpec } from '../../mesh/specs';
import type { Complaint, Rule } from '../rule';

/** Fields and kinds that Istio is about to drop, or has dropped. */
export const deprecated: Rule = {
  code: 'IST0002',
  name: 'Deprecated',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A field or a kind that Istio ignores, or is going to.',
    effect: 'none yet, or none at all any more: what it asks for does not happen',
    fix: 'use what has taken its place',
    bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  http: [{ fault: { delay: { percent: 10, fixedDelay: 5s } }, route: [{ destination: { host: reviews } }] }]
`,
    good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  http: [{ fault: { delay: { percentage: { value: 10 }, fixedDelay: 5s } }, route: [{ destination: { host: reviews } }] }]
`,
  },
  *check(mesh) {
    yield* delays(mesh);
    yield* egressProxies(mesh);
    yield* removedKinds(mesh);
    yield* lightstepProviders(mesh);
  },
};

function* delays({ virtualServices }: Mesh): Generator<Complaint> {
  for (const { manifest, httpRules } of virtualServices) {
    for (const { rule, pointer } of httpRules) {
      if ((rule.fault?.delay?.percent ?? 0) <= 0) continue;
      const message = 'fault.delay.percent is deprecated';
      yield { manifest, pointer: `${pointer}/fault/delay/percent`, message, fix: 'use percentage.value' };
    }
  }
}

function* egressProxies(mesh: Mesh): Generator<Complaint> {
  for (const manifest of mesh.all(kinds.Sidecar)) {
    if (specOf<SidecarSpec>(manifest).outboundTrafficPolicy?.egressProxy === undefined) continue;
    yield {
      manifest,
      pointer: '/spec/outboundTrafficPolicy/egressProxy',
      message: 'outboundTrafficPolicy.egressProxy is ignored',
      effect: 'traffic to unknown hosts does not go to the proxy that is named',
      fix: 'route known hosts to an egress gateway by a virtual service',
    };
  }
}

const REMOVED_KINDS = ['ClusterRbacConfig', 'RbacConfig', 'ServiceRole', 'ServiceRoleBinding'];

function* removedKinds(mesh: Mesh): Generator<Complaint> {
  for (const manifest of mesh.all(kinds.CustomResourceDefinition)) {
    const { group, names } = specOf<{ readonly group?: string; readonly names?: { readonly kind?: string } }>(manifest);
    if (group !== 'rbac.istio.io' || !REMOVED_KINDS.includes(names?.kind ?? '')) continue;
    yield {
      manifest,
      message: `Istio knows the kind ${names?.kind ?? ''} no more`,
      effect: 'objects of the kind have no effect: what they deny is allowed',
      fix: 'write an AuthorizationPolicy, and remove the definition',
    };
  }
}

function* lightstepProviders(mesh: Mesh): Generator<Complaint> {
  const providers = (mesh.config.extensionProviders ?? []).filter(({ lightstep }) => lightstep !== undefined);
  const names = new Set(providers.map(({ name }) => name));
  if (names.size === 0) return;
  for (const manifest of mesh.all(kinds.Telemetry)) {
    for (const [i, { providers: used = [] }] of (specOf<TelemetrySpec>(manifest).tracing ?? []).entries()) {
      for (const [j, { name }] of used.entries()) {
        if (!names.has(name)) continue;
        const message = `the provider ${name} is Lightstep, which is deprecated`;
        yield { manifest, pointer: `/spec/tracing/${i}/providers/${j}`, message, fix: 'use OpenTelemetry' };
      }
    }
  }
}
