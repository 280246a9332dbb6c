import { groupBy } from '../../mesh/group';
import * as kinds from '../../mesh/kinds';
import { didYouMean } from '../../model/suggest';
import type { Rule } from '../rule';

/** Namespaces that come with a cluster, or with what is installed in it before a mesh is configured. */
const INSTALLED = /^(default|kube-.+|istio-.+|argocd|flux-system|cert-manager|external-secrets|monitoring|velero)$/;

/** Objects where neither the set nor, as far as it says, anybody else makes a namespace. */
export const unknownNamespace: Rule = {
  code: 'IGO0203',
  name: 'UnknownNamespace',
  severity: 'info',
  stage: 'analyze',
  refusedBySynth: false,
  presumesWholeSet: true,
  explanation: {
    what: "An environment makes namespaces, and has objects in one that it neither makes nor says to be another repository's.",
    effect: 'the API server refuses the objects, and with them the sync, until somebody makes the namespace',
    fix: 'add a MeshNamespace, or declare it by Namespace.fromName',
    bad: `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: tools }
spec: { mtls: { mode: STRICT } }
`,
    good: `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec: { mtls: { mode: STRICT } }
`,
  },
  *check(mesh) {
    const made = mesh.all(kinds.Namespace).map(({ identity }) => identity.name);
    // A set without any leaves namespaces to others.
    if (made.length === 0) return;
    for (const [name, [first, ...others]] of groupBy(mesh.set, ({ identity }) => identity.namespace)) {
      if (first === undefined || name === '' || INSTALLED.test(name)) continue;
      if (mesh.set.knows({ ...kinds.Namespace, namespace: '', name })) continue;
      const which = others.length === 0 ? 'an object is' : `${others.length + 1} objects are`;
      yield {
        manifest: first,
        pointer: '/metadata/namespace',
        message: `${which} in the namespace ${name}, which nothing makes or declares${didYouMean(name, made)}`,
      };
    }
  },
};
