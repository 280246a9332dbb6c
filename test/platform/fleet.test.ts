import type { Cluster } from '../../src/platform/cluster';
import { defineEnvironment } from '../../src/platform/environment';
import { defineFleet } from '../../src/platform/fleet';

const environment = (name: string, ...clusters: Cluster[]) =>
  defineEnvironment(name, { clusters, compose: () => undefined });
const [dev, eu, us] = [{ name: 'dev' }, { name: 'eu' }, { name: 'us' }] as const;

test('a fleet keeps its environments in the order of promotion, and knows all clusters once', () => {
  const fleet = defineFleet({ environments: [environment('staging', dev, eu), environment('production', eu, us)] });
  expect(fleet.environments.map(({ name }) => name)).toEqual(['staging', 'production']);
  expect(fleet.clusters).toEqual([dev, eu, us]);
});

test('no two environments have one name', () => {
  expect(() => defineFleet({ environments: [environment('production', eu), environment('production', us)] })).toThrow(
    '[fleet] two environments are called "production": rename one of them',
  );
});

test('no environment has the name of the set of what belongs to none', () => {
  expect(() => defineFleet({ environments: [environment('fleet', eu)] })).toThrow(
    'two environments are called "fleet"',
  );
});

test('no two clusters have one name', () => {
  const other = { name: 'eu', server: 'https://other.example.com' };
  expect(() => defineFleet({ environments: [environment('staging', other), environment('production', eu)] })).toThrow(
    '[fleet] two clusters are called "eu": rename one of them',
  );
});

test('what is delivered is delivered from a repository', () => {
  const delivery = { isStaged: false, annotationsOf: () => ({}), compose: () => undefined };
  const delivered = defineEnvironment('staging', { clusters: [dev], delivery, compose: () => undefined });
  expect(() => defineFleet({ environments: [delivered] })).toThrow(
    '[fleet] staging is delivered from no repository: set `repository`',
  );
  const fleet = defineFleet({ environments: [delivered], repository: { url: 'https://git.example.com/mesh.git' } });
  expect(fleet.repository).toEqual({ url: 'https://git.example.com/mesh.git', branch: 'main', path: 'deploy' });
});

test('workflows are in a repository', () => {
  const environments = [environment('production', eu)];
  const workflows = { inSources: () => new Map(), inDeployRepository: () => new Map() };
  expect(() => defineFleet({ environments, workflows })).toThrow(
    '[fleet] its workflows would be in no repository: set `repository`',
  );
  expect(() => defineFleet({ environments, workflows: {} as typeof workflows })).toThrow('pass githubActions()');
});

describe('what policies take for production', () => {
  const [staging, production, live] = [
    environment('staging', dev),
    environment('production', eu),
    environment('live', us),
  ];

  test('is the environment of that name, as they have it by default', () => {
    expect(defineFleet({ environments: [staging, production, live] }).policies).toEqual({});
  });

  test('is the last environment where none has that name', () => {
    const { policies } = defineFleet({ environments: [staging, live], policies: { minimumTlsVersion: 'TLSV1_3' } });
    expect(policies).toEqual({ minimumTlsVersion: 'TLSV1_3', productionEnvironments: ['live'] });
  });

  test('is what the fleet says', () => {
    const policies = { productionEnvironments: ['staging', 'live'] };
    expect(defineFleet({ environments: [staging, live], policies }).policies).toEqual(policies);
  });

  test('is no environment that there is not', () => {
    expect(() =>
      defineFleet({ environments: [staging, live], policies: { productionEnvironments: ['prod'] } }),
    ).toThrow(
      '[fleet] no environment is called "prod", which policies are to take for production: name one of staging, live',
    );
  });
});

test('an exemption from a policy has a reason', () => {
  const exemption = { policy: 'route_timeout', kind: 'VirtualService', name: 'feed', reason: ' ' };
  expect(() =>
    defineFleet({ environments: [environment('production', eu)], policies: { exemptions: [exemption] } }),
  ).toThrow('say why, in a few words');
});
