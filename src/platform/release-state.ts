import type { Release } from '../model/release';
import { DataFileKind } from './data-file';
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
  explain: ({ keyword, params }, where) => {
    switch (keyword) {
      case 'propertyNames': {
        const { propertyName } = params as { propertyName: string };
        return `"${propertyName}" is no name of a service: use lower-case letters, digits and dashes`;
      }
      case 'discriminator':
        return `${where} needs strategy: canary or strategy: blue-green`;
      default:
        return undefined;
    }
  },
});

/**
 * @param file names the text in errors
 * @throws ReleaseStateError with the line of each syntax error, duplicate key and value that the schema refuses
 */
export function parseReleaseState(text: string, file: string): ReleaseState {
  return RELEASE_STATE.parse(text, file);
}
