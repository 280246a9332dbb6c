import { join } from 'node:path';
import { App } from 'cdk8s';
import * as library from '../../src';
import { composeEnvironment } from '../../src/synth/compose';
import { synthesize } from '../../src/synth/synthesize';
import { codeBlocks } from './code-blocks';
import { Examples } from './examples';

const blocks = codeBlocks(join(__dirname, '..', '..', 'docs', 'constructs.md'));
const [plain] = blocks;
const composed = blocks.filter(({ name }) => name === 'in an environment');

let examples: Examples;
let files: string[];
beforeAll(() => {
  examples = new Examples();
  const codes = [plain!.code, ...composed.map(({ code }) => inEnvironment(code))];
  files = codes.map((code, i) => examples.write(`example-${i}`, code));
});
afterAll(() => {
  examples.remove();
});

/** What the page says of where an example stands, as a program. */
function inEnvironment(code: string): string {
  const program = `export default defineEnvironment('example', {
    clusters: [{ name: 'example' }],
    compose(env) {
      const tls = { mode: 'SIMPLE', certificate: Certificate.fromSecretName('tls') } as const;
      const edge = new IngressGateway(env, 'edge', { hosts: ['*.example.com'], tls });
      ${code}
      return void edge;
    },
  });`;
  const used = Object.keys(library).filter((name) => new RegExp(`\\b${name}\\b`).test(program));
  return `import { ${used.join(', ')} } from 'istio-gitops';\n${program}`;
}

test('the example of the page on constructs runs', () => {
  expect(() => require(files[0]!) as unknown).not.toThrow();
});

test.each(composed.map(({ code }, i) => ({ line: code.trim().split('\n')[0]!, i })))(
  'the example of the page that begins with "$line" synthesizes',
  ({ i }) => {
    const { default: definition } = require(files[i + 1]!) as { default: library.EnvironmentDefinition };
    const environment = composeEnvironment(new App(), definition, () => '');
    expect(synthesize(environment, 'example').refused).toEqual([]);
  },
);

test('the examples of the page on constructs have no type error', () => {
  // Examples name what they make, whether or not they use it.
  expect(examples.typeErrors({ noUnusedLocals: false })).toEqual([]);
});
