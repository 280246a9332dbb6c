import type { Verdict } from './budgets';
import type { Cell, Row } from './results';

export interface Report {
  readonly rows: readonly Row[];
  /** Peers that did not run, because their program is missing. */
  readonly skipped: readonly string[];
  readonly verdicts: readonly Verdict[];
}

export function asJson(report: Report): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

export function asText({ rows, skipped, verdicts }: Report): string {
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
    'CPU seconds of services × environments with three objects each; × is the ratio to the first row',
    ...table([header, ...lines]),
    ...skipped.map((peer) => `${peer}: skipped, its program is missing (npm run tools)`),
    '',
    ...verdicts.map(({ claim, measured, passed }) => `${passed ? 'pass' : 'FAIL'}  ${claim}: ${measured}`),
    '',
  ].join('\n');
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
  return cell === undefined ? ['–', '–'] : [seconds(cell.cpuSeconds), `${cell.ratio.toFixed(2)}×`];
}

function seconds(value: number): string {
  return value.toFixed(2);
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '–' : `${Math.round(bytes / 2 ** 20)} MiB`;
}
