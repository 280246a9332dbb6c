import fc from 'fast-check';
import { linesOf, StreamLine } from '../../src/replay/lines';
import { runs } from '../fixtures/runs';

async function linesIn(...chunks: readonly (string | Uint8Array)[]): Promise<readonly StreamLine[]> {
  // eslint-disable-next-line @typescript-eslint/require-await -- as a stream gives them
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield Buffer.from(chunk);
  }
  const all: StreamLine[] = [];
  for await (const lines of linesOf(stream())) all.push(...lines);
  return all;
}

test.each<[string, readonly (string | Uint8Array)[], readonly StreamLine[]]>([
  ['nothing', [], []],
  ['one line without an end', ['a'], [{ number: 1, text: 'a' }]],
  ['one line with an end', ['a\n'], [{ number: 1, text: 'a' }]],
  [
    'empty lines, which count',
    ['\n\na\n  \nb'],
    [
      { number: 3, text: 'a' },
      { number: 5, text: 'b' },
    ],
  ],
  ['a byte order mark', ['\ufeffa\n'], [{ number: 1, text: 'a' }]],
  ['a character in two chunks', [Buffer.from([0xc3]), Buffer.from([0xa9, 0x0a])], [{ number: 1, text: '\u00e9' }]],
  [
    'an end in the next chunk',
    ['a', '\n', 'b'],
    [
      { number: 1, text: 'a' },
      { number: 2, text: 'b' },
    ],
  ],
])('%s', async (_, chunks, lines) => {
  expect(await linesIn(...chunks)).toEqual(lines);
});

test('Windows line ends are white space, which JSON may end with', async () => {
  expect(
    (await linesIn('{}\r\n\r\n{}\r\n')).map((line) => 'text' in line && (JSON.parse(line.text) as object)),
  ).toEqual([{}, {}]);
});

test('a line that is no UTF-8 is told, and the next one is read', async () => {
  expect(await linesIn(Buffer.from([0xff, 0x0a, 0x61]))).toEqual([
    { number: 1, problem: 'the line is not UTF-8: save the file as UTF-8' },
    { number: 2, text: 'a' },
  ]);
});

test.each([
  ['in one chunk', 1],
  ['in many', 3000],
])('a line that is too long is told, and not kept, %s', async (_, chunks) => {
  const part = 'x'.repeat(Math.ceil((1024 * 1024 + 1) / chunks));
  expect(await linesIn(...Array<string>(chunks).fill(part), '\na')).toEqual([
    { number: 1, problem: expect.stringContaining('more than 1 MiB') as string },
    { number: 2, text: 'a' },
  ]);
});

test('it does not matter where chunks end', async () => {
  const piece = fc.constantFrom('a', '\u00e9', '\n', '\r\n', ' ', '\u{1f600}', '{"a":1}');
  await fc.assert(
    fc.asyncProperty(fc.array(piece), fc.array(fc.nat({ max: 9 })), async (pieces, sizes) => {
      const whole = Buffer.from(pieces.join(''));
      const chunks: Buffer[] = [];
      let at = 0;
      for (const size of sizes) chunks.push(whole.subarray(at, (at += size)));
      expect(await linesIn(...chunks, whole.subarray(at))).toEqual(await linesIn(whole));
    }),
    { numRuns: runs(100) },
  );
});
