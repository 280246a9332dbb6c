/** What is wrong with a name, in words that end a sentence; undefined when nothing is. */
export type NameProblem = string | undefined;

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_LABEL = new RegExp(`^${LABEL}$`);
const DNS_SUBDOMAIN = new RegExp(`^${LABEL}(\\.${LABEL})*$`);
const DNS_1035_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED_NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

/** At most 63 characters of `a-z`, `0-9` and `-`. */
export function isDnsLabel(name: string): boolean {
  return name.length <= 63 && DNS_LABEL.test(name);
}

/** As {@link isDnsLabel}, and it begins with a letter. */
export function isDns1035Label(name: string): boolean {
  return name.length <= 63 && DNS_1035_LABEL.test(name);
}

/** Labels with dots between them, at most 253 characters. */
export function isDnsSubdomain(name: string): boolean {
  return name.length <= 253 && DNS_SUBDOMAIN.test(name);
}

/** What may stand as one segment in a URL's path: the laxest rule for names. */
export function isPathSegment(name: string): boolean {
  return name !== '.' && name !== '..' && !/[/%]/.test(name);
}

export function labelValueProblem(value: string): NameProblem {
  if (value.length > 63) return 'is longer than 63 characters';
  if (LABEL_VALUE.test(value)) return undefined;
  return 'must be letters, digits, -, _ and ., with a letter or digit at both ends';
}

const RIGHT_NAMES = new Set<string>();
const RIGHT_NAMES_LIMIT = 1000;

/** Keys of labels and annotations, and finalizers: a name, with or without a `domain/` before it. */
export function qualifiedNameProblem(text: string): NameProblem {
  // All objects of a set have the same few.
  if (RIGHT_NAMES.has(text)) return undefined;
  const problem = wrongInQualifiedName(text);
  if (problem === undefined && RIGHT_NAMES.size < RIGHT_NAMES_LIMIT) RIGHT_NAMES.add(text);
  return problem;
}

function wrongInQualifiedName(text: string): NameProblem {
  const parts = text.split('/');
  const name = parts.at(-1)!;
  if (parts.length > 2) return 'has more than one slash';
  if (parts.length === 2 && !isDnsSubdomain(parts[0]!)) return 'must have a lower-case domain before its slash';
  if (name.length > 63) return 'has a name of more than 63 characters';
  if (QUALIFIED_NAME.test(name)) return undefined;
  return 'must be letters, digits, -, _ and ., with a letter or digit at both ends';
}
