/** What the types refuse; `npm run types` compiles it. */
import type { Chart } from 'cdk8s';
import {
  ApplicationSet,
  ApplicationSetGenerator as Generator,
  AppProject,
  GeneratorParameters,
} from '../../../src/constructs/argocd';

declare const chart: Chart;

const project = AppProject.fromName('mesh');
const source = { repoURL: 'https://git.example.com/mesh.git', path: 'overlays/production' };
const template = ({ cluster, server }: GeneratorParameters<'cluster' | 'server'>) => ({
  name: `mesh-${cluster}`,
  project,
  source,
  destination: { server },
});

export function parametersAreNamed(): void {
  const clusters = Generator.list([{ cluster: 'eu', server: 'https://eu.example.com' }]);
  new ApplicationSet(chart, 'ok', { generators: [clusters], template });
  // @ts-expect-error the template asks for more than the generator gives
  new ApplicationSet(chart, 'more', { generators: [Generator.list([{ cluster: 'eu' }])], template });
}

export function combinationsHaveTheParametersOfBoth(): GeneratorParameters<'name' | 'region' | 'server' | 'basename'> {
  const labelled = Generator.clusters({ labels: { region: 'topology.kubernetes.io/region' } });
  const folders = Generator.gitDirectories({ repoURL: source.repoURL, revision: 'main', directories: ['overlays/*'] });
  // @ts-expect-error a matrix is of two
  Generator.matrix(labelled);
  // @ts-expect-error keys are parameters
  Generator.merge({ generators: [labelled, labelled], mergeKeys: ['zone'] });
  return Generator.matrix(labelled, folders).parameters;
}

export function combinationsHaveNoOthers(): GeneratorParameters<'a' | 'b' | 'c'> {
  // @ts-expect-error neither has c
  return Generator.matrix(Generator.list([{ a: 'x' }]), Generator.list([{ b: 'x' }])).parameters;
}

export function templatesNameWhatThereIs(): void {
  // @ts-expect-error it is called cluster
  const parameter: keyof GeneratorParameters<'cluster'> = 'clutser';
  Generator.of({}, { [parameter]: '' });
}
