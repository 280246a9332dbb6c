import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { githubActions } from '../../src/workflows/github-actions';
import { Project } from '../cli/project';
import { ONE, TWO } from '../workflows/facts';
import { codeBlocks } from './code-blocks';

const PAGE = join(__dirname, '..', '..', 'docs', 'workflows.md');
const page = readFileSync(PAGE, 'utf8');
const files = [
  ...githubActions().inSources(ONE),
  ...githubActions().inSources(TWO),
  ...githubActions().inDeployRepository(TWO),
];

test('the example has the workflows that the page says', async () => {
  const project = new Project();
  try {
    project.write('environments/main.ts', codeBlocks(PAGE)[0]!.code);
    expect((await project.run('synth')).status).toBe(0);
    expect(Object.keys(project.files('.github/workflows'))).toEqual(
      ['drift', 'rollback', 'validation'].map((name) => `.github/workflows/istio-${name}.yaml`),
    );
  } finally {
    project.remove();
  }
});

test('the page names every workflow, and no other', () => {
  const named = [...page.matchAll(/^\| `(istio-[a-z-]+)`/gm)].map(([, name]) => `workflows/${name!}.yaml`);
  expect(new Set(named)).toEqual(new Set(files.map(([path]) => path)));
});

test('the page names every secret and variable', () => {
  const used = new Set(
    files.flatMap(([, text]) => [...text.matchAll(/\b(?:secrets|vars)\.(\w+)/g)].map(([, name]) => name!)),
  );
  const patterns = [...page.matchAll(/^\| `([A-Z_<>]+)`/gm)].map(
    ([, name]) => new RegExp(`^${name!.replace('<CLUSTER>', '\\w+')}$`),
  );
  expect([...used].filter((name) => !patterns.some((pattern) => pattern.test(name)))).toEqual([]);
});
