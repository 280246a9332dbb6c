import * as kinds from '../../mesh/kinds';
import { isEmptySelector, Labels, selectorText } from '../../mesh/labels';
import type { Mesh } from '../../mesh/mesh';
import { hasTarget, PolicySpec } from '../../mesh/policy';
import { SidecarSpec, specOf } from '../../mesh/specs';
import type { Kind } from '../../model/identity';
import type { Manifest } from '../../model/manifest';
import { didYouMean } from '../../model/suggest';
import { type Complaint, namespaceInWords, type Rule } from '../rule';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  template:
    metadata: { labels: { app: cart } }
    spec: { containers: [{ name: cart, image: cart }] }
---
`;
const policy = (app: string): string => `${deployment}apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: ${app} } }
  rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }] }]
`;
const authentication = (app: string): string => `${deployment}apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: ${app} } }
  jwtRules: [{ issuer: https://login.example.com, jwksUri: https://login.example.com/keys }]
`;

/** A policy for pods that are none of those in the set, although the set has the namespace's. */
export const policyWithoutPods: Rule = {
  code: 'IST0127',
  name: 'NoMatchingWorkloadsFound',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'The set has pods of the namespace, and an AuthorizationPolicy selects none of them.',
    effect: 'the policy is for nobody: what it denies is admitted, and what it admits may be denied by another',
    fix: 'select labels of a pod template',
    bad: policy('carts'),
    good: policy('cart'),
  },
  *check(mesh) {
    yield* withoutPods(mesh, [kinds.AuthorizationPolicy]);
  },
};

/** The same of kinds of which istioctl does not say it. */
export const selectorWithoutPods: Rule = {
  code: 'KIA0004',
  name: 'generic.selector.workloadnotfound',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'The set has pods of the namespace, and a PeerAuthentication, RequestAuthentication or Sidecar selects none of them.',
    effect: 'it is for nobody: the pods that it is meant for behave as if it were not there',
    fix: 'select labels of a pod template',
    bad: authentication('carts'),
    good: authentication('cart'),
  },
  *check(mesh) {
    yield* withoutPods(mesh, [kinds.PeerAuthentication, kinds.RequestAuthentication, kinds.Sidecar]);
  },
};

function* withoutPods(mesh: Mesh, selecting: readonly Kind[]): Generator<Complaint> {
  const unknown = namespacesOfUnknownPods(mesh);
  for (const manifest of selecting.flatMap((kind) => mesh.all(kind))) {
    const { namespace } = manifest.identity;
    const { field, labels } = selectorOf(manifest);
    if (labels === undefined || isEmptySelector(labels) || hasTarget(manifest)) continue;
    if (unknown.has(namespace) || mesh.workloads.in(namespace).length === 0) continue;
    if (mesh.workloads.selectedBy(labels, namespace).length > 0) continue;
    const where = namespaceInWords(namespace);
    yield {
      manifest,
      pointer: `/spec/${field}`,
      message: `no pods in ${where} have the labels ${selectorText(labels)}${nearest(mesh, namespace, labels)}`,
    };
  }
}

function selectorOf(manifest: Manifest): { readonly field: string; readonly labels: Labels | undefined } {
  if (manifest.identity.kind === kinds.Sidecar.kind) {
    const { workloadSelector } = specOf<SidecarSpec>(manifest);
    return { field: 'workloadSelector/labels', labels: workloadSelector?.labels };
  }
  return { field: 'selector/matchLabels', labels: specOf<PolicySpec>(manifest).selector?.matchLabels };
}

/** What makes pods, or workloads that are none, by other templates than those that a mesh looks at. */
const OTHER_MAKERS: readonly Kind[] = [
  { group: 'batch', kind: 'Job' },
  { group: 'batch', kind: 'CronJob' },
  { group: 'flagger.app', kind: 'Canary' },
  kinds.KubernetesGateway,
  kinds.WorkloadEntry,
  kinds.WorkloadGroup,
];

/** Where there are pods, as the set itself says, whose labels it does not have. */
function namespacesOfUnknownPods(mesh: Mesh): ReadonlySet<string> {
  const made = OTHER_MAKERS.flatMap((kind) => mesh.all(kind)).map(({ identity }) => identity.namespace);
  const referenced = mesh.set.workloads.map(({ namespace }) => namespace);
  // What is in the root namespace is for pods of all namespaces.
  return new Set([mesh.rootNamespace, ...made, ...referenced]);
}

/** The label that somebody may have meant, for selectors of one. */
function nearest(mesh: Mesh, namespace: string, labels: Labels): string {
  const pods = mesh.workloads.in(namespace).map((workload) => workload.labels);
  const candidates = Object.keys(labels).flatMap((name) =>
    pods
      .map((pod) => pod[name])
      .filter((value) => value !== undefined)
      .map((value) => `${name}=${value}`),
  );
  return didYouMean(selectorText(labels), candidates);
}
