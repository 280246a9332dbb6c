import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../../src/check/check';
import { RULES } from '../../src/check/rules';
import { describeIdentity } from '../../src/model/identity';
import { ruleFixture } from '../fixtures/rules/expectations';

const refusal = RULES.find(({ code, stage }) => code === 'IST0106' && stage === 'analyze')!;
const KINDS = readdirSync(join(__dirname, '..', 'fixtures', 'rules', 'istiod')).map((file) =>
  file.replace('.yaml', ''),
);

describe.each(KINDS)('istiod refuses a %s', (kind) => {
  const { mesh, expectations } = ruleFixture(`istiod/${kind}`);

  test('for what is wrong with it', () => {
    const found = check(mesh, [refusal]).map(({ identity, pointer, message }) => [
      describeIdentity(identity!),
      pointer,
      message,
    ]);
    expect(found.sort()).toEqual([...expectations].sort());
  });

  test('unless it is good', () => {
    const refused = new Set(expectations.map(([object]) => object));
    for (const { identity } of mesh.set) {
      const isGood = identity.name.startsWith('good');
      expect([identity.name, refused.has(describeIdentity(identity))]).toEqual([identity.name, !isGood]);
    }
  });
});

test('every kind of Istio has what istiod refuses in a fixture', () => {
  const kinds = [
    'AuthorizationPolicy',
    'DestinationRule',
    'EnvoyFilter',
    'Gateway',
    'PeerAuthentication',
    'ProxyConfig',
  ];
  kinds.push('RequestAuthentication', 'ServiceEntry', 'Sidecar', 'Telemetry', 'TrafficExtension', 'VirtualService');
  kinds.push('WasmPlugin', 'WorkloadEntry', 'WorkloadGroup');
  expect(KINDS.sort()).toEqual(kinds);
});

test('an EnvoyFilter is warned of with what may come of it, and with how to keep that quiet', () => {
  const warning = RULES.find(({ code }) => code === 'IST0133')!;
  const found = check(ruleFixture(warning.name).mesh, [warning]);
  const own = found.filter(({ effect }) => effect !== warning.explanation!.effect);
  expect(own.map(({ identity, pointer }) => [identity!.kind, pointer])).toEqual([['EnvoyFilter', '/spec']]);
  expect(own[0]!.effect).toContain('after an upgrade of Istio');
  expect(own[0]!.fix).toContain('istio-gitops.dev/ignore: "IST0133: ');
});
