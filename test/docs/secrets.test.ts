import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { parse } from 'yaml';
import * as library from '../../src';
import { composeEnvironment } from '../../src/synth/compose';
import { synthesize } from '../../src/synth/synthesize';
import { sealedText } from '../fixtures/sealed';
import { codeBlocks } from './code-blocks';

const ROOT = join(__dirname, '..', '..');
const pages = ['secrets', 'recovery', 'observability'].flatMap((page) =>
  codeBlocks(join(ROOT, 'docs', `${page}.md`)).map((block, i) => ({ page, i, ...block })),
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(ROOT, '.docs-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each(pages.filter(({ name }) => name === 'in an environment'))(
  'example $i of the page on $page synthesizes',
  ({ page, i, code }) => {
    const program = `export default defineEnvironment('production', {
  clusters: [{ name: 'one' }],
  compose(env) {
    ${code}
  },
});`;
    const used = Object.keys(library).filter((name) => new RegExp(`\\b${name}\\b`).test(program));
    const file = join(folder, `${page}-${i}.ts`);
    writeFileSync(file, `import { ${used.join(', ')} } from 'istio-gitops';\n${program}\n`);
    const { default: definition } = require(file) as { default: library.EnvironmentDefinition };
    const environment = composeEnvironment(new App(), definition, () => sealedText());
    const { set, refused } = synthesize(environment, 'production', environment.labels);
    expect(refused).toEqual([]);
    expect(set.size).toBeGreaterThan(1);
  },
);

test('the resource modifiers of the page on recovery are as Velero reads them', () => {
  const { code } = pages.find(({ name }) => name === 'resource modifiers')!;
  const { version, resourceModifierRules } = parse(code) as {
    version: string;
    resourceModifierRules: readonly { conditions: object; mergePatches: readonly { patchData: string }[] }[];
  };
  expect(version).toBe('v1');
  expect(resourceModifierRules.map(({ conditions }) => conditions)).toEqual([{ groupResource: '**' }]);
  expect(JSON.parse(resourceModifierRules[0]!.mergePatches[0]!.patchData)).toEqual({
    metadata: { annotations: { 'argocd.argoproj.io/tracking-id': null } },
  });
});
