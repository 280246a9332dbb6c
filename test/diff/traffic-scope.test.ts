import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { check, withoutMisshapen } from '../../src/check/check';
import { SHAPE_RULES } from '../../src/check/rules';
import { EVERYTHING, NOTHING, scopeOf } from '../../src/diff/traffic/scope';
import { TrafficSide } from '../../src/diff/traffic/side';
import { diffTraffic } from '../../src/diff/traffic/traffic-diff';
import { Mesh } from '../../src/mesh/mesh';
import { identityKey, identityOf, type KubernetesObject } from '../../src/model/identity';
import { isList, isMap, Json } from '../../src/model/json';
import { documents } from '../fixtures/manifests';
import { trees } from './trees';

/** Meshes in which all that requests can meet is used: those that the answers are compared with a real one by. */
const CORPUS = join(__dirname, '..', 'mesh', 'traffic', 'corpus');
const meshes = ['cluster', 'round-1', 'round-2', 'round-3'].map(
  (name) => documents(readFileSync(join(CORPUS, `${name}.yaml`), 'utf8')) as KubernetesObject[],
);
const [cluster = [], ...rounds] = meshes;

/** The values of each field anywhere, so that a change is likely to mean something. */
const values = new Map<string, Json[]>();
for (const object of meshes.flat()) collect('spec', (object['spec'] ?? null) as Json);

function collect(field: string, value: Json): void {
  if (isList(value)) for (const item of value) collect(field, item);
  else if (isMap(value)) for (const [name, one] of Object.entries(value)) collect(name, one);
  const others = values.get(field);
  if (others === undefined) values.set(field, [value]);
  else others.push(value);
}

/** Numbers of a run, one after the other. */
type Draw = (below: number) => number;

/** The value with one of its fields as it is elsewhere. */
function altered(value: Json, draw: Draw, field = 'spec'): Json {
  const isDeep = draw(6) > 0;
  if (isDeep && isList(value) && value.length > 0) {
    const at = draw(value.length);
    return value.map((item, i) => (i === at ? altered(item, draw, field) : item));
  }
  if (isDeep && isMap(value) && Object.keys(value).length > 0) {
    const names = Object.keys(value);
    const name = names[draw(names.length)]!;
    return { ...value, [name]: altered(value[name]!, draw, name) };
  }
  const others = (values.get(field) ?? []).filter((other) => isList(other) === isList(value));
  return others.length === 0 ? value : others[draw(others.length)]!;
}

function changed(objects: readonly KubernetesObject[], draw: Draw): readonly KubernetesObject[] {
  const at = draw(objects.length);
  if (draw(4) === 0) return objects.filter((_, i) => i !== at);
  return objects.map((object, i) =>
    i === at ? { ...object, spec: altered((object['spec'] ?? null) as Json, draw) } : object,
  );
}

function meshOf(objects: readonly KubernetesObject[]): Mesh {
  const set = trees({ mesh: objects }).get('mesh')!;
  return new Mesh(withoutMisshapen(set, check(new Mesh(set), SHAPE_RULES)));
}

const ROUTING = new Set([
  'VirtualService',
  'DestinationRule',
  'Sidecar',
  'AuthorizationPolicy',
  'RequestAuthentication',
]);

describe('without a look at requests', () => {
  const namespace = (name: string): KubernetesObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'dashboards', namespace: 'shop' } };

  test('nothing changes for them by objects that are not about them', () => {
    const [one, other] = ['a', 'b'].map((data) => meshOf([namespace('shop'), { ...config, data: { data } }]));
    expect(scopeOf(one!, other!)).toBe(NOTHING);
  });

  test('anything may by what is for all of them', () => {
    expect(scopeOf(meshOf([namespace('shop')]), meshOf([{ ...namespace('shop'), labels: { a: 'b' } }]))).toBe(
      EVERYTHING,
    );
  });
});

test('what is not asked after a change meets what it met', () => {
  let [narrow, told] = [0, 0];
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: rounds.length - 1 }),
      fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
      fc.integer({ min: 1, max: 2 }),
      fc.boolean(),
      (round, numbers, times, isBack) => {
        let drawn = 0;
        const draw: Draw = (below) => numbers[drawn++ % numbers.length]! % below;
        const all = [...cluster, ...rounds[round]!];
        const mutable = all.filter(({ kind }) => ROUTING.has(kind));
        const keys = new Set(mutable.map((object) => identityKey(identityOf(object))));
        let objects = mutable as readonly KubernetesObject[];
        for (let i = 0; i < times; i++) objects = changed(objects, draw);
        const others = all.filter((object) => !keys.has(identityKey(identityOf(object))));
        const pair = [meshOf([...others, ...mutable]), meshOf([...others, ...objects])] as const;
        const [before, after] = isBack ? ([pair[1], pair[0]] as const) : pair;
        const scope = scopeOf(before, after);
        if (scope === EVERYTHING) return;
        const sides = [new TrafficSide(before), new TrafficSide(after)] as const;
        const whole = diffTraffic(...sides, EVERYTHING);
        if (scope !== NOTHING) narrow++;
        if (whole.traffic.length > 0) told++;
        expect(diffTraffic(...sides, scope)).toEqual(whole);
      },
    ),
    { numRuns: 12 },
  );
  expect({ narrow: narrow > 0, told: told > 0 }).toEqual({ narrow: true, told: true });
});
