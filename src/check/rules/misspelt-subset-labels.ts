import { distance } from 'fastest-levenshtein';
import { serviceOf } from '../../mesh/host';
import type { Mesh } from '../../mesh/mesh';
import type { Rule } from '../rule';
import { podsOf } from './idle-subsets';

/** Where the set has no pods to compare with, a slip of the keys is all that can be seen. */
export const misspeltSubsetLabel: Rule = {
  code: 'IGO0311',
  name: 'MisspeltSubsetLabel',
  severity: 'info',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A subset goes by a label that is nearly one that pods mostly have, such as version, and the set has no pods to tell.',
    effect: 'if no pod has the label, requests that are routed to the subset get 503',
    fix: 'write the label as the pods have it; nothing is wrong where they have this one',
    bad: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec:
  host: reviews
  subsets: [{ name: v1, labels: { verison: v1 } }]
`,
    good: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec:
  host: reviews
  subsets: [{ name: v1, labels: { version: v1 } }]
`,
  },
  *check(mesh) {
    const used = labelsOfPods(mesh);
    for (const rule of mesh.destinationRules) {
      const { subsets = [] } = rule.spec;
      if (serviceOf(rule.host) === undefined || podsOf(rule, mesh).length > 0) continue;
      for (const [i, { name, labels = {} }] of subsets.entries()) {
        for (const label of Object.keys(labels)) {
          const meant = used.has(label) ? undefined : usualLabelNear(label);
          if (meant === undefined) continue;
          yield {
            manifest: rule.manifest,
            pointer: `/spec/subsets/${i}/labels`,
            message: `the subset "${name}" goes by the label "${label}"; did you mean "${meant}"?`,
          };
        }
      }
    }
  },
};

const USUAL_LABELS = ['version', 'app', 'app.kubernetes.io/version', 'app.kubernetes.io/name'];

function usualLabelNear(label: string): string | undefined {
  if (USUAL_LABELS.includes(label)) return undefined;
  return USUAL_LABELS.find((usual) => {
    const edits = distance(label.toLowerCase(), usual);
    // Other words of three letters, such as api, are as near as slips.
    return usual === 'app' ? edits === 0 || (edits === 1 && label.length !== usual.length) : edits <= 2;
  });
}

/** Labels that some pods of the set have, or that constructs say they have. */
function labelsOfPods({ set, workloads }: Mesh): ReadonlySet<string> {
  return new Set([...workloads, ...set.workloads].flatMap(({ labels }) => Object.keys(labels)));
}
