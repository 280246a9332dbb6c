import { join } from 'node:path';
import { Project } from '../cli/project';
import { codeBlocks } from './code-blocks';

const DOCS = join(__dirname, '..', '..', 'docs');

test.each([
  ['argo-cd', 'deploy/argocd/applicationsets/application-set.istio-config-production.yaml'],
  ['flux', 'deploy/clusters/us-east/config-map.cluster-config-us-east.yaml'],
])('the example of the page on %s synthesizes', async (page, path) => {
  const example = codeBlocks(join(DOCS, `${page}.md`)).find(({ name }) => name === page);
  const project = new Project();
  try {
    project.write('environments/main.ts', example!.code);
    expect((await project.run('synth')).status).toBe(0);
    expect(Object.keys(project.files('deploy'))).toContain(path);
  } finally {
    project.remove();
  }
});
