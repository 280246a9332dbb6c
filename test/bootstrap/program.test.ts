import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const ROOT = join(__dirname, '..', '..');
const project = parse(readFileSync(join(ROOT, 'Pulumi.yaml'), 'utf8')) as {
  readonly name: string;
  readonly main: string;
  readonly runtime: { readonly name: string; readonly options: { readonly typescript: boolean } };
};

/** Does what the language host of Pulumi does: it requires the program in a plain Node, and calls what it exports. */
const RUN = `
const pulumi = require('@pulumi/pulumi');
const types = [];
pulumi.runtime.setMocks({
  newResource: ({ type, name, inputs }) => (types.push(type), { id: name, state: inputs }),
  call: () => ({}),
}, process.argv[1], 'staging');
pulumi.runtime.setAllConfig({ [process.argv[1] + ':context']: 'staging' });
require(process.argv[2])().then(async (outputs) => {
  await pulumi.runtime.disconnect();
  console.log(JSON.stringify({ outputs, types }));
});
`;

test('the program runs in a plain Node, as the language host of Pulumi runs it', () => {
  const argv = ['-e', RUN, project.name, join(ROOT, project.main)];
  const text = execFileSync(process.execPath, argv, { cwd: join(ROOT, 'src', 'bootstrap'), encoding: 'utf8' });
  const { outputs, types } = JSON.parse(text) as { outputs: object; types: string[] };
  expect(outputs).toMatchObject({ cluster: 'staging', environments: ['staging'], controllers: [] });
  expect(types.filter((type) => type === 'kubernetes:helm.sh/v3:Release')).toHaveLength(4);
});

test('Pulumi runs that file and nothing else, without a compiler of its own', () => {
  // Of a folder it would take `exports` of the package.json above it.
  expect(project.main).toBe('src/bootstrap/index.js');
  expect(existsSync(join(ROOT, project.main))).toBe(true);
  expect(project.runtime).toEqual({ name: 'nodejs', options: { typescript: false } });
});
