import { join, relative } from 'node:path';
import { App } from 'cdk8s';
import * as library from '../../src';
import { check } from '../../src/check/check';
import type { Rule } from '../../src/check/rule';
import { describeIdentity } from '../../src/model/identity';
import { composeEnvironment } from '../../src/synth/compose';
import { synthesize } from '../../src/synth/synthesize';
import { meshOf } from '../fixtures/manifests';
import { ruleFixture } from '../fixtures/rules/expectations';
import { codeBlocks } from './code-blocks';
import { Examples } from './examples';

// Programs of several pages in one file, because the compiler reads the library once for all of them.

const DOCS = join(__dirname, '..', '..', 'docs');
const [plain, ...constructs] = codeBlocks(join(DOCS, 'constructs.md'));
const composed = constructs.filter(({ name }) => name === 'in an environment');
const progressive = codeBlocks(join(DOCS, 'progressive-delivery.md'));
const pattern = codeBlocks(join(DOCS, 'extending', 'pattern.md')).filter(({ name }) => name.startsWith('write '));
const ownServices = codeBlocks(join(DOCS, 'tasks', 'own-services.md')).filter(({ language }) => language === 'ts');
const rule = new Map(codeBlocks(join(DOCS, 'extending', 'rule.md')).map(({ name, code }) => [name, code]));

let examples: Examples;
beforeAll(() => {
  examples = new Examples();
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
  const file = examples.write('plain.ts', plain!.code);
  expect(() => require(file) as unknown).not.toThrow();
});

test.each(composed.map(({ code, line }) => ({ beginning: code.trim().split('\n')[0]!, line, code })))(
  'the example of the page on constructs that begins with "$beginning" synthesizes',
  ({ line, code }) => {
    const file = examples.write(`composed-${line}.ts`, inEnvironment(code));
    const { default: definition } = require(file) as { default: library.EnvironmentDefinition };
    const environment = composeEnvironment(new App(), definition, () => '');
    expect(synthesize(environment, 'example').refused).toEqual([]);
  },
);

test('the page on progressive delivery has an example for each controller', () => {
  expect(progressive.map(({ name }) => name)).toEqual(['flagger', 'argo-rollouts']);
});

test.each(progressive)('the example for $name on the page on progressive delivery runs', ({ name, code }) => {
  const file = examples.write(`${name}.ts`, code);
  expect(() => require(file) as unknown).not.toThrow();
});

describe('the rule of the page on rules', () => {
  let made: Rule;
  beforeAll(() => {
    // As from src/check/rules, in a folder beside src.
    const code = rule.get('rule')!.replaceAll("'../../", "'../src/").replaceAll("'../rule'", "'../src/check/rule'");
    ({ mirrorToItself: made } = require(examples.write('rule.ts', code)) as { mirrorToItself: Rule });
  });

  test('finds what its fixture says, and nothing else', () => {
    const file = examples.write('fixture.yaml', rule.get('fixture')!);
    const fixture = relative(join(__dirname, '..', 'fixtures', 'rules'), file).replace('.yaml', '');
    const { mesh, expectations } = ruleFixture(fixture);
    const found = check(mesh, [made]);
    expect(found.map(({ identity, pointer, message }) => [describeIdentity(identity!), pointer, message])).toEqual(
      expectations,
    );
    expect(found).toHaveLength(1);
  });

  test('finds its bad example, and not its good one', () => {
    const { bad, good } = made.explanation!;
    expect(check(meshOf(bad), [made])).toHaveLength(1);
    expect(check(meshOf(good), [made])).toEqual([]);
  });
});

test('none of them has a type error', () => {
  for (const [i, { code }] of ownServices.entries()) examples.write(`own-services-${i}.ts`, code);
  for (const { name, code } of pattern) examples.write(name.replace('write ', ''), code);
  expect([ownServices.length, pattern.length]).toEqual([1, 2]);
  expect(examples.typeErrors()).toEqual([]);
  // A compiler run, which a busy machine makes long.
}, 60_000);
