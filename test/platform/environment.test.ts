import { App } from 'cdk8s';
import { defineEnvironment, Environment, EnvironmentProps } from '../../src/platform/environment';
import type { ReleaseState } from '../../src/platform/release-state';

const cluster = { name: 'dev' };
const props: EnvironmentProps = { clusters: [cluster], compose: () => undefined };

function environment(more: Partial<EnvironmentProps> = {}, releases?: ReleaseState): Environment {
  return new Environment(new App(), defineEnvironment('production', { ...props, ...more }), releases);
}

describe('the definition of an environment', () => {
  test.each(['production', 'p', 'eu-west-1'])('may be called %s', (name) => {
    expect(defineEnvironment(name, props).name).toBe(name);
  });

  test.each(['', 'Production', 'prod.eu', '1st', 'prod-', 'a'.repeat(64), '../prod'])(
    'cannot be called "%s"',
    (name) => {
      expect(() => defineEnvironment(name, props)).toThrow(
        `[${name}] "${name}" is no name for an environment: use lower-case letters, digits and dashes`,
      );
    },
  );

  test('names clusters as objects can be named', () => {
    expect(() => defineEnvironment('production', { ...props, clusters: [cluster, { name: 'US-East' }] })).toThrow(
      '[production] "US-East" is no name for a cluster: use lower-case letters, digits and dashes',
    );
  });

  test('needs a cluster', () => {
    expect(() => defineEnvironment('production', { ...props, clusters: [] })).toThrow(
      '[production] it has no cluster, so nothing would be delivered: list at least one in `clusters`',
    );
  });

  test('has the default revision unless it names one', () => {
    expect(defineEnvironment('production', props).revision).toBe('default');
    expect(defineEnvironment('production', { ...props, revision: '1-30' }).revision).toBe('1-30');
  });

  test('composes nothing by itself', () => {
    const compose = jest.fn();
    defineEnvironment('production', { ...props, compose });
    expect(compose).not.toHaveBeenCalled();
  });

  test('knows the file that it is in', () => {
    expect(defineEnvironment('production', props).origin.locate?.()?.file).toBe(__filename);
  });
});

describe('an environment', () => {
  test('labels its objects with who manages them and where they belong', () => {
    expect(environment().labels).toEqual({
      'app.kubernetes.io/managed-by': 'gitops',
      'istio.io/config-source': 'git',
      environment: 'production',
    });
  });

  test('has the name, the clusters and the revision of its definition', () => {
    expect(environment({ revision: '1-30' })).toMatchObject({
      name: 'production',
      revision: '1-30',
      clusters: [cluster],
    });
  });
});

describe('the release of a service', () => {
  const releases: ReleaseState = { services: { 'api-service': { strategy: 'canary', stable: 'v1' } } };
  const file = 'production.releases.yaml';

  test('is what the release state says', () => {
    expect(environment({ releases: file }, releases).release('api-service')).toEqual({
      strategy: 'canary',
      stable: 'v1',
    });
  });

  test('that the release state does not have is refused, with the name that was meant', () => {
    expect(() => environment({ releases: file }, releases).release('api-sevice')).toThrow(
      '[production] production.releases.yaml has no service "api-sevice"; did you mean "api-service"?: add it under `services`; there are api-service',
    );
    expect(() => environment({ releases: file }, { services: {} }).release('api')).toThrow('there are none');
  });

  test('is never something that all JavaScript objects have', () => {
    expect(() => environment({ releases: file }, releases).release('constructor')).toThrow(
      'has no service "constructor"',
    );
  });

  test('needs a release state', () => {
    expect(() => environment().release('api-service')).toThrow(
      '[production] it has no release state: name a file in `releases`',
    );
  });
});
