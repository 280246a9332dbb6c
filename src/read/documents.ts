import type { Json } from '../model/json';
import type { SourceLocation } from '../model/origin';
import { composeDocuments, DEEPEST, LONGEST_COMPOSED } from './compose';
import { jsonIn } from './json';
import { Place } from './place';
import { plainYaml } from './plain-yaml';
import type { Dialect } from './scalar';
import { FirstProblems, ReadProblem } from './problem';
import type { TextFile } from './text-file';
import { Objector, Objection, valueOf } from './value';

/** A YAML document that was read as JSON. */
export interface YamlDocument {
  readonly value: Json;
  readonly place: Place;
}

/** Of one file. A few bytes each would otherwise take gigabytes. */
export const MOST_DOCUMENTS = 100_000;

export interface YamlStream {
  /** Those that can be read and are not empty. */
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly ReadProblem[];
}

/** The documents of a YAML stream, or a JSON text, as Go's decoder reads them, and all that the parser has to say. */
export function documentsOf(file: TextFile, dialect: Dialect): YamlStream {
  const documents: YamlDocument[] = [];
  const problems = new FirstProblems();
  let pieces = 0;
  for (const [start, end] of piecesOf(file.text)) {
    if (++pieces > MOST_DOCUMENTS) problems.add(() => tooManyDocuments(file.locationOf(start)));
    if (pieces > MOST_DOCUMENTS || problems.isFull) break;
    const piece = file.text.slice(start, end);
    let value = plainYaml(piece, dialect);
    if (value === undefined) value = jsonIn(piece);
    if (value !== undefined) {
      if (value !== null) documents.push({ value, place: new Place(file, start, end, 0, dialect) });
      continue;
    }
    const object = ({ offset, ...rest }: Objection): void => {
      problems.add(() => ({ ...rest, location: file.locationOf(start + offset) }));
    };
    for (const [index, value] of composedValues(piece, dialect, object).entries()) {
      if (value != null) documents.push({ value, place: new Place(file, start, end, index, dialect) });
    }
  }
  return { documents, problems: problems.found };
}

export function tooManyDocuments(location: SourceLocation): ReadProblem {
  const message = `the file has more than ${MOST_DOCUMENTS} documents or objects, and is not read from here on: split it`;
  return { code: 'TOO_MANY_DOCUMENTS', severity: 'error', location, message };
}

const MARKER = /^---(?=[ \t\r\n]|$)/gm;
const DIRECTIVE = /^%/m;

/** A document ends at a line that begins with `---`, wherever it stands, but belongs to the directives before it. */
function* piecesOf(text: string): Generator<[start: number, end: number]> {
  let start = 0;
  if (!DIRECTIVE.test(text)) {
    for (const { index } of text.matchAll(MARKER)) {
      if (index > 0) yield [start, index];
      start = index;
    }
  }
  yield [start, text.length];
}

/** The value of each document, undefined for those that cannot be read. */
function composedValues(text: string, dialect: Dialect, object: Objector): (Json | undefined)[] {
  const refuse = (code: string, message: string, offset: number): void => {
    object({ code, severity: 'error', message, offset });
  };
  if (text.length > LONGEST_COMPOSED) {
    refuse('DOCUMENT_TOO_LARGE', 'the document has more than 2 MiB, and is not written plainly: split it', 0);
    return [];
  }
  const composed = composeDocuments(text);
  if ('offset' in composed) {
    refuse('TOO_DEEP', `collections are nested more than ${DEEPEST} deep: no Kubernetes object is`, composed.offset);
    return [];
  }
  return composed.map((document) => {
    const isTemplate = document.errors[0] !== undefined && hasBraces(text, document.errors[0].pos[0]);
    for (const { code, message, pos } of isTemplate ? document.errors.slice(0, 1) : document.errors) {
      refuse(code, firstLine(message) + (isTemplate ? IF_TEMPLATE : ''), pos[0]);
    }
    for (const { code, message, pos } of document.warnings) {
      object({ code, severity: 'warning', message: firstLine(message), offset: pos[0] });
    }
    return document.errors.length > 0 ? undefined : valueOf(document, text, dialect, object);
  });
}

/** Of a template every line may be an error. */
const IF_TEMPLATE = '; if {{ is of a template, render that first, and check what comes out';

/** Whether {{ stands outside of quotes and comments, in the line of an offset or before it. */
function hasBraces(text: string, offset: number): boolean {
  const end = text.indexOf('\n', offset);
  return /^[^"'#\n]*\{\{/m.test(end < 0 ? text : text.slice(0, end));
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]!;
}
