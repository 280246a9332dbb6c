import { dirname, relative, resolve, sep } from 'node:path';
import { isNode, LineCounter, parseDocument, stringify } from 'yaml';
import { readText } from '../adapters/read-text';
import { replaceText } from '../adapters/replace-text';
import schema from '../check/suppression/baseline.schema.json';
import { BaselineEntry, countOf, keyOfFinding } from '../check/suppression/suppress';
import type { Finding } from '../model/finding';
import type { Origin } from '../model/origin';
import { DataFileKind } from '../platform/data-file';

interface Baseline {
  readonly findings: readonly {
    readonly code: string;
    readonly file?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly count?: number;
    readonly reason: string;
    readonly until?: string;
  }[];
}

const BASELINE = new DataFileKind<Baseline>({
  what: 'the baseline',
  schema,
  explain: ({ keyword }, where) => {
    if (keyword === 'if') return `${where} is about a file, or about an object: leave out the fields of one of them`;
    if (keyword === 'pattern') return `${where} is no day: write it as 2027-01-31`;
    return keyword === 'minLength' ? `${where} is empty: say what it is` : undefined;
  },
});

/**
 * @throws WorldError when the file cannot be read
 * @throws DataFileError with the line of what is wrong in it
 */
export function readBaseline(file: string): readonly BaselineEntry[] {
  const text = readText(file);
  return BASELINE.parse(text, file).findings.map(({ code, count, reason, until, ...of }, index) => {
    const suppression = { code, count, reason, until, origin: entryOf(text, file, index) };
    if (of.file !== undefined) return { ...suppression, file: resolve(dirname(file), of.file) };
    const { group = '', kind = '', namespace = '', name = '' } = of;
    return { ...suppression, identity: { group, kind, namespace, name } };
  });
}

/** Entries are looked for when one of them has something wrong. */
function entryOf(text: string, file: string, index: number): Origin {
  return {
    locate: () => {
      const lines = new LineCounter();
      const entry: unknown = parseDocument(text, { lineCounter: lines }).getIn(['findings', index], true);
      const { line, col } = lines.linePos(isNode(entry) ? (entry.range?.[0] ?? 0) : 0);
      return { file, line, column: col };
    },
  };
}

const HEADER = `# Known findings of istio-gitops validate. Say why each may be, and until when.
`;

/**
 * Writes findings as a baseline, with a reason that asks for one, and says how many findings it knows.
 *
 * @param found what is counted together: of files, and of each set
 */
export function writeBaseline(file: string, found: readonly (readonly Finding[])[], reason: string): number {
  const entries = new Map<string, { readonly code: string; readonly count: number; readonly reason: string }>();
  for (const findings of found) {
    const times = countOf(findings);
    for (const finding of findings) {
      const key = keyOfFinding(finding);
      if (key === undefined) continue;
      const count = Math.max(times.get(key)!, entries.get(key)?.count ?? 0);
      entries.set(key, { code: finding.code, ...subjectOf(finding, dirname(file)), count, reason });
    }
  }
  replaceText(file, HEADER + stringify({ findings: [...entries.values()] }, { lineWidth: 0 }));
  return [...entries.values()].reduce((sum, { count }) => sum + count, 0);
}

function subjectOf({ identity, origin }: Finding, folder: string): object {
  if (identity === undefined) return { file: relative(folder, origin.locate!()!.file).replaceAll(sep, '/') };
  const { group, kind, namespace, name } = identity;
  return { ...(group !== '' && { group }), kind, ...(namespace !== '' && { namespace }), name };
}
