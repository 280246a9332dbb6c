import { z } from 'zod';
import { isPlain } from './manifest';

/**
 * What a prop has to be at run time, where nothing is left of its type: programs are only stripped of their types
 * before they run, so that a misspelt prop or a value of another type would otherwise be dropped, or end in a TypeError.
 *
 * Invariant, so that a check that takes fewer or more values than the type has does not compile.
 */
export interface PropCheck<in out T> extends z.ZodType<T> {
  readonly exactly?: (value: T) => T;
}

/** A check for every prop of an interface. */
export type Shape<Props> = { readonly [Key in keyof Props]-?: PropCheck<Props[Key]> };

/** What {@link valueOf} knows of the values that it takes, to say how others are mended. */
export interface Wanted {
  /** How to mend any other value, as an imperative: `pass a string`. */
  readonly fix: string;
  /** Words that a misspelt one may have meant. */
  readonly words?: readonly string[];
  /** What is wrong with a value in particular, as `what: fix`; undefined when it is only of a wrong kind. */
  readonly problem?: (value: unknown) => string | undefined;
  /** Whether messages say of a string that it is one, and not what is in it. */
  readonly hidesText?: boolean;
}

export function valueOf<T>(wanted: Wanted, accepts: (value: unknown) => boolean): PropCheck<T> {
  // Aborting, so that of alternatives none counts as nearly right.
  return z.custom<T>(accepts, { params: { ...wanted }, abort: true });
}

/** An object with these props and no others. */
export function objectOf<Props extends object>(shape: Shape<Props>): PropCheck<Props> {
  return strict(shape);
}

/** An object of several variants, told apart by one prop. */
export function variantsOf<Props extends object, Tag extends keyof Props & string>(
  tag: Tag,
  variants: {
    readonly [Name in Props[Tag] & string]: Omit<Shape<Extract<Props, Readonly<Record<Tag, Name>>>>, Tag>;
  },
): PropCheck<Props> {
  const options = Object.entries<object>(variants).map(([name, shape]) => strict({ [tag]: z.literal(name), ...shape }));
  return z.discriminatedUnion(tag, options as [z.ZodObject]) as unknown as PropCheck<Props>;
}

function strict<Props extends object>(shape: object): PropCheck<Props> & z.ZodObject {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape as z.ZodRawShape, {
    // Not a sentence yet: what says it to people wants the names of the props that there are.
    error: ({ code }) => (code === 'unrecognized_keys' ? known : undefined),
  }) as unknown as PropCheck<Props> & z.ZodObject;
}

/**
 * An object that is passed on as it is, with the names of Istio's documentation: synth validates it by the schema of
 * its kind. Only the fields that are read before are looked at.
 */
export function fieldsOf<T extends object>(read: Partial<Shape<T>> = {}): PropCheck<T> {
  if (Object.keys(read).length > 0) return z.looseObject(read as z.ZodRawShape) as unknown as PropCheck<T>;
  return valueOf({ fix: 'pass an object', hidesText: true }, isPlainObject);
}

export function listOf<T>(item: PropCheck<T>): PropCheck<readonly T[]> {
  return z.array(item);
}

/** A list that says nothing, or the opposite of what it seems to say, when it is empty. */
export function someOf<T>(item: PropCheck<T>): PropCheck<readonly T[]> {
  return z.array(item).min(1);
}

/** A list of which no two items have one name, as each names an object. */
export function distinctOf<T>(item: PropCheck<T>, nameOf: (item: T) => string): PropCheck<readonly T[]> {
  const twice = (items: readonly T[]): string | undefined => {
    const names = items.map(nameOf);
    return names.find((name, i) => names.indexOf(name) < i);
  };
  const wanted: Wanted = {
    fix: 'rename or remove one of them',
    problem: (value) =>
      `two are called "${shortened(twice(value as readonly T[]) ?? '')}": rename or remove one of them`,
  };
  return z.array(item).refine((items) => twice(items) === undefined, { params: { ...wanted } });
}

export function recordOf<T, Key extends PropertyKey = string>(
  value: PropCheck<T>,
): PropCheck<Readonly<Record<Key, T>>> {
  return SAFE_KEYS.pipe(z.record(z.string(), value)) as unknown as PropCheck<Readonly<Record<Key, T>>>;
}

/** zod passes over this one key, under which anything could get past it. */
const SAFE_KEYS = valueOf<unknown>({ fix: 'rename its key "__proto__"' }, (value) => {
  return typeof value !== 'object' || value === null || !Object.hasOwn(value, '__proto__');
});

export function optional<T>(check: PropCheck<T>): PropCheck<T | undefined> {
  return check.optional();
}

export function oneOf<const T extends string>(...words: readonly T[]): PropCheck<T> {
  return valueOf(wantedWord(words), (value) => (words as readonly unknown[]).includes(value));
}

export function wantedWord(words: readonly string[]): Wanted {
  const quoted = words.map((word) => `"${word}"`);
  return { fix: `use ${[quoted.slice(0, -1).join(', '), ...quoted.slice(-1)].filter(Boolean).join(' or ')}`, words };
}

export function eitherOf<A, B>(first: PropCheck<A>, second: PropCheck<B>): PropCheck<A | B> {
  return z.union([first, second]);
}

/**
 * What a function takes that throws on everything else: its error says what is wrong with a value.
 *
 * @param isKind whether the function can be asked about a value at all
 */
export function acceptedBy<T>(
  accept: (value: T) => unknown,
  isKind: (value: unknown) => boolean,
  fix: string,
): PropCheck<T> {
  const problem = (value: unknown): string | undefined => {
    if (!isKind(value)) return undefined;
    try {
      accept(value as T);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  return valueOf({ fix, problem }, (value) => isKind(value) && problem(value) === undefined);
}

type Kind = 'string' | 'number' | 'object' | 'function';
type Members<T> = Readonly<Partial<Record<Exclude<keyof T & string, 'toString'>, Kind>>>;

/**
 * Something that has what is used of it. By what it has and not by its class, of which a program may hold two: one of
 * each copy of this package.
 */
export function having<T extends object>(members: Members<T>, fix: string): PropCheck<T> {
  return valueOf({ fix }, hasAll(members));
}

/** The same, made by this library: a literal that only looks like it has never been checked. */
export function madeWith<T extends object>(members: Members<T>, fix: string): PropCheck<T> {
  return valueOf({ fix }, isMadeWith<T>(members));
}

export function isMadeWith<T extends object>(members: Members<T>): (value: unknown) => boolean {
  const looksRight = hasAll(members);
  return (value) => looksRight(value) && !isPlainObject(value);
}

function hasAll(members: Readonly<Record<string, Kind | undefined>>): (value: unknown) => boolean {
  const entries = Object.entries(members);
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    entries.every(([name, kind]) => isOfKind((value as Record<string, unknown>)[name], kind));
}

function isOfKind(value: unknown, kind: Kind | undefined): boolean {
  return typeof value === kind && value !== null;
}

export function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && isPlain(value);
}

const MOST_CHARACTERS = 60;

/** As much of a text as a message can show. */
export function shortened(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;
}
