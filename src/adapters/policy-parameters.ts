import { join } from 'node:path';
import schema from '../check/policy/parameters.schema.json';
import { PARAMETERS } from '../layout/policy-files';
import type { PolicyParameters } from '../model/policy-parameters';
import { DataFileKind } from '../platform/data-file';
import { foldersAbove } from './folders-above';
import { pathKind } from './path-kind';
import { readText } from './read-text';
import { inWorld } from './world-error';

const FILE = new DataFileKind<PolicyParameters | null>({
  what: 'the parameters',
  schema,
  explain: ({ keyword }, where) => (keyword === 'pattern' ? `${where} is empty: say why, in a few words` : undefined),
});

/**
 * The parameters of the policies that the deploy tree around a folder has, or those of a folder above it; none where
 * there is no such file.
 *
 * @throws WorldError when the file cannot be read
 * @throws DataFileError with the line of what is wrong in it
 */
export function policyParametersAbove(folder: string): PolicyParameters {
  for (const above of foldersAbove(folder)) {
    const file = join(above, PARAMETERS);
    if (inWorld('read the parameters of policies', () => pathKind(file)) === 'file') {
      return FILE.parse(readText(file), file) ?? {};
    }
  }
  return {};
}
