import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ISTIO_HEALTH, ISTIO_KINDS, istioHealthChecks } from '../../../src/delivery/argo-cd/istio-health';
import { HEALTH_CASES, objectOf } from './health-cases';
import { LuaOutcome, runLua } from './lua';

const IMPORTS = join(__dirname, '..', '..', '..', 'imports');
const GROUPS = ['extensions.istio.io', 'networking.istio.io', 'security.istio.io', 'telemetry.istio.io'];

const healthOf = (objects: readonly object[], timeZone?: string): LuaOutcome[] => {
  return runLua(
    objects.map((object) => ({ script: ISTIO_HEALTH, object })),
    timeZone,
  );
};

describe('the health of an object of Istio', () => {
  let outcomes: LuaOutcome[];
  beforeAll(() => {
    outcomes = healthOf(HEALTH_CASES.map(objectOf));
  });

  test.each(HEALTH_CASES.map((example, index) => ({ ...example, index })))(
    '$name: $health',
    ({ health, message, index }) => {
      expect(outcomes[index]).toEqual({ result: { status: health, message } });
    },
  );

  test.each(['UTC', 'Pacific/Kiritimati', 'America/Los_Angeles'])(
    'waits for an analysis for half a minute after an edit, in the time zone %s',
    (timeZone) => {
      const editedBefore = (seconds: number): object => {
        const time = new Date(Date.now() - seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
        return { metadata: { generation: 2, managedFields: [{ time }] }, status: { observedGeneration: '1' } };
      };
      expect(healthOf([editedBefore(15), editedBefore(45)], timeZone)).toMatchObject([
        { result: { status: 'Progressing' } },
        { result: { status: 'Healthy' } },
      ]);
    },
  );
});

describe('the script', () => {
  test('runs with what Argo CD has, which these tests have no more of', () => {
    const scripts = ['return string.upper("a")', 'return ("a"):upper()', 'return math.floor(1)', 'return os.time()'];
    const outcomes = runLua(scripts.map((script) => ({ script, object: {} })));
    expect(outcomes).toHaveLength(4);
    for (const { error } of outcomes) expect(error).toMatch(/attempt to index a (nil|string) value/);
  });

  test('is Lua 5.1', () => {
    const code = ISTIO_HEALTH.replace(/--.*$/gm, '').replace(/"[^"]*"/g, '""');
    const later =
      /\bgoto\b|::|\/\/|[&|]|<<|>>|~(?!=)|<\s*(const|close)\s*>|\btable\.(un)?pack\b|\b(utf8|rawlen|bit32|_ENV)\b/;
    expect(later.exec(code)).toBeNull();
    for (const script of ['goto out', 'x = 1 // 2', 'x = 1 & 2', 'local x <const> = 1', 'table.unpack(t)', 'x = ~1']) {
      expect(later.exec(script)).not.toBeNull();
    }
  });
});

test('every kind of Istio that there is an L1 of has its check', () => {
  const kinds = GROUPS.flatMap((group) => {
    return readdirSync(join(IMPORTS, group)).map((file) => ({ group, kind: file.replace(/\.json$/, '') }));
  });
  expect(kinds.length).toBeGreaterThan(10);
  const key = ({ group, kind }: { group: string; kind: string }) => `${group}_${kind}`;
  expect(ISTIO_KINDS.map(key).sort()).toEqual(kinds.map(key).sort());
  expect(Object.keys(istioHealthChecks()).sort()).toEqual(
    kinds.map((kind) => `resource.customizations.health.${key(kind)}`).sort(),
  );
});
