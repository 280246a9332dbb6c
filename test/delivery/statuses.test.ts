import { argoCd } from '../../src/delivery/argo-cd';
import { flux } from '../../src/delivery/flux';
import type { KubernetesObject } from '../../src/model/identity';
import { composed, delivered, named } from './flux/fleets';

const us = { name: 'us', server: 'https://us.example.com', region: 'us-east-1' };
const eu = { name: 'eu', server: 'https://eu.example.com', region: 'eu-west-1' };

describe('where Argo CD says what became of an environment', () => {
  test('is the Application of its one cluster', () => {
    const [delivery, environment] = [argoCd({ name: 'mesh', namespace: 'gitops' }), delivered({ clusters: [us] })];
    const applications = named(composed(delivery, environment), 'Application');
    expect(delivery.statusesOf!(environment)).toEqual([
      { controller: 'argo-cd', cluster: 'us', namespace: 'gitops', application: [...applications.keys()][0] },
    ]);
  });

  test('is one Application for each of several clusters, as the template of the ApplicationSet names them', () => {
    const [delivery, environment] = [argoCd(), delivered({ clusters: [us, eu] })];
    const [set] = named<ApplicationSet>(composed(delivery, environment), 'ApplicationSet').values();
    const { generators, template } = set!.spec;
    const names = generators[0]!.list.elements.map((element) =>
      template.metadata.name.replace(/\{\{.*?\b(\w+)"? ?\}\}/g, (_, key: string) => element[key]!),
    );
    expect(delivery.statusesOf!(environment)).toEqual(
      names.map((application, i) => ({
        controller: 'argo-cd',
        cluster: ['us', 'eu'][i],
        namespace: 'argocd',
        application,
      })),
    );
  });
});

interface ApplicationSet extends KubernetesObject {
  readonly spec: {
    readonly generators: readonly {
      readonly list: { readonly elements: readonly Readonly<Record<string, string>>[] };
    }[];
    readonly template: { readonly metadata: { readonly name: string } };
  };
}

test('where Flux says what became of an environment is all its Kustomizations on a cluster, by their labels', () => {
  const delivery = flux();
  const environment = delivered({ clusters: [us, eu], stages: ['gateways', 'telemetry'] });
  const kustomizations = [...named(composed(delivery, environment), 'Kustomization').values()];
  const selected = delivery.statusesOf!(environment).map((status) => {
    if (status.controller !== 'flux') throw new Error('it is of Flux');
    const labels = status.selector.split(',').map((label) => label.split('='));
    const found = kustomizations.filter(
      ({ metadata }) =>
        metadata.namespace === status.namespace && labels.every(([name, value]) => metadata.labels?.[name!] === value),
    );
    return [status.cluster, found.map(({ metadata }) => metadata.name)];
  });
  expect(selected).toEqual([
    ['us', ['production-us-gateways', 'production-us-telemetry']],
    ['eu', ['production-eu-gateways', 'production-eu-telemetry']],
  ]);
});
