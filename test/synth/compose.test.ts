import { join } from 'node:path';
import { App } from 'cdk8s';
import { Sidecar } from '../../imports/networking.istio.io';
import { PropsError } from '../../src/model/props-error';
import { defineEnvironment, EnvironmentProps } from '../../src/platform/environment';
import { defineFleet } from '../../src/platform/fleet';
import { composeEnvironment, composeFleet } from '../../src/synth/compose';
import { synthesize } from '../../src/synth/synthesize';

const RELEASES = 'services: { api: { strategy: canary, stable: v1 } }';

function compose(props: Partial<EnvironmentProps>, readText: (path: string) => string = () => RELEASES) {
  const definition = defineEnvironment('production', {
    clusters: [{ name: 'eu' }],
    compose: () => undefined,
    ...props,
  });
  return composeEnvironment(new App(), definition, readText);
}

describe('composing an environment', () => {
  test('reads its release state from beside the file that defines it, wherever the program runs', () => {
    const read = jest.fn(() => RELEASES);
    compose(
      {
        releases: './production.releases.yaml',
        compose: (env) => expect(env.release('api')).toMatchObject({ stable: 'v1' }),
      },
      read,
    );
    expect(read.mock.calls).toEqual([[join(__dirname, 'production.releases.yaml')]]);
    expect.assertions(2);
  });

  test('names that file in errors of the release state', () => {
    const path = join(__dirname, '..', 'production.releases.yaml');
    expect(() => compose({ releases: '../production.releases.yaml' }, () => 'services: 1')).toThrow(
      `${path}:1:11: /services must have fields: write \`name: value\`, each on a line of its own`,
    );
  });

  test('reads nothing where no release state is named', () => {
    const read = jest.fn(() => RELEASES);
    compose({}, read);
    expect(read).not.toHaveBeenCalled();
  });

  test('refuses a release state of a definition that comes from nowhere', () => {
    const definition = defineEnvironment('production', {
      clusters: [{ name: 'eu' }],
      releases: 'production.releases.yaml',
      compose: () => undefined,
    });
    expect(() => composeEnvironment(new App(), { ...definition, origin: {} }, () => RELEASES)).toThrow(
      '[production] the file that defines it is unknown, so `releases` is relative to nothing',
    );
  });

  test('keeps stacks deep enough to find the line behind many helpers, and only meanwhile', () => {
    const depth = Error.stackTraceLimit;
    const nested = (levels: number, make: () => void): void => (levels === 0 ? make() : nested(levels - 1, make));
    const environment = compose({
      compose: (env) => {
        nested(25, () => new Sidecar(env, 's', { metadata: { name: 's', namespace: 'shop' } }));
      },
    });
    const [manifest] = synthesize(environment, 'production').set;
    expect(manifest?.origin.locate?.()?.file).toBe(__filename);
    expect(Error.stackTraceLimit).toBe(depth);
  });

  test('restores the depth of stacks when the composition throws', () => {
    const depth = Error.stackTraceLimit;
    const fail = () => {
      throw new RangeError('no');
    };
    expect(() => compose({ compose: fail })).toThrow('no');
    expect(Error.stackTraceLimit).toBe(depth);
  });
});

test('composing a fleet makes what belongs to no environment, with the common labels', () => {
  const make = jest.fn();
  const scope = composeFleet(new App(), defineFleet({ environments: [], compose: make }), []);
  expect(make.mock.calls).toEqual([[scope]]);
  expect(scope.labels).toEqual({ 'app.kubernetes.io/managed-by': 'gitops', 'istio.io/config-source': 'git' });
});

describe('deliveries', () => {
  const aDelivery = () => ({
    isStaged: false,
    annotationsOf: jest.fn(() => ({ 'example.com/wave': '2' })),
    compose: jest.fn(),
  });
  const repository = { url: 'https://git.example.com/mesh.git' };
  const compiled = {
    path: 'p',
    stages: undefined,
    labels: {},
    contents: { kinds: [], namespaces: [], ownedFields: [] },
  };

  test('annotate the objects of an environment, and what an object says itself wins', () => {
    const delivery = aDelivery();
    const environment = compose({
      delivery,
      compose: (env) => {
        new Sidecar(env, 'a', { metadata: { name: 'a', namespace: 'shop' } });
        new Sidecar(env, 'b', {
          metadata: { name: 'b', namespace: 'shop', annotations: { 'example.com/wave': '9', other: 'x' } },
        });
      },
    });
    const annotations = synthesize(environment, 'production').set.manifests.map(({ object }) => {
      return object.metadata.annotations;
    });
    expect(annotations).toEqual([{ 'example.com/wave': '2' }, { 'example.com/wave': '9', other: 'x' }]);
    expect(delivery.annotationsOf).toHaveBeenCalledWith({ group: 'networking.istio.io', kind: 'Sidecar' });
  });

  test('are composed once each, with all environments that share them', () => {
    const [shared, own] = [aDelivery(), aDelivery()];
    const definitions = [
      { name: 'development', delivery: undefined },
      { name: 'staging', delivery: shared },
      { name: 'europe', delivery: own },
      { name: 'america', delivery: shared },
    ].map(({ name, delivery }) =>
      defineEnvironment(name, { clusters: [{ name: `${name}-1` }], delivery, compose: () => undefined }),
    );
    const fleet = defineFleet({ environments: definitions, repository });
    const scope = composeFleet(
      new App(),
      fleet,
      definitions.map((definition) => ({ definition, ...compiled })),
    );
    const delivered = (name: string) => ({
      name,
      clusters: [{ name: `${name}-1` }],
      repository: { url: repository.url, branch: 'main', path: 'deploy' },
      ...compiled,
    });
    expect(shared.compose.mock.calls).toEqual([[scope, [delivered('staging'), delivered('america')]]]);
    expect(own.compose.mock.calls).toEqual([[scope, [delivered('europe')]]]);
  });

  test('that cannot do what an environment asks for lead to where that is defined', () => {
    const delivery = {
      ...aDelivery(),
      compose: () => {
        throw new PropsError('staging', 'it cannot be delivered', 'choose another way');
      },
    };
    const [production, staging] = ['production', 'staging'].map((name) =>
      defineEnvironment(name, { clusters: [{ name }], delivery, compose: () => undefined }),
    );
    const fleet = defineFleet({ environments: [production!, staging!], repository });
    const synthesized = fleet.environments.map((definition) => ({ definition, ...compiled }));
    expect(() => composeFleet(new App(), fleet, synthesized)).toThrow(
      expect.objectContaining({ where: 'staging', origin: staging!.origin }) as Error,
    );
  });
});
