import { App } from 'cdk8s';
import { EnvoyFilter } from '../../../imports/networking.istio.io';
import { ConfigMap } from '../../../src/constructs/kubernetes/config-map';
import { VirtualService } from '../../../src/constructs/istio/virtual-service';
import { ServiceReference } from '../../../src/constructs/istio/destination';
import { flux } from '../../../src/delivery/flux';
import type { Cluster } from '../../../src/platform/cluster';
import { defineEnvironment } from '../../../src/platform/environment';
import { composeEnvironment } from '../../../src/synth/compose';
import { readTree } from '../../../src/synth/manifests';
import { composed, delivered, named } from './fleets';

const ANNOTATION = 'kustomize.toolkit.fluxcd.io/substitute';

/** What kustomize-controller does to the text of an object that is not exempt, as far as these tests need it. */
function substituted(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\{(\w+)\}/g, (_, name?: string) => {
    if (name === undefined) return '$';
    if (!Object.hasOwn(variables, name)) throw new Error(`variable not set (strict mode): "${name}"`);
    return variables[name]!;
  });
}

const DASHBOARD = '{"expr": "rate(x{job=~\\"${job}\\"}[$__interval])", "legend": "$${literal}"}';
const LUA = 'local host = ("a$$b"):gsub("${(%w+)}", "${missing}")';

function environmentObjects(annotations: Readonly<Record<string, string>> = {}) {
  const definition = defineEnvironment('production', {
    clusters: [{ name: 'eu', variables: { DOMAIN: 'eu.example.com' } }],
    delivery: flux(),
    compose: (env) => {
      new ConfigMap(env, 'dashboard', {
        metadata: { name: 'dashboard', namespace: 'monitoring', annotations: { ...annotations } },
        data: { 'mesh.json': DASHBOARD },
      });
      new EnvoyFilter(env, 'lua', {
        metadata: { name: 'lua', namespace: 'istio-system' },
        spec: {
          configPatches: [{ applyTo: 'HTTP_FILTER', patch: { operation: 'INSERT_FIRST', value: { code: LUA } } }],
        },
      });
      const web = ServiceReference.inCluster('web', 'default');
      new VirtualService(env, 'web', {
        namespace: 'default',
        hosts: [web],
        http: [
          {
            route: [{ destination: web.destination(80) }],
            headers: { request: { set: { 'x-domain': '${DOMAIN}', 'x-kept': '$${DOMAIN}' } } },
          },
        ],
      });
    },
  });
  const environment = composeEnvironment(new App(), definition, () => '');
  return readTree(environment).manifests.map(({ object }) => object);
}

/** What arrives in the cluster. */
function applied(objects: ReturnType<typeof environmentObjects>): string[] {
  return objects.map((object) => {
    const text = JSON.stringify(object);
    if (object.metadata.annotations?.[ANNOTATION] === 'disabled') return text;
    return substituted(text, { DOMAIN: 'eu.example.com' });
  });
}

describe('texts for other programs', () => {
  test('arrive as they are, whatever they have after a dollar', () => {
    const [dashboard, filter, routes] = applied(environmentObjects());
    expect((JSON.parse(dashboard!) as { data: object }).data).toEqual({ 'mesh.json': DASHBOARD });
    expect(filter).toContain(JSON.stringify(LUA).slice(1, -1));
    expect(routes).toContain('"x-domain":"eu.example.com"');
    expect(routes).toContain('"x-kept":"${DOMAIN}"');
  });

  test('would be refused or damaged otherwise', () => {
    expect(() => substituted(DASHBOARD, {})).toThrow('variable not set (strict mode): "job"');
    expect(substituted('a$$b', {})).toBe('a$b');
  });

  test('are substituted where the object says so itself', () => {
    const [dashboard] = environmentObjects({ [ANNOTATION]: 'enabled' });
    expect(dashboard!.metadata.annotations).toEqual({ [ANNOTATION]: 'enabled' });
    expect(() => applied([dashboard!])).toThrow('variable not set (strict mode): "job"');
  });
});

test.each([
  ['', 'ConfigMap', true],
  ['', 'Service', false],
  ['networking.istio.io', 'EnvoyFilter', true],
  ['networking.istio.io', 'VirtualService', false],
  ['extensions.istio.io', 'WasmPlugin', true],
  ['monitoring.coreos.com', 'PrometheusRule', true],
  ['security.istio.io', 'AuthorizationPolicy', false],
])('of %s/%s it is %s that nothing is substituted in it', (group, kind, exempt) => {
  expect(flux().annotationsOf({ group, kind })).toEqual(exempt ? { [ANNOTATION]: 'disabled' } : {});
});

describe('variables', () => {
  const eu = { name: 'eu', region: 'eu-west-1', variables: { DOMAIN: 'eu.example.com' } };
  const us = { name: 'us', variables: { DOMAIN: 'us.example.com' } };
  const postBuilds = (...clusters: Cluster[]): unknown[] => {
    const made = named<{ spec: { postBuild?: unknown } }>(composed(flux(), delivered({ clusters })), 'Kustomization');
    return [...made.values()].map(({ spec }) => spec.postBuild);
  };

  test('are in a ConfigMap of their cluster, with what it is', () => {
    const configs = named(composed(flux(), delivered({ clusters: [eu, us] })), 'ConfigMap');
    expect([...configs].map(([name, { metadata, data }]) => [name, metadata.labels?.['cluster'], data])).toEqual([
      ['cluster-config-eu', 'eu', { CLUSTER_NAME: 'eu', CLUSTER_REGION: 'eu-west-1', DOMAIN: 'eu.example.com' }],
      ['cluster-config-us', 'us', { CLUSTER_NAME: 'us', DOMAIN: 'us.example.com' }],
    ]);
  });

  test('are substituted from it, and the environment beside it', () => {
    expect(postBuilds(eu, us)).toEqual(
      ['eu', 'us'].map((name) => ({
        substitute: { ENVIRONMENT: 'production' },
        substituteFrom: [{ kind: 'ConfigMap', name: `cluster-config-${name}` }],
      })),
    );
  });

  test('that no cluster declares make Flux leave everything as it is', () => {
    expect(postBuilds({ name: 'eu', region: 'eu-west-1' }, { name: 'us' })).toEqual([undefined, undefined]);
  });

  test('may be none but the facts', () => {
    expect(postBuilds({ name: 'eu', variables: {} })).toEqual([
      expect.objectContaining({ substitute: expect.anything() as object }),
    ]);
  });

  test('of a cluster that two environments share are there once', () => {
    const objects = composed(
      flux(),
      delivered({ clusters: [eu] }),
      delivered({ name: 'staging', path: 'overlays/staging', clusters: [eu] }),
    );
    expect([...named(objects, 'ConfigMap').keys()]).toEqual(['cluster-config-eu']);
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'of a name with a dash',
      { 'my-domain': 'a' },
      '"my-domain" is no name for a variable of Flux: use letters, digits and underscores',
    ],
    ['of a fact', { CLUSTER_NAME: 'a' }, 'the variable CLUSTER_NAME is set by the delivery: rename it'],
    [
      'of several lines',
      { CERT: 'a\nb' },
      'the variable CERT has several lines, which Flux joins: declare one variable for each line',
    ],
  ])('%s are refused', (_, variables, message) => {
    expect(() => postBuilds({ name: 'eu', variables })).toThrow(`[production, eu] ${message}`);
  });

  test('that one cluster of an environment lacks are refused', () => {
    expect(() => postBuilds(eu, { name: 'us' })).toThrow(
      '[production] eu has the variable DOMAIN and us has not, where Flux would refuse ${DOMAIN}: declare it for us',
    );
  });
});
