import { Composer, CST, Document, Lexer, Parser, Schema } from 'yaml';

export type ComposedDocument = Document.Parsed;

/**
 * Collections inside of each other. Kubernetes' own deepest type, the schema of a CRD, gets to some 60. The composer is
 * recursive, and a stack that overflows inside of it can end the whole process.
 */
export const DEEPEST = 200;

/**
 * In characters. Composing takes some 100 bytes for each, so that this takes half a second and 250 MB. What is JSON or
 * plain, as programs write it, may be longer: it is composed only to find a line in it.
 */
export const LONGEST_COMPOSED = 2 * 1024 * 1024;

/** All tags of YAML 1.1 that Go knows; what they make of a scalar is left to {@link plainScalar}. */
const TAGS = ['int', 'float', 'bool', 'null', 'timestamp', 'binary', 'merge'].map((name) => ({
  tag: `tag:yaml.org,2002:${name}`,
  resolve: (text: string): string => text,
}));

const OPTIONS = {
  // An instance, because with a mere name a directive such as `%YAML 1.1` would choose another one.
  schema: new Schema({ schema: 'failsafe', customTags: (tags) => [...tags, ...TAGS] }),
  // The composer finds duplicates in quadratic time.
  uniqueKeys: false,
  prettyErrors: false,
} as const;

/** What composing ends with where it has to be given up. */
export interface GivenUp {
  readonly offset: number;
}

/** The documents of a YAML stream with the position of each node; every plain scalar is a string. */
export function composeDocuments(text: string): readonly ComposedDocument[] | GivenUp {
  const parser = new Parser();
  const composer = new Composer(OPTIONS);
  const documents: ComposedDocument[] = [];
  for (const lexeme of lexemesOf(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    if (parser.stack.length > DEEPEST) return { offset: parser.offset };
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end());
  return documents;
}

const FLOW_ENDS: ReadonlySet<string> = new Set([',', ']', '}']);
/** What follows a word that is a key without a value: a colon, and perhaps a word of no length. */
const AFTER_KEY = [':', CST.SCALAR, ''];

/**
 * The lexemes of a text, with words in brackets as Go ends them: at a colon only where a blank follows, so that
 * `[2001:db8::]` is a list of one string. To the lexer, as to YAML 1.2, it has a key.
 */
function* lexemesOf(text: string): Generator<string> {
  /** A word, and as much of {@link AFTER_KEY} as follows it. */
  let held: string[] = [];
  let previous = '';
  for (const lexeme of new Lexer().lex(text)) {
    const isWord = previous === CST.SCALAR;
    previous = lexeme;
    if (held.length > 0 && lexeme === AFTER_KEY[held.length - 1]) {
      held.push(lexeme);
      continue;
    }
    if (held.length > 0 && held.length % 2 === 0 && FLOW_ENDS.has(lexeme)) yield `${held[0]!}:`;
    else yield* held;
    held = isWord ? [lexeme] : [];
    if (!isWord) yield lexeme;
  }
  yield* held;
}
