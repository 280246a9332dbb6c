import { askVersion } from '../../src/adapters/program-version';

test('a program that never answers is ended, and what it started is not waited for', async () => {
  const started = performance.now();
  const answer = await askVersion('sh', ['-c', 'sleep 5; echo 1.2.3'], process.env, 200);
  expect(answer).toEqual({ kind: 'failed', why: 'it has not answered for 0.2 s' });
  expect(performance.now() - started).toBeLessThan(4000);
});

test('a program that waits for its standard input finds its end', async () => {
  expect(await askVersion('cat', [], process.env, 5000)).toEqual({ kind: 'answered', output: '' });
});

test('a program that is not there is missing', async () => {
  expect(await askVersion('istio-gitops-is-no-program', [], process.env)).toEqual({ kind: 'missing' });
});
