import { policyModules } from '../adapters/policy-modules';
import { CodeBook, codeBook } from '../check/explain';
import { UsageError } from './usage-error';

let known: CodeBook | undefined;

/** All codes that findings have, but for those of a team's own policies. */
export function knownCodes(): CodeBook {
  return (known ??= codeBook(policyModules()));
}

export interface CodeChoice {
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
  /** Folders of policies, which may have names of their own. */
  readonly policy: readonly string[];
}

/**
 * Whether a finding is told.
 *
 * @throws UsageError for a code that no finding can have
 */
export function chooserOf({ only, skip = [], policy }: CodeChoice): (code: string) => boolean {
  const codesOf = (names: readonly string[]): ReadonlySet<string> =>
    new Set(names.map((name) => codeNamed(name, policy.length > 0)));
  const told = only === undefined ? undefined : codesOf(only);
  const left = codesOf(skip);
  return (code) => (told === undefined || told.has(code)) && !left.has(code);
}

function codeNamed(name: string, mayBeOwn: boolean): string {
  const code = knownCodes().get(name)?.code;
  if (code !== undefined) return code;
  if (mayBeOwn) return name;
  throw new UsageError(`${knownCodes().unknown(name)}; paths stand before --only and --skip`);
}
