import type { Finding } from '../model/finding';
import { describeOrigin } from '../model/origin';
import { joinedByAnd } from './listed';

/**
 * Findings of constructs, of which what is the same in several environments is said once: there the message begins with
 * their names, which are where the paths of their constructs begin.
 */
export function saidOnce(findings: readonly Finding[]): readonly Finding[] {
  const groups = new Map<
    string,
    { readonly finding: Finding; readonly shared: Finding; readonly roots: Set<string> }
  >();
  for (const [index, finding] of findings.entries()) {
    const root = finding.origin.constructPath?.split('/', 1)[0] ?? '';
    const shared = withoutRoot(finding, root);
    const key = root === '' ? String(index) : textOf(shared);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { finding, shared, roots: new Set([root]) });
    else group.roots.add(root);
  }
  return Array.from(groups.values(), ({ finding, shared, roots }) =>
    roots.size === 1 ? finding : { ...shared, message: `in ${joinedByAnd([...roots])}: ${shared.message}` },
  );
}

/** Objections of constructs have the path in the message, too. */
function withoutRoot(finding: Finding, root: string): Finding {
  const { origin, message } = finding;
  const { constructPath = '' } = origin;
  const below = constructPath.slice(root.length + 1);
  if (below === '') return finding;
  const prefix = `[${constructPath}]`;
  return {
    ...finding,
    origin: { ...origin, constructPath: below },
    message: message.startsWith(prefix) ? `[${below}]${message.slice(prefix.length)}` : message,
  };
}

function textOf({ origin, related = [], ...text }: Finding): string {
  return JSON.stringify([text, [origin, ...related].map((place) => describeOrigin(place))]);
}
