import * as kinds from '../../mesh/kinds';
import { hasTarget } from '../../mesh/policy';
import { AuthorizationPolicySpec, specOf } from '../../mesh/specs';
import { namespaceInWords, type Rule } from '../rule';

type PolicyRule = NonNullable<AuthorizationPolicySpec['rules']>[number];
type Operation = NonNullable<NonNullable<PolicyRule['to']>[number]['operation']>;

/** With it, a policy only logs what it would do. */
const DRY_RUN = 'istio.io/dry-run';

/** What many take for a default that ALLOW policies can open again. */
export const deniedEverything: Rule = {
  code: 'IGO0306',
  name: 'EverythingDenied',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A DENY policy matches every request to all pods of a namespace, or of the mesh.',
    effect:
      'their proxies refuse every request, and no ALLOW policy makes an exception, because DENY policies are asked first',
    fix: 'for a default that ALLOW policies open again write `spec: {}`, which allows nothing; else say in from, to or when what is denied',
    bad: `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: default-deny, namespace: shop }
spec: { action: DENY, rules: [{}] }
`,
    good: `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: default-deny, namespace: shop }
spec: {}
`,
  },
  *check(mesh) {
    for (const manifest of mesh.all(kinds.AuthorizationPolicy)) {
      const { action, selector, rules = [] } = specOf<AuthorizationPolicySpec>(manifest);
      if (action !== 'DENY' || manifest.object.metadata.annotations?.[DRY_RUN] === 'true') continue;
      // Who names pods means them.
      if (hasTarget(manifest) || Object.keys(selector?.matchLabels ?? {}).length > 0) continue;
      const index = rules.findIndex(matchesEverything);
      if (index < 0) continue;
      const { namespace } = manifest.identity;
      const where =
        namespace === mesh.rootNamespace ? 'in every namespace of the mesh' : `in ${namespaceInWords(namespace)}`;
      yield {
        manifest,
        pointer: `/spec/rules/${index}`,
        message: `it denies every request to all pods ${where}`,
      };
    }
  },
};

function matchesEverything({ from = [], to = [], when = [] }: PolicyRule): boolean {
  return (
    from.length === 0 &&
    when.length === 0 &&
    (to.length === 0 || to.some(({ operation }) => operation !== undefined && isAnything(operation)))
  );
}

/** What matches all values of a field that each request has. */
const ANYTHING: Readonly<Record<string, readonly string[]>> = { paths: ['*', '/*'], methods: ['*'] };

function isAnything(operation: Operation): boolean {
  const fields = Object.entries(operation as Readonly<Record<string, readonly string[]>>);
  return fields.every(
    ([field, values]) => values.length === 0 || values.some((value) => ANYTHING[field]?.includes(value) === true),
  );
}
