import { serviceOf } from '../../mesh/host';
import { Labels, selects } from '../../mesh/labels';
import type { DestinationRuleView, Mesh } from '../../mesh/mesh';
import { ServiceEntrySpec, ServiceSpec, specOf } from '../../mesh/specs';
import type { Workload } from '../../mesh/workloads';
import type { Rule } from '../rule';

/** A subset that none of the service's pods is in, where the set has its pods. */
export const subsetWithoutPods: Rule = {
  code: 'IST0173',
  name: 'DestinationRuleSubsetNotSelectPods',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'The set has the pods of a service, and none of them has the labels of a subset.',
    effect: 'requests that are routed to the subset get 503',
    fix: 'give the pods the labels of the subset, or mend its labels',
    bad: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec:
  host: reviews
  subsets: [{ name: v2, labels: { version: v2 } }]
---
apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: shop }
spec: { selector: { app: reviews }, ports: [{ name: http, port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: reviews-v1, namespace: shop }
spec:
  selector: { matchLabels: { app: reviews, version: v1 } }
  template: { metadata: { labels: { app: reviews, version: v1 } }, spec: { containers: [{ name: app, image: reviews }] } }
`,
    good: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec:
  host: reviews
  subsets: [{ name: v1, labels: { version: v1 } }]
---
apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: shop }
spec: { selector: { app: reviews }, ports: [{ name: http, port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: reviews-v1, namespace: shop }
spec:
  selector: { matchLabels: { app: reviews, version: v1 } }
  template: { metadata: { labels: { app: reviews, version: v1 } }, spec: { containers: [{ name: app, image: reviews }] } }
`,
  },
  *check(mesh) {
    for (const rule of mesh.destinationRules) {
      const { subsets = [] } = rule.spec;
      const pods = subsets.length === 0 ? [] : podsOf(rule, mesh);
      if (pods.length === 0) continue;
      for (const [i, { name, labels }] of subsets.entries()) {
        // Labels that Kubernetes and the mesh give to pods when they are placed are not in any template.
        const written = Object.entries(labels ?? {}).filter(([label]) => !PLACEMENT.has(label));
        if (pods.some((pod) => selects(Object.fromEntries(written), pod.labels))) continue;
        yield {
          manifest: rule.manifest,
          pointer: `/spec/subsets/${i}/labels`,
          message: `no pod of ${rule.host} is in the subset "${name}"`,
        };
      }
    }
  },
};

/** A subset that holds all pods is none. */
export const subsetWithoutLabels: Rule = {
  code: 'KIA0209',
  name: 'destinationrules.nodest.subsetnolabels',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A subset of a service in the cluster has neither labels nor a policy.',
    effect: 'the subset is all pods: what is routed to it reaches every version',
    fix: 'state the labels that tell the pods of the subset from others',
    bad: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec:
  host: reviews
  subsets: [{ name: v1 }]
`,
    good: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec:
  host: reviews
  subsets: [{ name: v1, labels: { version: v1 } }]
`,
  },
  *check({ destinationRules }) {
    for (const { manifest, spec, host } of destinationRules) {
      // Outside of the cluster there are no pods to tell apart.
      if (serviceOf(host) === undefined) continue;
      for (const [i, { name, labels = {}, trafficPolicy }] of (spec.subsets ?? []).entries()) {
        // One with a policy is there for that, as at egress gateways.
        if (Object.keys(labels).length > 0 || trafficPolicy !== undefined) continue;
        yield { manifest, pointer: `/spec/subsets/${i}`, message: `the subset "${name}" has no labels` };
      }
    }
  },
};

const PLACEMENT = new Set([
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'topology.istio.io/subzone',
  'topology.istio.io/cluster',
  'topology.istio.io/network',
  'kubernetes.io/hostname',
]);

/** The pods behind the host of a rule, as far as the set has them. */
export function podsOf({ manifest, host }: DestinationRuleView, { registry, workloads }: Mesh): readonly Workload[] {
  const provider = registry.find(host, manifest.identity.namespace);
  if (provider === undefined) return [];
  const selector: Labels | undefined = provider.isServiceEntry
    ? specOf<ServiceEntrySpec>(provider.manifest).workloadSelector?.labels
    : specOf<ServiceSpec>(provider.manifest).selector;
  return selector === undefined ? [] : workloads.selectedBy(selector, provider.manifest.identity.namespace);
}
