import type { Verdict } from './budgets';
import type { Cell, Row } from './results';

export interface Report {
  /** What the figures are. */
  readonly title: string;
  readonly rows: readonly Row[];
  /** Peers that did not run, because their program is missing. */
  readonly skipped: readonly string[];
  readonly verdicts: readonly Verdict[];
}

/** @param reports by the names of their contests */
export function asJson(reports: ReadonlyMap<string, Report>): string {
  return `${JSON.stringify(Object.fromEntries(reports), undefined, 2)}\n`;
}

export function asText({ title, rows, skipped, verdicts }: Report): string {
  const sizes = rows[0]?.cells.map(({ services }) => services) ?? [];
  const header = [
    '',
    'start-up',
    ...sizes.flatMap((size) => [`${size.toLocaleString('en')} × 3`, '']),
    'growth',
    'peak',
  ];
  const lines = rows.map((row) => [
    row.peer,
    seconds(row.startUpSeconds),
    ...sizes.flatMap((size) => cellOf(row.cells.find(({ services }) => services === size))),
    row.growth?.toFixed(2) ?? '–',
    megabytes(row.cells.at(-1)?.peakBytes),
  ]);
  return [
    title,
    ...table([header, ...lines]),
    ...rows.flatMap(extrapolation),
    ...skipped.map((peer) => `${peer}: skipped, its program is missing (npm run tools)`),
    '',
    ...verdicts.map(({ claim, measured, passed }) => `${passed ? 'pass' : 'FAIL'}  ${claim}: ${measured}`),
    '',
  ].join('\n');
}

function extrapolation({ peer, cells, growth }: Row): string[] {
  const from = cells.find(({ extrapolatedFrom }) => extrapolatedFrom !== undefined)?.extrapolatedFrom;
  if (from === undefined) return [];
  const seen = growth === undefined ? '' : `, up to which it grows by an exponent of ${growth.toFixed(2)}`;
  return [`~ ${peer}: extrapolated as if linear from ${from.toLocaleString('en')} × 3${seen}`];
}

/** The first column is left-aligned, the others are numbers. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const aligned = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!);
  return rows.map((row) => row.map(aligned).join('  ').trimEnd());
}

/** A peer that is too slow for a size has none. */
function cellOf(cell: Cell | undefined): [seconds: string, ratio: string] {
  if (cell === undefined) return ['–', '–'];
  const mark = cell.extrapolatedFrom === undefined ? '' : '~';
  return [mark + seconds(cell.cpuSeconds), `${mark}${cell.ratio.toFixed(2)}×`];
}

function seconds(value: number): string {
  return value.toFixed(2);
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '–' : `${Math.round(bytes / 2 ** 20)} MiB`;
}
