import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { App } from 'cdk8s';
import production from '../../../environments/production';
import { readText } from '../../../src/adapters/read-text';
import { TIERS, tierOf } from '../../../src/mesh/apply-order';
import { describeIdentity, identityOf, type KubernetesObject } from '../../../src/model/identity';
import { composeEnvironment } from '../../../src/synth/compose';
import { describeWith } from '../programs';
import { SampleRepository } from '../releases/sample-repository';
import { FIRST, type Serving, type Shares, type Step, STORY } from '../releases/story';
import { sceneOf } from './environment-scene';
import { RealMesh } from './harness/real-mesh';
import type { Pod } from './harness/scene';
import { INTERNET, type LoadProps, type Request, type Tally } from './harness/traffic';
import { PRODUCTION_PROGRAMS } from './production-mesh';
import { shares } from './shares';

const API = 'https://api-service.example.com/';
const WEB = 'https://web-app.example.com/';
const IN_MESH = 'http://api-service.default.svc.cluster.local/';

function fromInternet(url: string, headers: Readonly<Record<string, string>> = {}): Request {
  return { url, headers, pod: 'istio-ingressgateway' };
}

/** Fewer in all than the thousand a second that the gateway takes, and than what a small machine can do. */
const LOADS = {
  api: { name: 'api', sender: INTERNET, request: fromInternet(API), perSecond: 120 },
  caller: { name: 'caller', sender: 'frontend', request: { url: IN_MESH }, perSecond: 120 },
  forced: { name: 'forced', sender: INTERNET, request: fromInternet(API, { 'x-canary': 'true' }), perSecond: 40 },
  web: { name: 'web', sender: INTERNET, request: fromInternet(WEB), perSecond: 80 },
  preview: { name: 'preview', sender: INTERNET, request: fromInternet(WEB, { 'x-preview': 'true' }), perSecond: 40 },
} as const satisfies Record<string, LoadProps>;

type Load = keyof typeof LOADS;
const NAMES = Object.keys(LOADS) as readonly Load[];
type Tallies = Readonly<Record<Load, Tally>>;

/** Argo CD waits for two seconds between two waves, and Flux until a stage is applied: here, until proxies have it. */
const BETWEEN_TIERS_MILLISECONDS = 1_000;

const ALL_REQUESTS = 20_000;

/** A step that somebody takes, and what serves production from then on. */
interface State {
  readonly step: string;
  readonly serving: Serving;
}

const isOfProduction = ({ command }: Step): boolean => !command.includes('--env staging');

/** What is served one after another. */
const STATES: readonly State[] = [
  { step: 'everything at v1', serving: FIRST },
  ...STORY.filter(isOfProduction).map(({ command, serving }) => ({ step: command, serving })),
];
const SETTLED_REQUESTS = ALL_REQUESTS / STATES.length;

const COMPLETED: Serving = { ...STORY.at(-1)!.serving, api: { 'api-service-v4': 100 }, forced: 'api-service-v4' };
const CANARY: State = {
  step: 'rollout start api-service --env production --version v4 --weight 100',
  serving: COMPLETED,
};
/** The end of a canary in one commit: its subset goes along with its routes, as no command has it. */
const AT_ONCE: State = { step: 'an edit that completes v4 and cleans up at once', serving: COMPLETED };

describeWith([...PRODUCTION_PROGRAMS, 'git'], 'production serves all the time while releases are rolled out', () => {
  /** What is delivered for each state. */
  const delivered = new Map<State, readonly KubernetesObject[]>();
  let mesh: RealMesh;
  let live: State;
  let requests = 0;

  beforeAll(async () => {
    const repository = await SampleRepository.create();
    const add = async (state: State): Promise<void> => {
      delivered.set(state, (await repository.objects('production')).map(withoutRetries));
    };
    try {
      const states = STATES.values();
      await add(states.next().value!);
      for (const step of STORY) {
        await repository.take(step.command);
        if (isOfProduction(step)) await add(states.next().value!);
      }
      await repository.take(CANARY.step);
      await add(CANARY);
      const file = 'environments/production.releases.yaml';
      const canary = /stable: v3\n +canary:\n +version: v4\n +weight: 100\n/;
      repository.write(file, repository.read(file).replace(canary, 'stable: v4\n'));
      await repository.commit(AT_ONCE.step);
      await add(AT_ONCE);
    } finally {
      repository.remove();
    }
    live = STATES[0]!;
    mesh = await startMesh(delivered.get(live)!);
    for (const load of Object.values(LOADS)) await mesh.call('startLoad', load);
  }, 300_000);

  afterAll(async () => {
    for (const load of Object.values(LOADS)) await mesh.call('stopLoad', load);
    await mesh.stop();
  });

  /** Brings what a commit changes, in apply order. */
  async function deliver(state: State): Promise<void> {
    const before = new Map(delivered.get(live)!.map((object) => [nameOf(object), object]));
    const after = delivered.get(state)!;
    expect(new Set(after.map(nameOf))).toEqual(new Set(before.keys()));
    const changed = after.filter((object) => !isDeepStrictEqual(object, before.get(nameOf(object))));
    for (const tier of TIERS) {
      const group = changed.filter((object) => tierOf(identityOf(object)) === tier);
      if (group.length === 0) continue;
      await mesh.call('apply', group);
      await sleep(BETWEEN_TIERS_MILLISECONDS);
    }
    live = state;
  }

  /** Answers to what has been sent since the last time. */
  async function answered(): Promise<Tallies> {
    const tallies = await Promise.all(NAMES.map((name) => mesh.call('cutLoad', LOADS[name])));
    const result = Object.fromEntries(NAMES.map((name, i) => [name, tallies[i]!])) as Tallies;
    requests += count(result);
    return result;
  }

  async function answeredFromNowOn(): Promise<Tallies> {
    let answers = await answered();
    while (count(answers) < SETTLED_REQUESTS) {
      await sleep(100);
      answers = sum(answers, await answered());
    }
    return answers;
  }

  async function expectServed(state: State): Promise<void> {
    const pods = [live, state].map(({ serving }) => sharesExpected(serving));
    await deliver(state);
    const meanwhile = await answered();
    for (const name of NAMES) {
      const either = new Set(pods.flatMap((expected) => Object.keys(expected[name])));
      expect([name, Object.keys(meanwhile[name]).filter((answer) => !either.has(answer))]).toEqual([name, []]);
    }
    expect(sharesOf(await answeredFromNowOn(), state.serving)).toEqual(sharesExpected(state.serving));
  }

  test.each(STATES)('$step', (state) => expectServed(state));

  test(`at least ${ALL_REQUESTS} requests were sent, of which none has failed`, () => {
    expect(requests).toBeGreaterThanOrEqual(ALL_REQUESTS);
  });

  test('a subset that goes along with its routes makes requests fail, until the routes have gone too', async () => {
    await expectServed(CANARY);
    await deliver(AT_ONCE);
    const failed = failures(await answered());
    expect(Object.keys(failed).sort()).toEqual(['api', 'caller', 'forced']);
    expect(new Set(Object.values(failed).flatMap((tally) => Object.keys(tally)))).toEqual(new Set(['503']));
    expect(sharesOf(await answeredFromNowOn(), AT_ONCE.serving)).toEqual(sharesExpected(AT_ONCE.serving));
  });

  test('no proxy refuses any of its configuration', async () => {
    expect(await mesh.call('refusals')).toEqual([]);
  });
});

function nameOf(object: KubernetesObject): string {
  return describeIdentity(identityOf(object));
}

/** Proxies must not hide a failure by trying again. */
function withoutRetries(object: KubernetesObject): KubernetesObject {
  if (object.kind !== 'VirtualService') return object;
  const copy = structuredClone(object) as KubernetesObject & {
    readonly spec: { readonly http?: { retries?: object }[] };
  };
  for (const rule of copy.spec.http ?? []) rule.retries = { attempts: 0 };
  return copy;
}

/** Versions that come later have pods from the start, as they have before a rollout starts. */
const LATER_PODS: readonly Pod[] = ['v2', 'v3', 'v4'].map((version) => ({
  name: `api-service-${version}`,
  namespace: 'default',
  serviceAccount: 'api-service',
  labels: { app: 'api-service', version },
  role: 'sidecar',
}));

/** Production, without the pods that get none of the requests. */
async function startMesh(objects: readonly KubernetesObject[]): Promise<RealMesh> {
  const scene = sceneOf(composeEnvironment(new App(), production, readText), objects, LATER_PODS);
  const pods = scene.pods.filter(({ name }) => /^(istio-ingressgateway|frontend|api-service-|web-app-)/.test(name));
  return RealMesh.start({ ...scene, pods });
}

/** Answers that are no answers of applications. */
function failures(tallies: Tallies): Readonly<Partial<Record<Load, Tally>>> {
  const failed = NAMES.map((name) => {
    const answers = Object.entries(tallies[name]).filter(([answer]) => !answer.startsWith('200 from '));
    return [name, Object.fromEntries(answers)] as const;
  });
  return Object.fromEntries(failed.filter(([, tally]) => Object.keys(tally).length > 0));
}

function sharesExpected({ api, forced, web, preview }: Serving): Readonly<Record<Load, Shares>> {
  const pods = { api, caller: api, forced: { [forced]: 100 }, web: { [web]: 100 }, preview: { [preview]: 100 } };
  const answers = (expected: Shares): Shares =>
    Object.fromEntries(Object.entries(expected).map(([pod, percent]) => [`200 from ${pod}`, percent]));
  return Object.fromEntries(NAMES.map((name) => [name, answers(pods[name])])) as Record<Load, Shares>;
}

function sharesOf(tallies: Tallies, serving: Serving): Readonly<Record<Load, Shares>> {
  const expected = sharesExpected(serving);
  return Object.fromEntries(NAMES.map((name) => [name, shares(tallies[name], expected[name])])) as Record<Load, Shares>;
}

function count(tallies: Tallies): number {
  return NAMES.flatMap((name) => Object.values(tallies[name])).reduce((total, times) => total + times, 0);
}

function sum(one: Tallies, other: Tallies): Tallies {
  const total = (name: Load): Tally => {
    const answers = new Set([...Object.keys(one[name]), ...Object.keys(other[name])]);
    return Object.fromEntries(
      [...answers].map((answer) => [answer, (one[name][answer] ?? 0) + (other[name][answer] ?? 0)]),
    );
  };
  return Object.fromEntries(NAMES.map((name) => [name, total(name)])) as Record<Load, Tally>;
}
