import { childrenSeconds, measure } from '../../bench/measure';

test('reads the CPU time of children from what the shell says', () => {
  expect(childrenSeconds('0m0.00s 0m0.00s\n1m3.61s 0m0.39s\n')).toBeCloseTo(64);
});

test('measures the CPU time of a command and of what it starts, not the time on the clock', () => {
  const burn = 'const end = process.cpuUsage().user + 200_000; while (process.cpuUsage().user < end);';
  const nested = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(burn)}])`;
  const command = (script: string) => ({ argv: [process.execPath, '-e', script] });
  const idle = measure([command('setTimeout(() => {}, 300)')], __dirname).cpuSeconds;
  expect(measure([command(nested)], __dirname).cpuSeconds).toBeGreaterThan(0.2);
  expect(idle).toBeLessThan(0.3);
});

test('a command that fails is an error that says why', () => {
  const command = { argv: [process.execPath, '-e', 'console.error("no such chart"); process.exit(3)'] };
  expect(() => measure([command], __dirname)).toThrow(/no such chart/);
});

test('findings are no failure', () => {
  const argv = [process.execPath, '-e', 'process.exit(1)'];
  expect(() => measure([{ argv, findingsStatus: 1 }], __dirname)).not.toThrow();
  expect(() => measure([{ argv, findingsStatus: 2 }], __dirname)).toThrow();
});
