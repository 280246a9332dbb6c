import { relative, resolve } from 'node:path';
import pc from 'picocolors';
import { chunksOf } from '../adapters/file-chunks';
import type { Traffic } from '../mesh/traffic/traffic';
import { count } from '../report/count';
import { printable } from '../report/printable';
import { routeAsJsonLine } from '../report/route-json';
import { tallyAsText } from '../report/route-summary';
import { LineError, RequestDefaults } from '../replay/line';
import { linesOf, StreamLine } from '../replay/lines';
import { readRequestLine } from '../replay/request-line';
import { Tally } from '../replay/tally';
import { ExitCode } from './exit-codes';
import type { Io } from './io';

/** Many requests that are asked about at once. */
export interface Replay {
  readonly traffic: Traffic;
  /** Path of their file, or `-`. */
  readonly requests: string;
  readonly defaults: RequestDefaults;
  readonly format: 'text' | 'json';
}

/** Of lines that cannot be read, so many are told one by one. */
const MOST_TOLD = 20;

/**
 * Answers line by line, and never faster than the answers are taken, so that the memory does not grow with the requests.
 *
 * @throws WorldError when the file cannot be read
 */
export async function replay({ traffic, requests, defaults, format }: Replay, io: Io): Promise<ExitCode> {
  const [chunks, name] =
    requests === '-'
      ? [io.stdin(), 'standard input']
      : [chunksOf(resolve(io.cwd, requests)), relative(io.cwd, resolve(io.cwd, requests))];
  const tally = new Tally();
  const refuse = ({ number }: StreamLine, message: string, column?: number): string => {
    if (++tally.badLines <= MOST_TOLD) {
      const place = `${name}:${number}${column === undefined ? '' : `:${column}`}`;
      io.stderr(`${printable(`${place}: ${message}`)}\n`);
    }
    return '';
  };
  const answered = (line: StreamLine): string => {
    if ('problem' in line) return refuse(line, line.problem);
    try {
      const read = readRequestLine(line.text, defaults);
      if ('skipped' in read) {
        tally.skipped[read.skipped]++;
        return '';
      }
      const answer = traffic.answer(read.request);
      const agrees = tally.add(line.number, answer, read.logged);
      const { logged } = read;
      return format === 'json' ? routeAsJsonLine(answer, { line: line.number, logged, agrees }) : '';
    } catch (error) {
      if (error instanceof LineError) return refuse(line, error.message, error.column);
      if (error instanceof RangeError) return refuse(line, error.message);
      throw error;
    }
  };

  for await (const lines of linesOf(chunks)) {
    io.stdout(lines.map(answered).join(''));
    if (!(await io.drained())) break;
    io.progress?.(`${tally.requests} requests`);
  }
  io.progress?.('');
  if (format === 'text') io.stdout(tallyAsText(tally, pc.createColors(io.colours)));
  if (tally.badLines === 0) return ExitCode.Clean;
  io.stderr(
    `${count(tally.badLines, 'line')} could not be read${tally.badLines > MOST_TOLD ? `, the first ${MOST_TOLD} above` : ''}\n`,
  );
  return ExitCode.Findings;
}
