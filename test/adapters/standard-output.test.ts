import { PassThrough, Writable } from 'node:stream';
import { drained, mayBeLeft } from '../../src/adapters/standard-output';

test('what is taken at once needs no waiting', async () => {
  const stream = new PassThrough();
  stream.write('a');
  expect(await drained(stream)).toBe(true);
});

test('a reader that is slow is waited for', async () => {
  const stream = new PassThrough({ highWaterMark: 1 });
  stream.write('abc');
  let isDrained = false;
  const waiting = drained(stream).then(() => (isDrained = true));
  await Promise.resolve();
  expect(isDrained).toBe(false);
  stream.read();
  await waiting;
  expect(await drained(stream)).toBe(true);
});

/** A stream that fails as a pipe whose reader has left, on the next turn. */
function leftStream(code: string): Writable {
  const failure = Object.assign(new Error(code), { code, syscall: 'write' });
  return new Writable({
    highWaterMark: 1,
    write: (_chunk, _encoding, done) => {
      setImmediate(done, failure);
    },
  });
}

test.each([
  ['while it is waited for', (stream: Writable) => drained(stream)],
  [
    'before',
    async (stream: Writable) => {
      await new Promise((resolve) => stream.once('close', resolve));
      return drained(stream);
    },
  ],
])('a reader that leaves %s is no error', async (_, wait) => {
  const stream = leftStream('EPIPE');
  mayBeLeft(stream);
  stream.write('abc');
  expect(await wait(stream)).toBe(false);
});

test('any other failure is one', () => {
  const stream = leftStream('EIO');
  mayBeLeft(stream);
  const failure = Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'write' });
  expect(() => stream.emit('error', failure)).toThrow('EIO');
});
