import { fitsInto } from '../../mesh/delegation';
import * as kinds from '../../mesh/kinds';
import type { Mesh } from '../../mesh/mesh';
import { VirtualServiceView } from '../../mesh/virtual-service';
import { isVisibleIn } from '../../mesh/visibility';
import { describeIdentity } from '../../model/identity';
import type { Complaint, Rule } from '../rule';

/** Istio drops rules of a delegate that do not fit into what is handed on to it, and says so in istiod's log only. */
export const droppedDelegateRoute: Rule = {
  code: 'IGO0302',
  name: 'DelegateRouteDropped',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A rule of a delegate whose match is not within the match of the rule that delegates to it, or a delegate that the delegating namespace does not see.',
    effect: 'the rule of the delegate is dropped: its requests get what else matches them, or 404',
    fix: "make the delegate's matches narrower than the root's: the same path or one below it, the same headers or more",
    bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec:
  hosts: [shop]
  http: [{ match: [{ uri: { prefix: /api } }], delegate: { name: api } }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: api, namespace: shop }
spec:
  http: [{ match: [{ uri: { prefix: /v1 } }], route: [{ destination: { host: api } }] }]
`,
    good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec:
  hosts: [shop]
  http: [{ match: [{ uri: { prefix: /api } }], delegate: { name: api } }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: api, namespace: shop }
spec:
  http: [{ match: [{ uri: { prefix: /api/v1 } }], route: [{ destination: { host: api } }] }]
`,
  },
  *check(mesh) {
    for (const root of mesh.virtualServices) if (!root.isDelegate) yield* droppedBy(root, mesh);
  },
};

function* droppedBy(root: VirtualServiceView, { set }: Mesh): Generator<Complaint> {
  for (const { namespace, name, pointer, match } of root.delegates()) {
    const manifest = set.get({ ...kinds.VirtualService, namespace, name });
    if (manifest === undefined) continue;
    const delegate = new VirtualServiceView(manifest);
    if (!delegate.isDelegate) continue;
    const related = [root.manifest];
    const from = describeIdentity(root.manifest.identity);
    if (!isVisibleIn(delegate.scopes, root.namespace)) {
      yield {
        manifest,
        pointer: '/spec/exportTo',
        related,
        message: `it is not exported to ${root.namespace}, where ${from} delegates to it at ${pointer}`,
        effect: 'the delegating rule is dropped: its requests get 404',
        fix: `add ${root.namespace} to exportTo`,
      };
      continue;
    }
    for (const [i, dropped] of delegate.httpRules.entries()) {
      if (fitsInto(match, dropped.rule.match ?? [])) continue;
      yield {
        manifest,
        pointer: `${dropped.pointer}/match`,
        related,
        message: `a match of rule ${i} is not within what ${from} hands on to it at ${pointer}`,
      };
    }
  }
}
