import type { Source } from './crd';

/** What is known before the file is: the repository and the tag it was released with. */
export type Release = Pick<Source, 'repository' | 'tag'>;

/** Releases by file name and kind. */
export type SourceTable = ReadonlyMap<string, ReadonlyMap<string, Release>>;

/** Paths of URLs by host: `…/istio/istio/1.30.3/crd.yaml`, `…/releases/download/v1.6.1/standard-install.yaml` */
const SOURCE_PATHS: Readonly<Record<string, RegExp>> = {
  'raw.githubusercontent.com': /^\/(?<repository>[^/]+\/[^/]+)\/(?:refs\/tags\/)?(?!refs\/)(?<tag>[^/]+)\/(?<file>.+)$/,
  'github.com': /^\/(?<repository>[^/]+\/[^/]+)\/releases\/download\/(?<tag>[^/]+)\/(?<file>[^/]+)$/,
};

/**
 * Reads the first Markdown table that has the columns `file`, `kind…`, `repository` and `tag`:
 *
 *     | file | kind (scope, versions) | repository | tag |
 *     |---|---|---|---|
 *     | `bitnami.com.yaml` | SealedSecret (N: v1alpha1*) | bitnami-labs/sealed-secrets | v0.36.6 |
 *
 * A file may have several rows. What stands in parentheses behind a kind is ignored.
 */
export function readSourceTable(markdown: string): SourceTable {
  const lines = markdown.split(/\r?\n/).map((line) => line.trim());
  const start = lines.findIndex((line) => column(cells(line), 'file') >= 0 && column(cells(line), 'repository') >= 0);
  const table = new Map<string, Map<string, Release>>();
  if (start < 0) return table;
  const header = cells(lines[start] ?? '');
  for (const line of lines.slice(start + 2)) {
    if (!line.startsWith('|')) break;
    const row = cells(line);
    const [file = '', kinds = '', repository = '', tag = ''] = ['file', 'kind', 'repository', 'tag'].map(
      (name) => row[column(header, name)],
    );
    const releases = table.get(file) ?? new Map<string, Release>();
    for (const kind of kinds.replace(/\([^)]*\)/g, '').split(',')) releases.set(kind.trim(), { repository, tag });
    table.set(file, releases);
  }
  return table;
}

/** What a GitHub URL of a raw file or a release asset tells; undefined for all other URLs. */
export function sourceOfUrl(url: string): Source | undefined {
  const { host, pathname } = new URL(url);
  const groups = SOURCE_PATHS[host]?.exec(decodeURIComponent(pathname))?.groups;
  if (groups === undefined) return undefined;
  const { repository = '', tag = '', file = '' } = groups;
  return { repository, tag, file };
}

function cells(line: string): readonly string[] {
  if (!line.startsWith('|')) return [];
  return line
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim().replace(/^`(.*)`$/, '$1'));
}

/** The index of the column whose title begins with a word. */
function column(header: readonly string[], word: string): number {
  return header.findIndex((title) => title.split(/\s/)[0] === word);
}
