import { join } from 'node:path';
// What is loaded here already is what the fleet gets; else it would load a copy of its own.
import '../../src';
import { main } from '../../src/cli/main';
import { capturedIo } from '../cli/captured-io';

interface TestDocument {
  readonly tests: readonly { readonly name: string; readonly set: string; readonly message?: string }[];
  readonly coverage: { readonly kinds: readonly { readonly kind: string; total: number; touched: number }[] };
}

let status: number;
let document: TestDocument;

beforeAll(async () => {
  const io = capturedIo(join(__dirname, '..', '..'));
  status = await main(['test', '--format', 'json'], io);
  document = JSON.parse(io.output.stdout) as TestDocument;
});

test('the sample meets its traffic tests', () => {
  const failed = document.tests.filter(({ message }) => message !== undefined);
  expect(failed.map(({ name, set, message }) => `${name} (${set})\n${message}`)).toEqual([]);
  expect(status).toBe(0);
});

test('each environment has traffic tests', () => {
  expect([...new Set(document.tests.map(({ set }) => set))]).toEqual(['development', 'staging', 'production']);
});

test('traffic tests meet more than nine tenths of what decides over requests', () => {
  const shares = document.coverage.kinds.map(({ kind, total, touched }) => [kind, touched / total > 0.9]);
  expect(shares).toEqual([
    ['VirtualService', true],
    ['Gateway', true],
    ['AuthorizationPolicy', true],
  ]);
});
