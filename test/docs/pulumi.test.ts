import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { CHARTS } from '../../src/pulumi';
import { recordedStack, StackOptions } from '../pulumi/recorded-stack';
import { codeBlocks } from './code-blocks';

const ROOT = join(__dirname, '..', '..');
const PAGE = join(ROOT, 'docs', 'pulumi.md');
const page = readFileSync(PAGE, 'utf8');
const blocks = codeBlocks(PAGE);

let folder: string;
const fileOf = (name: string): string => join(folder, `${name}.ts`);
beforeAll(() => {
  folder = mkdtempSync(join(ROOT, '.docs-'));
  for (const { name, code } of blocks) {
    // The types of every kind that Kubernetes ever had take the compiler a minute.
    writeFileSync(fileOf(name), code.replace("'@pulumi/kubernetes'", "'@pulumi/kubernetes/provider'"));
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each<[name: string, options: StackOptions, made: string]>([
  [
    'program',
    { stack: 'us-east', config: { context: 'us-east', repositoryPassword: 'x' }, secret: ['repositoryPassword'] },
    'flux:root:kustomize.toolkit.fluxcd.io/Kustomization/flux-system/flux-system',
  ],
  ['component', {}, 'shop:networking.istio.io/VirtualService/shop/cart'],
  [
    'controller',
    { config: { kubeconfig: 'x', repositoryPassword: 'x' }, secret: ['kubeconfig', 'repositoryPassword'] },
    'gitops:root:argoproj.io/Application/argocd/root',
  ],
])('the example "%s" of the page on Pulumi runs', async (name, options, made) => {
  const { resources } = await recordedStack(() => require(fileOf(name)) as unknown, options);
  expect(resources.map((resource) => resource.name)).toContain(made);
});

test('the examples of the page on Pulumi have no type error', () => {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const files = blocks.map(({ name }) => fileOf(name));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files }, ts.sys, ROOT);
  const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram(files, options));
  expect(diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
});

test('the page names the versions that are installed', () => {
  for (const [chart, { version }] of Object.entries(CHARTS)) {
    expect(page).toMatch(new RegExp(`^\\| .*\`${chart}\`.* \\| ${version.replaceAll('.', '\\.')} `, 'm'));
  }
});

test('the page names every key of the configuration', () => {
  const source = readFileSync(join(ROOT, 'src/pulumi/stack-config.ts'), 'utf8');
  const tables = [...source.matchAll(/^const (?:PLAIN|SECRET) = \{\n([\s\S]*?)^\}/gm)].map(([, body]) => body!);
  const keys = tables.flatMap((body) => [...body.matchAll(/^ {2}(\w+):/gm)].map(([, key]) => key!));
  expect(keys.length).toBeGreaterThan(10);
  const [, section] = page.split('## Configuration');
  const named = [...section!.split('\n## ')[0]!.matchAll(/^\| `(\w+)`/gm)].map(([, key]) => key!);
  expect(named.sort()).toEqual(keys.sort());
});
