import { join } from 'node:path';
import { codeBlocks } from './code-blocks';
import { Examples } from './examples';

const blocks = codeBlocks(join(__dirname, '..', '..', 'docs', 'progressive-delivery.md'));

let examples: Examples;
let files: ReadonlyMap<string, string>;
beforeAll(() => {
  examples = new Examples();
  files = new Map(blocks.map(({ name, code }) => [name, examples.write(name, code)]));
});
afterAll(() => {
  examples.remove();
});

test.each(blocks.map(({ name }) => name))('the example for %s on the page on progressive delivery runs', (name) => {
  expect(() => require(files.get(name)!) as unknown).not.toThrow();
});

test('there is an example for each controller, and none has a type error', () => {
  expect(blocks.map(({ name }) => name)).toEqual(['flagger', 'argo-rollouts']);
  expect(examples.typeErrors()).toEqual([]);
});
