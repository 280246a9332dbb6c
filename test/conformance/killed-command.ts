/**
 * `killed-command.ts FOLDER COUNT WORDS…`: a command line in a folder that is killed, really, in the middle of its file
 * operation number COUNT; it tells at its end how many there are.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { main } from '../../src/cli/main';
import { capturedIo } from '../cli/captured-io';

const [folder = '', deadline, ...words] = process.argv.slice(2);
let count = 0;

function kill(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('unreachable');
}

/** Writing is killed when half is written; all others have not begun, since they do all at once. */
const { writeFileSync } = fs;
const killing: Partial<Record<keyof typeof fs, (path: string, text?: string) => void>> = {
  writeFileSync: (path, text = '') => writeFileSync(path, text.slice(0, text.length / 2)),
  renameSync: () => undefined,
  unlinkSync: () => undefined,
  rmSync: () => undefined,
};
for (const [name, half] of Object.entries(killing)) {
  const operations = fs as unknown as Record<string, (path: string, ...rest: unknown[]) => unknown>;
  const original = operations[name]!;
  operations[name] = (path, ...rest) => {
    if (!path.startsWith(folder) || path.includes('/node_modules/')) return original(path, ...rest); // jiti's cache
    if (count++ === Number(deadline)) {
      half(path, rest[0] as string);
      kill();
    }
    return original(path, ...rest);
  };
}
syncBuiltinESMExports(); // for those who have imported them by name

void main(words, { ...capturedIo(folder), stderr: (text) => process.stderr.write(text) }).then((status) => {
  process.exitCode = status;
  process.stdout.write(String(count));
});
