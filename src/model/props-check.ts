import type { z } from 'zod';
import { isPlainObject, PropCheck, shortened, Wanted, wantedWord } from './props';
import { PropsError } from './props-error';
import { didYouMean } from './suggest';

type Path = readonly PropertyKey[];

/** One thing that is wrong with props. */
interface Problem {
  readonly path: Path;
  readonly what: string;
  readonly fix: string;
  /** Whether no such prop exists; that one is misspelt is often why another is missing. */
  readonly isUnknown?: boolean;
}

interface HasPath {
  readonly node: { readonly path: string };
}

/** A construct, one that is about to be made, or the name of a function. */
export type Where = HasPath | readonly [scope: HasPath, id: string] | string;

/**
 * Refuses props that are not of their type.
 *
 * @param name of the argument, where it is not the props of a construct
 * @throws PropsError that names the prop, what it is, and how to mend it
 */
export function checkProps<Props>(where: Where, check: PropCheck<Props>, props: Props, name?: string): void {
  if (check.safeParse(props).success) return;
  // Parsing is slow with options, so it is done again for them.
  const issues = check.safeParse(props, { reportInput: true }).error?.issues ?? [];
  const problems = issues.flatMap((issue) => problemsOf(issue, name === undefined ? [] : [name]));
  const first = problems.find(({ isUnknown }) => isUnknown) ?? problems[0]!;
  const others = problems.filter((problem) => problem !== first).map(({ path }) => pathText(path));
  const more = others.length === 0 ? '' : ` (and ${others.length} more: ${shortened(others.join(', '))})`;
  throw new PropsError(pathOf(where), `${first.what}${more}`, first.fix);
}

/** Paths are put together here and not by callers, because that is slow, and props are nearly always right. */
function pathOf(where: Where): string {
  if (typeof where === 'string') return where;
  if ('node' in where) return where.node.path;
  const [scope, id] = where;
  return `${scope.node.path}/${id}`;
}

function problemsOf(issue: z.core.$ZodIssue, at: Path): Problem[] {
  const path = [...at, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownProp([...path, key], key, issue.message.split(', ')));
    case 'invalid_union':
      return noAlternative(issue, path);
    case 'invalid_type':
      return [wrongValue(path, issue.input, { fix: CONTAINERS[issue.expected] ?? PASS_ANOTHER, hidesText: true })];
    case 'too_small':
      return [{ path, what: `${pathText(path)} is an empty list`, fix: 'list at least one' }];
    default: {
      const wanted = issue.code === 'custom' ? (issue.params as Wanted | undefined) : undefined;
      return [wrongValue(path, issue.input, wanted ?? { fix: PASS_ANOTHER, hidesText: true })];
    }
  }
}

const PASS_ANOTHER = 'pass another value';

/** How values are mended that are none of the containers, by zod's name of the container. */
const CONTAINERS: Readonly<Record<string, string>> = {
  object: 'pass an object',
  record: 'pass an object',
  array: 'pass a list',
};

/** The object that was meant, if one was; otherwise everything that could have been. */
function noAlternative(issue: z.core.$ZodIssueInvalidUnion, path: Path): Problem[] {
  if (issue.discriminator !== undefined) {
    const tag = (issue.input as Readonly<Record<string, unknown>>)[issue.discriminator];
    const words = 'options' in issue ? (issue.options ?? []) : [];
    return [wrongValue(path, tag, wantedWord(words.map(String)))];
  }
  const problems = issue.errors.map((branch) => branch.flatMap((nested) => problemsOf(nested, path)));
  const meant = problems.find(([problem]) => problem !== undefined && problem.path.length > path.length);
  if (meant !== undefined) return meant;
  return [wrongValue(path, issue.input, { fix: problems.map(([problem]) => problem!.fix).join(', or ') })];
}

function unknownProp(path: Path, key: string, known: readonly string[]): Problem {
  const meant = didYouMean(key, known);
  const fix = meant === '' ? `remove it; there are ${known.join(', ')}` : 'rename or remove it';
  return { path, what: `there is no prop ${pathText(path)}${meant}`, fix, isUnknown: true };
}

function wrongValue(path: Path, value: unknown, { fix, words = [], problem, hidesText = false }: Wanted): Problem {
  const text = pathText(path);
  if (value === undefined) return { path, what: `${text} is missing`, fix };
  const particular = problem?.(value);
  if (particular !== undefined) return particularly(path, particular, fix);
  const meant = typeof value === 'string' ? didYouMean(value, words) : '';
  const what = hidesText && typeof value === 'string' ? 'a string' : described(value);
  return { path, what: `${text} is ${what}${meant}`, fix };
}

/** Problems that a checked value names itself, as in `port 0: a port is a whole number`. */
function particularly(path: Path, problem: string, fallback: string): Problem {
  const colon = problem.indexOf(': ');
  const [what, fix] = colon < 0 ? [problem, fallback] : [problem.slice(0, colon), problem.slice(colon + 2)];
  const text = pathText(path);
  return { path, what: what.startsWith(`${text} `) ? what : `${text}: ${what}`, fix };
}

/** `servers[0].port`, `paths["/v1/search"].timeout`; `props` for all of them. */
function pathText(path: Path): string {
  const [first = 'props', ...rest] = path;
  return shortened(String(first)) + rest.map(segmentText).join('');
}

function segmentText(segment: PropertyKey): string {
  if (typeof segment === 'number') return `[${segment}]`;
  const key = String(segment);
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${shortened(key)}` : `[${JSON.stringify(shortened(key))}]`;
}

/** What a value is, in a few words: of objects never what is in them, which may be long, and secret. */
function described(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(shortened(value));
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return 'a list';
      return isPlainObject(value) ? 'an object' : `an instance of ${shortened(classOf(value))}`;
    case 'function':
    case 'symbol':
      return `a ${typeof value}`;
    default:
      return String(value);
  }
}

function classOf(value: object): string {
  const { constructor } = value as { readonly constructor?: unknown };
  return typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'some class';
}
