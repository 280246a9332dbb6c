import { resolveHost } from '../../mesh/host';
import * as kinds from '../../mesh/kinds';
import { isEmptySelector } from '../../mesh/labels';
import { SidecarSpec, specOf } from '../../mesh/specs';
import type { Rule } from '../rule';

/** Sidecars are not for pods without one. */
export const sidecarOfAmbientPods: Rule = {
  code: 'IST0167',
  name: 'IneffectivePolicy',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A Sidecar is for pods that are in ambient mode, which have no sidecar.',
    effect: 'it has no effect: what it restricts is open',
    fix: 'remove it, and restrict by AuthorizationPolicy at the waypoint',
    bad: `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec: { egress: [{ hosts: ['./*'] }] }
`,
    good: `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec: { egress: [{ hosts: ['./*'] }] }
`,
  },
  *check(mesh) {
    for (const manifest of mesh.all(kinds.Sidecar)) {
      const { workloadSelector } = specOf<SidecarSpec>(manifest);
      if (!isEmptySelector(workloadSelector?.labels) || !mesh.isAmbient(manifest.identity.namespace)) continue;
      yield { manifest, message: `the pods of ${manifest.identity.namespace} are in ambient mode` };
    }
  },
};

/** A host that a Sidecar imports, and that is not there. */
export const sidecarHostNotFound: Rule = {
  code: 'KIA1004',
  name: 'sidecar.egress.servicenotfound',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A Sidecar lets pods reach a host that is no service, although the set has the Services of that namespace.',
    effect: 'what was meant is not imported: requests for it get 502, or bypass all rules for it',
    fix: 'name the host as the service has it: namespace/name.namespace.svc.cluster.local',
    bad: `apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec: { egress: [{ hosts: [./review.shop.svc.cluster.local] }] }
---
apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: shop }
spec: { ports: [{ name: http, port: 80 }] }
`,
    good: `apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec: { egress: [{ hosts: [./reviews.shop.svc.cluster.local] }] }
---
apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: shop }
spec: { ports: [{ name: http, port: 80 }] }
`,
  },
  *check(mesh) {
    const { registry } = mesh;
    for (const manifest of mesh.all(kinds.Sidecar)) {
      for (const [i, { hosts }] of (specOf<SidecarSpec>(manifest).egress ?? []).entries()) {
        for (const [j, entry] of hosts.entries()) {
          const slash = entry.indexOf('/');
          const host = entry.slice(slash + 1);
          if (entry.startsWith('~') || host.includes('*')) continue;
          const pointer = `/spec/egress/${i}/hosts/${j}`;
          const written = entry.slice(0, slash);
          const namespace = written === '.' || written === '*' ? manifest.identity.namespace : written;
          const meant = host.includes('.') ? registry.meantBy(host) : resolveHost(host, namespace);
          if (meant !== undefined && registry.isDeclared(meant)) {
            const message = `there is no host ${host}: names of Sidecars are not completed`;
            yield { manifest, pointer, message, fix: `write ${written}/${meant}` };
          } else if (registry.isSurelyUnknown(host)) {
            yield { manifest, pointer, message: `there is no service ${host}${registry.suggestion(host)}` };
          }
        }
      }
    }
  },
};

/** A Sidecar of the root namespace is a default for all others, unless it selects pods. */
export const sidecarOfRootNamespace: Rule = {
  code: 'KIA1006',
  name: 'sidecar.global.selector',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A Sidecar of the root namespace has a selector.',
    effect: "it is for pods of the root namespace only: the mesh's default is another one, or none",
    fix: 'remove the selector, or move the Sidecar to the namespace of the pods',
    bad: `apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: istio-system }
spec: { workloadSelector: { labels: { app: web } }, egress: [{ hosts: ['./*'] }] }
`,
    good: `apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: istio-system }
spec: { egress: [{ hosts: ['./*'] }] }
`,
  },
  *check(mesh) {
    for (const manifest of mesh.all(kinds.Sidecar)) {
      if (manifest.identity.namespace !== mesh.rootNamespace) continue;
      if (isEmptySelector(specOf<SidecarSpec>(manifest).workloadSelector?.labels)) continue;
      yield {
        manifest,
        pointer: '/spec/workloadSelector',
        message: `a Sidecar of ${mesh.rootNamespace} with a selector is no default for the mesh`,
      };
    }
  },
};
