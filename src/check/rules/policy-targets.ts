import * as kinds from '../../mesh/kinds';
import { isEmptySelector, Labels, selects } from '../../mesh/labels';
import type { Mesh } from '../../mesh/mesh';
import { hasTarget, PolicySpec } from '../../mesh/policy';
import { AuthorizationPolicySpec, specOf } from '../../mesh/specs';
import { describeIdentity } from '../../model/identity';
import type { Rule } from '../rule';

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/** Gateways of the Gateway API are named, not selected. */
export const ineffectiveSelector: Rule = {
  code: 'IST0166',
  name: 'IneffectiveSelector',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A policy selects the pods that istiod makes for a Kubernetes Gateway.',
    effect: 'it may not apply there: nothing is allowed, denied or logged by it',
    fix: 'name the Gateway in spec.targetRefs',
    bad: `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: main, namespace: edge }
spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: admin, namespace: edge }
spec:
  selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: main } }
  action: DENY
  rules: [{ to: [{ operation: { paths: [/admin], ports: ['80'] } }] }]
`,
    good: `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: main, namespace: edge }
spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: admin, namespace: edge }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: main }]
  action: DENY
  rules: [{ to: [{ operation: { paths: [/admin], ports: ['80'] } }] }]
`,
  },
  *check(mesh) {
    const gateways = mesh.all(kinds.KubernetesGateway);
    for (const kind of [kinds.AuthorizationPolicy, kinds.RequestAuthentication, kinds.Telemetry, kinds.WasmPlugin]) {
      for (const manifest of gateways.length === 0 ? [] : mesh.all(kind)) {
        const { selector, targetRef } = specOf<PolicySpec>(manifest);
        const labels = selector?.matchLabels;
        if (labels?.[GATEWAY_NAME] === undefined || targetRef !== undefined) continue;
        const name = labels[GATEWAY_NAME];
        const gateway = mesh.set.get({ ...kinds.KubernetesGateway, namespace: manifest.identity.namespace, name });
        if (gateway === undefined) continue;
        yield {
          manifest,
          pointer: '/spec/selector',
          related: [gateway],
          message: `it selects the pods of ${describeIdentity(gateway.identity)}`,
        };
      }
    }
  },
};

/** Without sidecars, what a policy says of HTTP needs a waypoint, which it has to name. */
export const httpRulesWithoutWaypoint: Rule = {
  code: 'KIA0110',
  name: 'authorizationpolicy.ambient.l7notargetrefs',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A policy of an ambient namespace has rules about HTTP and names no waypoint or service.',
    effect: 'ztunnel, which sees no HTTP, enforces it: an ALLOW denies everything, a DENY denies too much',
    fix: 'name the waypoint, the Service or the ServiceEntry in spec.targetRefs',
    bad: `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  rules: [{ to: [{ operation: { methods: [GET] } }] }]
`,
    good: `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: web, namespace: shop }
spec:
  targetRefs: [{ group: '', kind: Service, name: web }]
  rules: [{ to: [{ operation: { methods: [GET] } }] }]
`,
  },
  *check(mesh) {
    for (const manifest of mesh.all(kinds.AuthorizationPolicy)) {
      const { namespace } = manifest.identity;
      if (!mesh.isAmbient(namespace) || hasTarget(manifest)) continue;
      const spec = specOf<AuthorizationPolicySpec>(manifest);
      if (isForGateway(spec, mesh)) continue;
      const pointer = httpPointer(spec);
      if (pointer === undefined) continue;
      yield {
        manifest,
        pointer,
        message: `a rule is about HTTP, which nothing sees in the ambient namespace ${namespace}`,
      };
    }
  },
};

/** Fields of an operation that ztunnel cannot see. */
const HTTP_FIELDS = ['methods', 'notMethods', 'paths', 'notPaths', 'hosts', 'notHosts'] as const;

function httpPointer({ rules = [] }: AuthorizationPolicySpec): string | undefined {
  for (const [i, { to = [], from = [], when = [] }] of rules.entries()) {
    for (const [j, { operation }] of to.entries()) {
      const field = HTTP_FIELDS.find((name) => (operation?.[name] ?? []).length > 0);
      if (field !== undefined) return `/spec/rules/${i}/to/${j}/operation/${field}`;
    }
    for (const [j, { source }] of from.entries()) {
      if ((source?.requestPrincipals ?? []).length > 0) return `/spec/rules/${i}/from/${j}/source/requestPrincipals`;
    }
    const j = when.findIndex(({ key }) => key.startsWith('request.'));
    if (j >= 0) return `/spec/rules/${i}/when/${j}/key`;
  }
  return undefined;
}

/** The pods of a gateway see HTTP in ambient namespaces, too. */
function isForGateway({ selector }: AuthorizationPolicySpec, mesh: Mesh): boolean {
  const labels = selector?.matchLabels;
  if (isEmptySelector(labels)) return false;
  const isOfGateway = ({ spec }: { readonly spec: { readonly selector?: Labels | undefined } }): boolean =>
    selects(labels, spec.selector);
  return labels?.[GATEWAY_NAME] !== undefined || [...mesh.gateways.values()].some(isOfGateway);
}
