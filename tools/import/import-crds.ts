import { type ImportedKind, kindKey, type Source } from './crd';
import { ImportError } from './import-error';
import { differingFiles, type ImportFiles, mergeKinds, readImports, renderImports } from './imports-folder';
import { type FoundCrd, readCrds } from './read-crds';
import type { Release } from './provenance';

export interface ImportRequest {
  /** Files, folders and https URLs of CRDs. */
  readonly locations: readonly string[];
  /** The folder `imports/`. */
  readonly folder: string;
  /**
   * The release that all CRDs of this run come from.
   * @default what the folder's README or the URL tells, else what is recorded of each kind
   */
  readonly release?: Release | undefined;
}

export interface ImportPlan {
  readonly files: ImportFiles;
  /** Paths of the files that have to be written. */
  readonly differing: readonly string[];
  /** How many kinds were read. */
  readonly imported: number;
  /** Documents of the input that are no CRDs. */
  readonly skipped: readonly string[];
}

/** Renders `imports/` as it is after an import, and writes nothing. */
export async function planImport({ locations, folder, release }: ImportRequest): Promise<ImportPlan> {
  const { crds, skipped } = await readCrds(locations);
  const before = await readImports(folder, new Set(crds.map(({ crd }) => kindKey(crd))));
  const imported = crds.map((found): ImportedKind => ({ ...found.crd, source: sourceOf(found, release, before) }));
  const files = await renderImports(mergeKinds(before, imported));
  return { files, differing: await differingFiles(folder, files), imported: imported.length, skipped };
}

function sourceOf(
  { crd, file, release }: FoundCrd,
  stated: Release | undefined,
  before: readonly ImportedKind[],
): Source {
  const known = stated ?? release;
  if (known !== undefined) return { repository: known.repository, tag: known.tag, file };
  const recorded = before.find((kind) => kindKey(kind) === kindKey(crd));
  if (recorded === undefined) {
    throw new ImportError(`${file}: where does ${crd.kind} come from? State --repository and --tag`);
  }
  if (JSON.stringify(recorded.schema) !== JSON.stringify(crd.schema)) {
    const { repository, tag } = recorded.source;
    throw new ImportError(
      `${file}: ${crd.kind} is not the one of ${repository} ${tag} that is recorded. State --repository and --tag of the new one`,
    );
  }
  return recorded.source;
}
