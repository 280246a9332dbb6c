import Ajv, { ErrorObject, ValidateFunction } from 'ajv';
import { Document, isMap, isNode, isScalar, LineCounter, parseDocument, type YAMLParseError } from 'yaml';
import { segmentsOf } from '../model/json-pointer';
import type { SourceLocation } from '../model/origin';
import { didYouMean } from '../model/suggest';

/** One thing wrong with a data file, and where. */
export interface DataFileProblem {
  /** Where it begins. */
  readonly location: SourceLocation;
  /** What is wrong, and how to mend it. */
  readonly message: string;
}

/** A data file that cannot be used; its message has a line per problem. */
export class DataFileError extends Error {
  /** By which errors of another copy of this package are known, too. */
  override readonly name = 'DataFileError';

  constructor(
    /** Each with its place in the file. */
    readonly problems: readonly DataFileProblem[],
  ) {
    super(
      problems
        .map(({ location: { file, line, column }, message }) => `${file}:${line}:${column}: ${message}`)
        .join('\n'),
    );
  }
}

/** What is wrong at a place in the text of a data file. */
export interface Objection {
  /** Offset of a character. */
  readonly offset: number;
  readonly message: string;
}

/** A data file that can be used. */
export interface DataFile<T> {
  readonly content: T;
  /** Where the value at the end of a path of fields and indexes begins. */
  readonly locate: (path: readonly (string | number)[]) => SourceLocation;
}

interface DataFileKindProps<T> {
  /** What the file is, as in `the release state`. */
  readonly what: string;
  readonly schema: object;
  /** What a schema error means here; undefined where the general words will do. */
  readonly explain?: (error: ErrorObject, where: string) => string | undefined;
  /** What no schema can say, of a file that the schema accepts. */
  readonly object?: (content: T, document: Document) => readonly Objection[];
}

/** A kind of YAML file that people, commands and controllers edit, and that environments are composed from. */
export class DataFileKind<T> {
  /** Compiled for the first file, because not every run reads one. */
  private compiled: ValidateFunction<T> | undefined;

  constructor(private readonly props: DataFileKindProps<T>) {}

  /**
   * @param file names the text in errors
   * @throws DataFileError with the line of each syntax error, duplicate key and value that the schema refuses
   */
  parse(text: string, file: string): T {
    return this.read(text, file).content;
  }

  /** As {@link parse}, with the place of each value. */
  read(text: string, file: string): DataFile<T> {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const locationOf = (offset: number): SourceLocation => {
      const { line, col } = lines.linePos(offset);
      return { file, line, column: col };
    };
    const refuse = (objections: readonly Objection[]): never => {
      throw new DataFileError(objections.map(({ offset, message }) => ({ location: locationOf(offset), message })));
    };

    const conflict = text.search(CONFLICT);
    if (conflict >= 0) refuse([{ offset: conflict, message: UNRESOLVED }]);
    const errors = [...document.errors, ...document.warnings];
    // Of what the parser gives up, what else it says is not to be believed.
    const givenUp = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
    const syntax = givenUp === undefined ? errors : [givenUp];
    // One mistake can be thousands to the parser.
    if (syntax.length > 0)
      refuse(
        syntax.slice(0, MOST_SYNTAX_ERRORS).map((problem) => ({ offset: problem.pos[0], message: inWords(problem) })),
      );
    const content = contentOf(document);
    if (content instanceof ReferenceError)
      return refuse([{ offset: 0, message: `this cannot be read: ${content.message}` }]);
    const validate = this.validator();
    if (!validate(content)) {
      const refused = (validate.errors ?? []).filter(isOwnError);
      return refuse(refused.map((error) => ({ offset: offsetOf(document, error), message: this.explain(error) })));
    }
    const objections = this.props.object?.(content, document) ?? [];
    if (objections.length > 0) refuse(objections);
    return { content, locate: (path) => locationOf(rangeStart(document.getIn(path, true)) ?? 0) };
  }

  /** What the schema has against a value that stands in no file, in words; nothing where it accepts it. */
  problemsOf(value: unknown): readonly string[] {
    const validate = this.validator();
    return validate(value) ? [] : (validate.errors ?? []).filter(isOwnError).map((error) => this.explain(error));
  }

  private validator(): ValidateFunction<T> {
    const { schema } = this.props;
    return (this.compiled ??= new Ajv({
      discriminator: true,
      allErrors: true,
      verbose: true,
      allowUnionTypes: true,
    }).compile<T>(schema));
  }

  private explain(error: ErrorObject): string {
    const where = error.instancePath === '' ? this.props.what : error.instancePath;
    const particular = this.props.explain?.(error, where);
    if (particular !== undefined) return particular;
    switch (error.keyword) {
      case 'additionalProperties': {
        const { additionalProperty } = error.params as { additionalProperty: string };
        const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});
        return `${where} has an unknown field "${additionalProperty}"${didYouMean(additionalProperty, known)}`;
      }
      case 'enum':
        return `${where} must be one of ${(error.params as { allowedValues: string[] }).allowedValues.join(', ')}`;
      case 'required':
        return `${where} has no ${(error.params as { missingProperty: string }).missingProperty}: add it`;
      case 'type':
        return `${where} ${typeIn(error)}`;
      case 'minItems':
      case 'minProperties':
        return `${where} is empty: give it an entry, or leave it out`;
      default:
        return `${where} ${error.message ?? error.keyword}`;
    }
  }
}

const MOST_SYNTAX_ERRORS = 20;

/** The error is of an alias: of nothing, or one of so many that they would fill the memory. */
function contentOf(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (error instanceof ReferenceError) return error;
    throw error;
  }
}

/** What Git writes where it cannot merge. */
const CONFLICT = /^(<{7}|\|{7}|={7}|>{7})( |\r?$)/m;
const UNRESOLVED =
  'a merge conflict begins here: keep the lines of one side, and remove those that begin with <<<<<<<, ======= and >>>>>>>';

/** What a schema's `type` asks for. */
const TYPES: Readonly<Record<string, string>> = {
  array: 'must be a list: write [first, second]',
  integer: 'must be a whole number',
  object: 'must have fields: write `name: value`, each on a line of its own',
  string: 'must be text: put it in quotes',
};

/** Of types that it may have, the one that can be written. */
function typeIn({ params }: ErrorObject): string {
  const types = [(params as { type: string | string[] }).type].flat();
  return types.map((type) => TYPES[type]).find((words) => words !== undefined) ?? `must be ${types.join(' or ')}`;
}

const SYNTAX: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this key is there twice: remove one of them',
  MULTIPLE_DOCS: 'a second YAML document begins here: a file has one',
  RESOURCE_EXHAUSTION: 'this is nested too deep to be read: write it more simply',
  TAB_AS_INDENT: 'a tab indents this line: use spaces',
};

function inWords({ code, message }: Pick<YAMLParseError, 'code' | 'message'>): string {
  return SYNTAX[code] ?? `this is no YAML: ${message}`;
}

/**
 * What is wrong with a key is said once, of the key, and not again of what its name should match; what is wrong in a case,
 * and not again that it is one.
 */
function isOwnError({ propertyName, keyword }: ErrorObject): boolean {
  return propertyName === undefined && keyword !== 'if';
}

/** Where the value of a schema error starts: the key itself where a key is what is wrong. */
function offsetOf(document: Document, error: ErrorObject): number {
  const path = segmentsOf(error.instancePath);
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  const params = error.params as {
    readonly additionalProperty?: string;
    readonly propertyName?: string;
    readonly tag?: string;
  };
  const key = params.additionalProperty ?? params.propertyName ?? params.tag;
  const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
  return rangeStart(params.tag === undefined ? pair?.key : pair?.value) ?? rangeStart(node) ?? 0;
}

/** Where a node begins, if it is one. */
export function rangeStart(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
