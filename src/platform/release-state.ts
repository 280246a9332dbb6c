import { type Document, visit } from 'yaml';
import type { Release } from '../model/release';
import { DataFileKind, type Objection, rangeStart } from './data-file';
import schema from './release-state.schema.json';

export { DataFileError as ReleaseStateError, DataFileProblem as ReleaseStateProblem } from './data-file';

/** What is rolled out where in one environment, as `environments/<env>.releases.yaml` has it. */
export interface ReleaseState {
  /** By the id of the service's construct. */
  readonly services: Readonly<Record<string, Release>>;
}

/** What a version can be: the value of a label. */
export const VERSION = new RegExp(schema.definitions.version.pattern);

const RELEASE_STATE = new DataFileKind<ReleaseState>({
  what: 'the release state',
  schema,
  explain: ({ keyword, params, data }, where) => {
    switch (keyword) {
      case 'propertyNames': {
        const { propertyName } = params as { propertyName: string };
        return `"${propertyName}" is no name of a service: use lower-case letters, digits and dashes`;
      }
      case 'discriminator':
        return `${where} needs strategy: canary or strategy: blue-green`;
      case 'pattern':
        return `${where} is no version: it is the value of a label, so use letters, digits, dashes, dots and underscores`;
      case 'minimum':
      case 'maximum':
        return `${where} is ${String(data)}: shares are whole percents from 0 to 100`;
      default:
        return undefined;
    }
  },
  object: ({ services }, document) => [
    ...aliases(document),
    ...Object.entries(services).flatMap(([name, release]) =>
      contradictions(release).map(([path, message]) => ({
        offset: rangeStart(document.getIn(['services', name, ...path], true)) ?? 0,
        message: `/${['services', name, ...path].join('/')} ${message}`,
      })),
    ),
  ],
});

/** Commands edit one service, and an alias would change along with what it is an alias of. */
function aliases(document: Document): Objection[] {
  const objections: Objection[] = [];
  visit(document, {
    Alias: (_, { source, range }) => {
      objections.push({ offset: range![0], message: `*${source} is an alias: write out what it stands for` });
    },
  });
  return objections;
}

/** What each field may be, but not together with the others. */
function contradictions(release: Release): [path: readonly string[], message: string][] {
  if (release.strategy !== 'canary' || release.canary === undefined) return [];
  const { version, steps = [] } = release.canary;
  const found: [string[], string][] = [];
  if (version === release.stable) {
    found.push([['canary', 'version'], `is the stable version, ${version}: name the version that is new`]);
  }
  if (steps.some((step, i) => i > 0 && step <= steps[i - 1]!)) {
    found.push([['canary', 'steps'], 'do not ascend: list each share once, from the smallest']);
  }
  if (release.retiring !== undefined) {
    found.push([['retiring'], 'is of a canary that has ended, and there is one: remove it']);
  }
  return found;
}

/**
 * Reads the release state of an environment.
 *
 * @param text YAML
 * @param file names the text in errors
 * @throws ReleaseStateError with the line of each merge conflict, syntax error, duplicate key, alias, value that the schema
 * refuses, and contradiction
 */
export function parseReleaseState(text: string, file: string): ReleaseState {
  return RELEASE_STATE.parse(text, file);
}
