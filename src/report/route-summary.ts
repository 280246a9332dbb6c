import type { Colors } from 'picocolors/types';
import type { Fate, Tally } from '../replay/tally';
import { count } from './count';
import { printable } from './printable';
import { urlOf } from './route-url';
import { percentAsText } from './percent';
import { destinationAsText, fateAsText as answeredAsText, withStatus } from './route-verdict';

/** What became of many requests: by destination and outcome, and where that is not what a log says. */
export function tallyAsText(tally: Tally, colours: Colors): string {
  const { requests, compared, differences, skipped } = tally;
  const rows = tally.fates.map(({ fate, requests: some }) => [shareOf(some, requests), whole(some), fateAsText(fate)]);
  const paragraphs = [`${colours.bold(count(requests, 'request'))}\n${linesOf(rows)}`];
  if (compared > 0) {
    const differing = differences.reduce((total, { requests: some }) => total + some, 0);
    const title = `${count(differing, 'request')} of ${whole(compared)} would not meet what the log says`;
    const details = differences.map((difference) => differenceAsText(difference));
    paragraphs.push(`${colours.bold(differing === 0 ? 'All that the log says holds' : title)}\n${details.join('')}`);
  }
  const left = Object.entries(skipped).filter(([, lines]) => lines > 0);
  if (left.length > 0) {
    const reasons = left.map(
      ([reason, lines]) => `  ${count(lines, 'line')}: ${SKIPPED[reason as keyof typeof SKIPPED]}\n`,
    );
    paragraphs.push(`${colours.bold('Left out')}\n${reasons.join('')}`);
  }
  return paragraphs.join('\n');
}

const SKIPPED: Readonly<Record<keyof Tally['skipped'], string>> = {
  inbound: 'written by the proxy of a backend, which does not know how the request came to it',
  'no request': 'no HTTP request that could be read',
};

function differenceAsText({ logged, now, requests, example }: Tally['differences'][number]): string {
  const shares = now.map((fate) =>
    now.length === 1 ? fateAsText(fate) : `${percentAsText(fate.weight)} ${fateAsText(fate)}`,
  );
  const { line, request } = example;
  return (
    `  ${whole(requests)}  ${fateAsText(logged)} → ${shares.join(', ')}\n` +
    `    line ${line}: ${printable(`${request.method} ${urlOf(request)}`)}\n`
  );
}

function fateAsText(fate: Fate): string {
  const { outcome, status, destination } = fate;
  if (outcome !== 'limited') return answeredAsText({ outcome, status, destination });
  const to = destination === undefined ? '' : `: ${destinationAsText(destination)}`;
  return withStatus(status, 'refused by a rate limit') + to;
}

function shareOf(requests: number, all: number): string {
  return `${((100 * requests) / all).toFixed(1)} %`;
}

/** Shares of few requests may be no whole numbers. */
function whole(requests: number): string {
  return String(Math.round(requests * 10) / 10);
}

/** Numbers on the right of their columns. */
function linesOf(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  return rows
    .map(([share, requests, text]) => `  ${share!.padStart(widths[0]!)}  ${requests!.padStart(widths[1]!)}  ${text!}\n`)
    .join('');
}
