import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FirstMesh } from './first-mesh';
import { Reader } from './reader';

const DOCS = join(__dirname, '..', '..', 'docs');
const PAGES = [...readdirSync(join(DOCS, 'tasks')).map((name) => `tasks/${name}`), 'extending/pattern.md'];

/** Programs that talk to clusters and GitHub, or are not of npm: pages show lines of theirs that no test runs. */
const OTHERS = ['argocd', 'flux', 'gh', 'helm', 'kubectl', 'kustomize'];

let mesh: FirstMesh;
beforeAll(async () => {
  mesh = await FirstMesh.begin();
});
afterEach(() => {
  mesh.reset();
});
afterAll(() => {
  mesh.remove();
});

test.each(PAGES)('who follows %s gets what it says', async (page) => {
  await new Reader(mesh).follow(join(DOCS, page));
});

test.each(PAGES)('%s has no line of ours that is not run', (page) => {
  const text = readFileSync(join(DOCS, page), 'utf8');
  const unmarked = text.matchAll(/(?<!^<!-- test: .* -->\n\n)^```sh\n([\s\S]*?)^```$/gm);
  const programs = Array.from(unmarked, ([, code]) => code!.match(/^\S+/gm) ?? []).flat();
  expect(programs.filter((program) => !OTHERS.includes(program))).toEqual([]);
});
