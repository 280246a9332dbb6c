import { main } from '../../src/cli/main';
import { capturedIo } from './captured-io';
import { commands } from './command-lines';

/** Whether they complete is asked of the shells themselves, in test/conformance/completion.test.ts. */
describe.each(['bash', 'zsh', 'fish'])('completions for %s', (shell) => {
  let script: string;
  beforeAll(async () => {
    const io = capturedIo('/');
    await main(['completion', shell], io);
    script = io.output.stdout;
  });

  test.each(commands().filter(({ path }) => path !== ''))('know $path and its options', ({ name, options }) => {
    const words = [name, ...options.flatMap(({ flags }) => flags.map((flag) => flag.replace(/^-+/, '')))];
    const known = new Set(script.match(/[\w-]+/g)?.map((word) => word.replace(/^-+/, '')));
    expect(words.filter((word) => !known.has(word))).toEqual([]);
  });

  test('are the same at each run', async () => {
    const io = capturedIo('/');
    await main(['completion', shell], io);
    expect(io.output.stdout).toBe(script);
  });
});
