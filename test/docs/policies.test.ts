import { join } from 'node:path';
import { parse } from 'yaml';
import { Project } from '../cli/project';
import { codeBlocks } from './code-blocks';

const examples = codeBlocks(join(__dirname, '..', '..', 'docs', 'policies.md'));

test('the fleet of the page on policies writes its parameters where the page says', async () => {
  const example = examples.find(({ name }) => name === 'policies');
  const project = new Project();
  try {
    project.write('environments/main.ts', example!.code);
    expect((await project.run('synth')).status).toBe(0);
    const parameters: unknown = parse(project.read('deploy/policies/rego/istio/parameters/data.yaml'));
    expect(parameters).toMatchObject({ productionEnvironments: ['live'], exemptions: [{ name: 'live-feed' }] });
  } finally {
    project.remove();
  }
});
