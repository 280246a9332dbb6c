import { resolve } from 'node:path';
import { manifestSetsOfPath } from '../adapters/manifest-sources';
import { DefinitionError, isDefinition, kindFromDefinition } from '../check/schema/definition';
import type { KindSchema } from '../check/schema/kind-schema';
import type { Manifest } from '../model/manifest';
import { describeOrigin } from '../model/origin';
import { pathsFrom } from '../report/text';
import type { Io } from './io';
import { UsageError } from './usage-error';

/**
 * The kinds that the CustomResourceDefinitions below folders, and in files, define.
 *
 * @throws UsageError where there are none, or some that cannot be read, with file and line
 * @throws WorldError when there is no such folder or file
 */
export function kindsDefinedAt(paths: readonly string[], io: Io): readonly KindSchema[] {
  const show = pathsFrom(io.cwd);
  return paths.flatMap((path) => {
    const { sets, problems } = manifestSetsOfPath(resolve(io.cwd, path));
    const [broken] = problems.filter(({ severity }) => severity === 'error');
    if (broken !== undefined) {
      throw new UsageError(`${describeOrigin({ locate: () => broken.location }, show)}: ${broken.message}`);
    }
    const definitions = [...sets.values()].flatMap(({ manifests }) =>
      manifests.filter(({ object }) => isDefinition(object)),
    );
    if (definitions.length === 0) {
      throw new UsageError(`there is no CustomResourceDefinition in ${path}: name a folder or file that has some`);
    }
    return definitions.map((definition) => kindOf(definition, show));
  });
}

function kindOf({ object, origin }: Manifest, show: (file: string) => string): KindSchema {
  try {
    return kindFromDefinition(object);
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    throw new UsageError(`${describeOrigin(origin, show)}: ${error.message}`);
  }
}
