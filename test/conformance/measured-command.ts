/** `measured-command.ts WORDS…`: a command line that writes to its file descriptor 3 what memory it took at most, in KiB. */
import { readFileSync, writeSync } from 'node:fs';
import '../../src/cli/bin';

process.on('exit', () => {
  // Not by resourceUsage, which counts the process that started this one, too.
  writeSync(3, /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]!);
});
