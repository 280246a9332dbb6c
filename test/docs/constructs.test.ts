import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdk8s';
import ts from 'typescript';
import * as library from '../../src';
import { composeEnvironment } from '../../src/synth/compose';
import { synthesize } from '../../src/synth/synthesize';
import { codeBlocks } from './code-blocks';

const ROOT = join(__dirname, '..', '..');
const blocks = codeBlocks(join(ROOT, 'docs', 'constructs.md'));
const [plain] = blocks;
const composed = blocks.filter(({ name }) => name === 'in an environment');

let folder: string;
const files: string[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(ROOT, '.docs-'));
  const codes = [plain!.code, ...composed.map(({ code }) => inEnvironment(code))];
  for (const [i, code] of codes.entries()) {
    const file = join(folder, `example-${i}.ts`);
    writeFileSync(file, code);
    files.push(file);
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true });
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
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  // Examples name what they make, whether or not they use it.
  const options = {
    ...ts.parseJsonConfigFileContent({ ...config, include: [], files }, ts.sys, ROOT).options,
    noUnusedLocals: false,
  };
  const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram(files, options));
  expect(diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
});
