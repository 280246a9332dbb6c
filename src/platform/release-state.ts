import Ajv, { ErrorObject, ValidateFunction } from 'ajv';
import { Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { segmentsOf } from '../model/json-pointer';
import type { SourceLocation } from '../model/origin';
import type { Release } from '../model/release';
import { didYouMean } from '../model/suggest';
import schema from './release-state.schema.json';

/** What is rolled out where in one environment, as `environments/<env>.releases.yaml` has it. */
export interface ReleaseState {
  /** By the id of the service's construct. */
  readonly services: Readonly<Record<string, Release>>;
}

/** One thing wrong with a release state, and where. */
export interface ReleaseStateProblem {
  readonly location: SourceLocation;
  readonly message: string;
}

/** A release state that cannot be used; its message has a line per problem. */
export class ReleaseStateError extends Error {
  override readonly name = 'ReleaseStateError';

  constructor(readonly problems: readonly ReleaseStateProblem[]) {
    super(
      problems
        .map(({ location: { file, line, column }, message }) => `${file}:${line}:${column}: ${message}`)
        .join('\n'),
    );
  }
}

/** Compiled for the first file, because not every run reads one. */
let compiled: ValidateFunction<ReleaseState> | undefined;

function validator(): ValidateFunction<ReleaseState> {
  return (compiled ??= new Ajv({ discriminator: true, allErrors: true, verbose: true }).compile<ReleaseState>(schema));
}

/**
 * @param file names the text in errors
 * @throws ReleaseStateError with the line of each syntax error, duplicate key and value that the schema refuses
 */
export function parseReleaseState(text: string, file: string): ReleaseState {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const locate = (offset: number): SourceLocation => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };

  const syntax = [...document.errors, ...document.warnings];
  if (syntax.length > 0) {
    throw new ReleaseStateError(
      syntax.map(({ pos, message }) => ({ location: locate(pos[0]), message: message.split('\n')[0]! })),
    );
  }
  const state: unknown = document.toJS();
  const validate = validator();
  if (validate(state)) return state;
  throw new ReleaseStateError(
    (validate.errors ?? [])
      .filter(isOwnError)
      .map((error) => ({ location: locate(offsetOf(document, error)), message: explain(error) })),
  );
}

/** What is wrong with a key is said once, of the key, and not again of what its name should match. */
function isOwnError({ propertyName }: ErrorObject): boolean {
  return propertyName === undefined;
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

function rangeStart(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function explain(error: ErrorObject): string {
  const where = error.instancePath === '' ? 'the release state' : error.instancePath;
  switch (error.keyword) {
    case 'additionalProperties': {
      const { additionalProperty } = error.params as { additionalProperty: string };
      const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});
      return `${where} has an unknown field "${additionalProperty}"${didYouMean(additionalProperty, known)}`;
    }
    case 'enum':
      return `${where} must be one of ${(error.params as { allowedValues: string[] }).allowedValues.join(', ')}`;
    case 'propertyNames': {
      const { propertyName } = error.params as { propertyName: string };
      return `"${propertyName}" is no name of a service: use lower-case letters, digits and dashes`;
    }
    case 'discriminator':
      return `${where} needs strategy: canary or strategy: blue-green`;
    default:
      return `${where} ${error.message ?? error.keyword}`;
  }
}
