import { setTimeout as sleep } from 'node:timers/promises';
import { describeWith } from '../programs';
import { edited, type Expectation, type Served, testExpectations } from './expectation';
import type { RealMesh } from './harness/real-mesh';
import type { Pod, Scene } from './harness/scene';
import type { Request, Tally } from './harness/traffic';
import { manyFromInternet, PRODUCTION_PROGRAMS, startProduction } from './production-mesh';

const RULE = 'DestinationRule default/api-service';

/** The canary's pods: where all that sends runs, where production's failover leads, and where nothing leads. */
const LOCAL = ['api-service-v2', 'api-service-v2-2', 'api-service-v2-3'];
const DECLARED = 'api-service-v2-eu';
const UNDECLARED = 'api-service-v2-ap';

const FROM_MESH: Request = {
  url: 'http://api-service.default.svc.cluster.local/',
  headers: { 'x-canary': 'true' },
};
const FROM_INTERNET: Request = { ...FROM_MESH, url: 'https://api-service.example.com/' };

/** Enough for every pod that is chosen at all to be chosen. */
const REQUESTS = 100;

/** Envoy collects changes of health for a second before it heeds them. */
const HEALTH_MILLISECONDS = 1_200;

/** Of connections from a sidecar to the canary. */
const CONNECTION_FAILURES = 'canary.*api-service.*upstream_cx_connect_fail$';

const regions: readonly Expectation[] = [
  {
    sentence: 'requests stay in the region that they come from',
    observe: podsThatAnswer,
    expected: [LOCAL, LOCAL],
    otherwise: [
      edited(RULE, 'localities disabled', withoutLocalities, [
        [...LOCAL, UNDECLARED, DECLARED],
        [...LOCAL, UNDECLARED, DECLARED],
      ]),
    ],
  },
  {
    sentence: 'when the region is lost, all requests go to the one that takes over, and to no other',
    observe: (mesh) => whileLost(mesh, LOCAL, () => podsThatAnswer(mesh)),
    expected: [[DECLARED], [DECLARED]],
    otherwise: [
      edited(RULE, 'no settings of localities', withoutLocalitySettings, [
        [UNDECLARED, DECLARED],
        [UNDECLARED, DECLARED],
      ]),
    ],
  },
  {
    sentence: 'a region is left out whole, even if most pods are in it',
    observe: (mesh) =>
      whileLost(mesh, LOCAL, async () => {
        const before = await mesh.call('statistics', 'frontend', CONNECTION_FAILURES);
        await send(mesh);
        const after = await mesh.call('statistics', 'frontend', CONNECTION_FAILURES);
        return after.join() === before.join() ? 'left out' : 'tried again and again';
      }),
    expected: 'left out',
    otherwise: [edited(RULE, 'half of the pods kept', withHalfKept, 'tried again and again')],
  },
  {
    sentence: 'when all regions are lost, none is left out',
    observe: (mesh) =>
      whileLost(mesh, [...LOCAL, DECLARED, UNDECLARED], async () => {
        const answers = Object.keys(await send(mesh));
        return answers.some((answer) => answer.includes('no healthy upstream')) ? 'left out' : 'tried';
      }),
    expected: 'tried',
    otherwise: [edited(RULE, 'no pod kept', withNoneKept, 'left out')],
  },
];

describeWith(PRODUCTION_PROGRAMS, 'requests among the regions of production', () => {
  let served: Served;

  beforeAll(async () => {
    served = await startProduction(inRegions);
  });

  afterAll(() => served.mesh.stop());

  testExpectations(() => served, regions);
});

/** The cluster in one region, with more of the canary there and elsewhere. */
function inRegions(scene: Scene): Scene {
  const pods = scene.pods.map((pod) => ({ ...pod, region: 'us-east-1' }));
  const canary = pods.find(({ name }) => name === LOCAL[0])!;
  const others: readonly Pod[] = [
    ...LOCAL.slice(1).map((name) => ({ ...canary, name })),
    { ...canary, name: DECLARED, region: 'eu-west-1' },
    { ...canary, name: UNDECLARED, region: 'ap-south-1' },
  ];
  return { ...scene, pods: [...pods, ...others] };
}

function send(mesh: RealMesh): Promise<Tally> {
  return mesh.call('sendMany', 'frontend', FROM_MESH, REQUESTS);
}

/** From an application, and through the gateway. */
async function podsThatAnswer(mesh: RealMesh): Promise<readonly (readonly string[])[]> {
  const tallies = [await send(mesh), await manyFromInternet(mesh, FROM_INTERNET, REQUESTS)];
  return tallies.map((tally) =>
    Object.keys(tally)
      .map((answer) => answer.replace('200 from ', ''))
      .sort(),
  );
}

/** Observes something once proxies have noticed that pods do not answer. */
async function whileLost<T>(mesh: RealMesh, pods: readonly string[], observe: () => Promise<T>): Promise<T> {
  await mesh.call('isolate', pods);
  try {
    await podsThatAnswer(mesh);
    await sleep(HEALTH_MILLISECONDS);
    return await observe();
  } finally {
    await mesh.call('rejoin', pods);
  }
}

interface RuleSpec {
  readonly trafficPolicy: {
    readonly loadBalancer: { localityLbSetting?: unknown };
    readonly outlierDetection: { maxEjectionPercent: number; minHealthPercent?: number };
  };
}

function withoutLocalities({ trafficPolicy }: RuleSpec): void {
  trafficPolicy.loadBalancer.localityLbSetting = { enabled: false };
}

function withoutLocalitySettings({ trafficPolicy }: RuleSpec): void {
  delete trafficPolicy.loadBalancer.localityLbSetting;
}

function withHalfKept({ trafficPolicy }: RuleSpec): void {
  trafficPolicy.outlierDetection.maxEjectionPercent = 50;
}

function withNoneKept({ trafficPolicy }: RuleSpec): void {
  delete trafficPolicy.outlierDetection.minHealthPercent;
}
