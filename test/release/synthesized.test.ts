import type { Construct } from 'constructs';
import type { DestinationRuleSpec, VirtualServiceSpec } from '../../imports/networking.istio.io';
import type { KubernetesObject } from '../../src/model/identity';
import { groupBy } from '../../src/mesh/group';
import { percent } from '../../src/model/percent';
import type { CanaryRelease, Release } from '../../src/model/release';
import { BlueGreenApp, CanaryService, Certificate, IngressGateway, MeshApplication } from '../../src/patterns';
import { subsetTaken } from '../../src/release/canary';
import { chartOf, objectsOf } from '../fixtures/trees';
import { httpRules } from '../patterns/applications';
import {
  blueGreenReleases,
  blueGreenTransitions,
  canaryReleases,
  canaryTransitions,
  type Transition,
} from './reachable';

// What is synthesized of every release that steps can lead to, with every kind of route that an application can have.

type Objects = ReadonlyMap<string, KubernetesObject>;

/** Applications of which each has a header route, a path, a mirror, a host of its own and one that it shares. */
function synthesized(release: Release): Objects {
  const key = JSON.stringify(release);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const objects = objectsOf(
    chartOf((chart) => {
      const tls = { mode: 'SIMPLE', certificate: Certificate.fromSecretName('tls') } as const;
      const edge = new IngressGateway(chart, 'edge', { hosts: ['*.example.com'], tls });
      const app = application(chart, release);
      edge.expose(app, { host: 'app.example.com' });
      edge.expose(app, { host: 'shop.example.com', path: '/app' });
    }),
  );
  cache.set(key, objects);
  return objects;
}
const cache = new Map<string, Objects>();

function application(scope: Construct, release: Release): MeshApplication {
  const props = { port: 80, release, paths: { '/search': { name: 'search' } } };
  return release.strategy === 'blue-green'
    ? new BlueGreenApp(scope, 'app', props)
    : new CanaryService(scope, 'app', {
        ...props,
        mirrorToCanary: percent(5),
        canaryFor: [{ name: 'staff', headers: { 'x-staff': { exact: 'true' } } }],
      });
}

/** What proxies could not do, or would do wrong. */
function faults(objects: Objects): readonly string[] {
  const subsets = new Set<string>();
  for (const { kind, spec } of objects.values()) {
    if (kind !== 'DestinationRule') continue;
    const rule = spec as DestinationRuleSpec;
    for (const { name } of rule.subsets ?? []) subsets.add(`${rule.host} ${name}`);
  }
  const found: string[] = [];
  for (const [name, object] of objects) {
    if (object.kind !== 'VirtualService') continue;
    for (const { name: rule, route = [], mirrors = [] } of httpRules(object)) {
      for (const { destination } of [...route, ...mirrors]) {
        const { host, subset } = destination;
        if (subset !== undefined && !subsets.has(`${host} ${subset}`)) found.push(`${name}: ${rule}: no ${subset}`);
      }
      const weights = route.flatMap(({ weight }) => weight ?? []);
      const total = route.length === 1 && weights.length === 0 ? 100 : weights.reduce((sum, weight) => sum + weight, 0);
      if (route.length > 0 && total !== 100) found.push(`${name}: ${rule}: ${total} %`);
    }
  }
  return found;
}

/** Percent of the requests to everybody that pods with some labels get. */
function shares(objects: Objects): Readonly<Record<string, number>> {
  const { subsets = [] } = objects.get('DestinationRule default/app')!['spec'] as DestinationRuleSpec;
  const [rule] = ([...objects.values()].find(isRoutesOfApp)!['spec'] as VirtualServiceSpec).http!.slice(-1);
  const result: Record<string, number> = {};
  for (const { destination, weight = 100 } of rule!.route!) {
    const { labels } = subsets.find(({ name }) => name === destination.subset)!;
    const pods = JSON.stringify(labels);
    if (weight > 0) result[pods] = (result[pods] ?? 0) + weight;
  }
  return result;
}

function isRoutesOfApp(object: KubernetesObject): boolean {
  return object.kind === 'VirtualService' && httpRules(object).some(({ route }) => route !== undefined);
}

/** What is live after each object that a commit changes, in apply order: the last of them is the commit. */
function appliedOneByOne(before: Objects, after: Objects): readonly Objects[] {
  expect([...after.keys()]).toEqual([...before.keys()]);
  const live = new Map(before);
  return [...after].map(([name, object]) => new Map(live.set(name, object)));
}

const transitions = [...canaryTransitions(), ...blueGreenTransitions()];

test.each<[string, readonly Release[]]>([
  ['canary', canaryReleases()],
  ['blue-green app', blueGreenReleases()],
])('whatever the release of a %s, weights total 100 and no route is without its subset', (_, releases) => {
  expect(releases.length).toBeGreaterThan(40);
  for (const release of releases) expect([release, faults(synthesized(release))]).toEqual([release, []]);
});

test('whatever the step, no object that a commit applies takes a subset from routes that are live', () => {
  expect(transitions.length).toBeGreaterThan(600);
  for (const { step, before, after } of transitions) {
    for (const live of appliedOneByOne(synthesized(before), synthesized(after))) {
      expect([before, step, faults(live)]).toEqual([before, step, []]);
    }
  }
});

test('whatever the step, everybody’s requests go where they went before the commit, or where they go after it', () => {
  for (const { step, before, after } of transitions) {
    const [first, last] = [before, after].map((release) => shares(synthesized(release)));
    for (const live of appliedOneByOne(synthesized(before), synthesized(after))) {
      const now = shares(live);
      expect([before, step, [first, last]]).toEqual([before, step, expect.arrayContaining([now])]);
    }
  }
});

test('two steps in one commit give no canary more than before or after, unless the second takes the subset of the first', () => {
  const harm = { taken: 0, others: 0 };
  const byStart = groupBy(canaryTransitions(), ({ before }) => JSON.stringify(before));
  for (const first of canaryTransitions()) {
    for (const second of byStart.get(JSON.stringify(first.after)) ?? []) {
      const isHarmful = appliedOneByOne(synthesized(first.before), synthesized(second.after)).some(
        (live) => faults(live).length > 0 || hasTooMuch(live, first.before, second.after),
      );
      if (isHarmful) harm[isTaken(first.before, second) ? 'taken' : 'others'] += 1;
    }
  }
  expect(harm).toEqual({ taken: expect.any(Number) as number, others: 0 });
  expect(harm.taken).toBeGreaterThan(50);
});

/** Whether a version that is stable neither before nor after gets more than in both. */
function hasTooMuch(live: Objects, before: CanaryRelease, after: CanaryRelease): boolean {
  const [was, will] = [before, after].map((release) => shares(synthesized(release)));
  const stable = [before, after].map((release) => JSON.stringify({ version: release.stable }));
  return Object.entries(shares(live)).some(
    ([pods, percent]) => !stable.includes(pods) && percent > Math.max(was![pods] ?? 0, will![pods] ?? 0),
  );
}

/** Whether commands refuse the step before there is a commit. */
function isTaken(committed: CanaryRelease, { before, after }: Transition<CanaryRelease>): boolean {
  const version = subsetTaken(before, after);
  return version !== undefined && version === committed.canary?.version;
}

test('a commit that takes the subset of a canary along with its routes is not safe', () => {
  const before: Release = { strategy: 'canary', stable: 'v1', canary: { version: 'v2', weight: 100 } };
  const [first] = appliedOneByOne(synthesized(before), synthesized({ strategy: 'canary', stable: 'v2' })).filter(
    (live) => faults(live).length > 0,
  );
  expect(faults(first!)).toContain('VirtualService default/app-routes: default: no canary');
});
