import type { RegoPackage } from './rego-package';

/** A rule of a package, and the result of its query. */
export interface PolicyRule {
  readonly package: RegoPackage;
  readonly name: string;
}

/**
 * What each rule says, as a query whose value is a list with a list of {@link RuleAnswer} for each of them. Its input has
 * `objects`, and a name for each of them in `names`.
 *
 * It uses no keyword that versions of opa disagree on.
 */
export function policyQuery(rules: readonly PolicyRule[]): string {
  return `[${rules.map(queryOf).join(', ')}]`;
}

/** What a rule says of an object, or of all of them. */
export interface RuleAnswer {
  /** Its place among the objects. */
  readonly object?: number;
  readonly says: unknown;
}

function queryOf({ package: { path, hasExceptions, input }, name }: PolicyRule): string {
  const data = ['data', ...path.map((part) => `[${JSON.stringify(part)}]`)].join('');
  const withInput = `with input as ${input === 'object' ? 'object' : 'objects'}`;
  const conditions = [`says := ${data}.${name} ${withInput}`, 'says != set()', 'says != []'];
  if (hasExceptions) {
    const exception = `${data}.exception[_][_] == ${JSON.stringify(name.replace(PREFIX, ''))} ${withInput}`;
    conditions.push(`count([1 | ${exception}]) == 0`);
  }
  const answer = input === 'object' ? '{"object": i, "says": says}' : '{"says": says}';
  return `[${answer} | ${[INPUTS[input], ...conditions].join('; ')}]`;
}

const INPUTS: Readonly<Record<RegoPackage['input'], string>> = {
  object: 'object := input.objects[i]',
  objects: 'objects := input.objects',
  combined: 'objects := [{"path": input.names[i], "contents": contents} | contents := input.objects[i]]',
};

/** What conftest leaves out of the name that an exception is for. */
const PREFIX = /^(violation|deny|warn)_/;
