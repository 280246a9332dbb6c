#!/usr/bin/env node
import { performance } from 'node:perf_hooks';
import { isatty } from 'node:tty';
import pc from 'picocolors';
import { drained, mayBeLeft } from '../adapters/standard-output';
import { ask } from '../adapters/terminal';
import { main } from './main';

const write = (stream: NodeJS.WriteStream) => (text: string) => {
  stream.write(text);
};

mayBeLeft(process.stdout);

void main(process.argv.slice(2), {
  stdout: write(process.stdout),
  stderr: write(process.stderr),
  cwd: process.cwd(),
  // `isTTY` of a pipe is undefined, which picocolors takes for a default: colours wherever CI or FORCE_COLOR is set.
  colours: pc.isColorSupported && isatty(process.stdout.fd),
  ...(process.stdout.isTTY && { columns: process.stdout.columns }),
  clock: () => performance.now(),
  today: () => new Date().toISOString().slice(0, 10),
  drained: () => drained(process.stdout),
  stdin: () => process.stdin,
  ...(process.stderr.isTTY && { progress: (line) => process.stderr.write(`\r\u001b[K${line}`) }),
  ...(process.stdin.isTTY && process.stderr.isTTY && { ask }),
  environment: process.env,
}).then((code) => {
  // Not process.exit: it would cut off what a pipe has not taken yet.
  process.exitCode = code;
});
