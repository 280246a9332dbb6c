import { ROOT_NAMESPACE, serviceOf } from '../../mesh/host';
import { isEmptySelector } from '../../mesh/labels';
import type { DestinationRuleView, Mesh } from '../../mesh/mesh';
import type { ModeOfPods } from '../../mesh/mutual-tls';
import { PeerAuthenticationSpec, ServiceSpec, specOf } from '../../mesh/specs';
import { describeIdentity } from '../../model/identity';
import type { Manifest } from '../../model/manifest';
import type { Complaint, Rule } from '../rule';

const STRICT_EFFECT = 'requests fail: the pods take mutual TLS only, and get 503 or a reset connection';
const DISABLE_EFFECT = 'requests fail: the pods do not understand mutual TLS, and get 503 or a reset connection';
const FIX = 'leave tls out of the destination rule: proxies use mutual TLS where both sides have it';

const callers = (mode: string): string => `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec:
  host: reviews
  trafficPolicy: { ${mode === '' ? 'loadBalancer: { simple: RANDOM }' : `tls: { mode: ${mode} }`} }
---
`;

const pods = (namespace: string, mode: string): string => `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: ${namespace} }
spec: { mtls: { mode: ${mode} } }
`;

/** The namespace or the pods insist on mutual TLS, and callers are told to do without. */
export const plaintextToStrictPods: Rule = {
  code: 'KIA0207',
  name: 'destinationrules.mtls.policymtlsenabled',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A destination rule turns mutual TLS off for pods that take nothing else.',
    effect: STRICT_EFFECT,
    fix: FIX,
    bad: callers('DISABLE') + pods('shop', 'STRICT'),
    good: callers('') + pods('shop', 'STRICT'),
  },
  check: (mesh) => conflicts(mesh, 'STRICT', 'namespace'),
};

/** The mesh insists on mutual TLS, and callers are told to do without. */
export const plaintextInStrictMesh: Rule = {
  code: 'KIA0208',
  name: 'destinationrules.mtls.meshpolicymtlsenabled',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A destination rule turns mutual TLS off, and the mesh takes nothing else.',
    effect: STRICT_EFFECT,
    fix: FIX,
    bad: callers('DISABLE') + pods(ROOT_NAMESPACE, 'STRICT'),
    good: callers('') + pods(ROOT_NAMESPACE, 'STRICT'),
  },
  check: (mesh) => conflicts(mesh, 'STRICT', 'mesh'),
};

/** The namespace or the pods take plain text only, and callers are told to use mutual TLS. */
export const mutualTlsToPlaintextPods: Rule = {
  code: 'KIA0505',
  name: 'peerauthentications.mtls.disabledestinationrulemissing',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A destination rule asks for mutual TLS with pods for which it is turned off.',
    effect: DISABLE_EFFECT,
    fix: FIX,
    bad: callers('ISTIO_MUTUAL') + pods('shop', 'DISABLE'),
    good: callers('') + pods('shop', 'DISABLE'),
  },
  check: (mesh) => conflicts(mesh, 'DISABLE', 'namespace'),
};

/** The mesh takes plain text only, and callers are told to use mutual TLS. */
export const mutualTlsInPlaintextMesh: Rule = {
  code: 'KIA0506',
  name: 'peerauthentications.mtls.disablemeshdestinationrulemissing',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A destination rule asks for mutual TLS, and the mesh has turned it off.',
    effect: DISABLE_EFFECT,
    fix: FIX,
    bad: callers('ISTIO_MUTUAL') + pods(ROOT_NAMESPACE, 'DISABLE'),
    good: callers('') + pods(ROOT_NAMESPACE, 'DISABLE'),
  },
  check: (mesh) => conflicts(mesh, 'DISABLE', 'mesh'),
};

function isOfMesh(policy: Manifest, { rootNamespace }: Mesh): boolean {
  const { selector } = specOf<PeerAuthenticationSpec>(policy);
  return policy.identity.namespace === rootNamespace && isEmptySelector(selector?.matchLabels);
}

/** What callers must not do with pods of a mode. */
const CONTRADICTIONS = {
  STRICT: ['DISABLE', 'SIMPLE', 'MUTUAL'],
  DISABLE: ['ISTIO_MUTUAL'],
} as const;

function* conflicts(mesh: Mesh, mode: keyof typeof CONTRADICTIONS, owner: 'mesh' | 'namespace'): Generator<Complaint> {
  const contradictions: readonly (string | undefined)[] = CONTRADICTIONS[mode];
  for (const rule of mesh.destinationRules) {
    const tls = rule.spec.trafficPolicy?.tls?.mode;
    if (!contradictions.includes(tls)) continue;
    const pods = modeBehind(rule, mesh);
    if (pods?.mode !== mode || pods.policy === undefined) continue;
    if (isOfMesh(pods.policy, mesh) !== (owner === 'mesh')) continue;
    yield {
      manifest: rule.manifest,
      pointer: '/spec/trafficPolicy/tls/mode',
      related: [pods.policy],
      message: `callers of ${rule.host} use ${tls}, and ${describeIdentity(pods.policy.identity)} has its pods at ${mode}`,
    };
  }
}

/** The mode of the pods behind a rule's host; undefined for hosts that are no service of the cluster. */
function modeBehind({ host, manifest }: DestinationRuleView, { registry, mutualTls }: Mesh): ModeOfPods | undefined {
  const service = serviceOf(host);
  if (service === undefined) return undefined;
  const provider = registry.find(host, manifest.identity.namespace);
  // Ports may have modes of their own, and a service entry says nothing of its pods.
  const spec = provider?.isServiceEntry === false ? specOf<ServiceSpec>(provider.manifest) : undefined;
  return mutualTls.modeOf(service.namespace, spec?.selector);
}
