import type { KubernetesObject, ObjectMeta } from '../../src/model/identity';
import { documents } from '../fixtures/manifests';
import { RULE_FIXTURES, ruleFixture } from '../fixtures/rules/expectations';
import { codeOf, istioctlAnalyzeWith, ourVerdicts, theirVerdicts, unshared } from './analysis-cases';
import { CONTROL_PLANE_PROGRAMS } from './control-plane';
import { KubeApi } from './kube-api';
import { describeWith } from './programs';

// Most of Istio's analyzers want Services, Namespaces and Pods, which istioctl does not take from files. So a real API
// server has them, and the files have the rest.

/** Codes that need a cluster, and of which manifests tell all that these fixtures have. */
const COMPARED = new Set([
  'IST0102',
  'IST0107',
  'IST0108',
  'IST0110',
  'IST0111',
  'IST0112',
  'IST0116',
  'IST0118',
  'IST0123',
  'IST0125',
  'IST0135',
  'IST0137',
  'IST0140',
  'IST0144',
  'IST0145',
  'IST0149',
  'IST0150',
  'IST0159',
  'IST0162',
  'IST0167',
]);

/** Codes of which manifests tell a part: what we say has to be so, and istioctl says more. */
const CONFIRMED = new Set([...COMPARED, 'IST0101', 'IST0127', 'IST0173', 'IST0174']);

/** What istioctl says of a fixture and we do not, by what is the matter with it. */
const FALSE_ALARMS: Readonly<Record<string, readonly string[]>> = {
  'a pod is in ambient mode when it runs, not when it is written': [
    'ConflictingSidecarWorkloadSelectors: IST0167 Warning Sidecar shop/good-calm',
    'ConflictingSidecarWorkloadSelectors: IST0167 Warning Sidecar shop/good-quiet',
  ],
  'where the set has no Service of the pods, somebody else has': [
    'ConflictingGateways: IST0162 Warning Gateway edge/both',
    'ConflictingGateways: IST0162 Warning Gateway edge/both-front',
    'JwtClaimBasedRoutingWithoutRequestAuthN: IST0162 Warning Gateway edge/pods',
  ],
  'a short name is another host in another namespace': [
    'IngressRouteRulesNotAffected: IST0140 Warning VirtualService edge/good-other',
  ],
  'a virtual service for gateway and mesh knows its own subsets': [
    'IngressRouteRulesNotAffected: IST0140 Warning VirtualService shop/good-both',
  ],
};

/** What we say of a fixture and istioctl does not, by what it lacks. */
const MISSED: Readonly<Record<string, readonly string[]>> = {
  'two selectors that are the same conflict as soon as there is a pod': [
    'ConflictingSidecarWorkloadSelectors: IST0110 Error Sidecar shop/web',
    'ConflictingSidecarWorkloadSelectors: IST0110 Error Sidecar shop/web-again',
    'ConflictingTelemetryWorkloadSelectors: IST0159 Error Telemetry shop/web',
    'ConflictingTelemetryWorkloadSelectors: IST0159 Error Telemetry shop/web-again',
  ],
  'it asks only for pods that run, and no policy of the set could be for them': [
    'JwtClaimBasedRoutingWithoutRequestAuthN: IST0149 Error VirtualService shop/claims',
    'JwtClaimBasedRoutingWithoutRequestAuthN: IST0149 Error VirtualService shop/without',
  ],
  'it does not know a host by its short name and its whole one': [
    'IngressRouteRulesNotAffected: IST0140 Warning VirtualService edge/edge',
  ],
  'it looks at annotations of pods, not of what makes pods': [
    'MisplacedAnnotation: IST0107 Warning Deployment shop/in-template',
    'UnknownAnnotation: IST0108 Warning Deployment shop/unknown',
  ],
};

interface PodTemplate {
  readonly metadata: Omit<ObjectMeta, 'name'>;
  readonly spec: object;
}

const falseAlarms = new Set(Object.values(FALSE_ALARMS).flat());
const missed = new Set(Object.values(MISSED).flat());

describeWith([...CONTROL_PLANE_PROGRAMS, 'istioctl'], 'istioctl analyze of a cluster', () => {
  let api: KubeApi;
  const created: KubernetesObject[] = [];
  const said = new Set<string>();

  beforeAll(async () => {
    api = await KubeApi.start();
  });

  afterEach(async () => {
    for (const object of created.splice(0)) await api.delete(object);
  });

  afterAll(() => api.stop());

  /** Brings a fixture's objects to the cluster, as far as istioctl reads them there, and pods as controllers would. */
  async function bring(objects: readonly KubernetesObject[]): Promise<void> {
    const namespaces = new Set(objects.map(({ metadata }) => metadata.namespace ?? 'default'));
    const own = new Map(objects.filter(isNamespace).map((object) => [object.metadata.name, object]));
    for (const name of new Set([...namespaces, ...own.keys()])) {
      // Namespaces outlive their fixture: nothing here empties and removes them.
      await api.apply(own.get(name) ?? { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
      await api.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } });
    }
    for (const object of objects.filter((object) => isCore(object) && !isNamespace(object))) {
      await create(object);
      if (object.kind === 'Deployment') await create(podOf(object));
    }
  }

  async function create(object: KubernetesObject): Promise<void> {
    await api.apply(object);
    created.push(object);
  }

  test.each(
    RULE_FIXTURES.filter((name) => !['SchemaValidationError', 'ImpossibleIdentity', 'PlaintextSecret'].includes(name)),
  )('agrees on %s', async (name) => {
    const { yaml, mesh } = ruleFixture(name);
    const objects = documents(yaml) as KubernetesObject[];
    await bring(objects);
    const files = objects.filter((object) => !isCore(object)).map((object) => JSON.stringify(object));
    const theirs = theirVerdicts(await istioctlAnalyzeWith(api.server.kubeconfig(), files.join('\n---\n')));
    const ours = ourVerdicts(mesh);
    for (const verdict of [...ours.keys(), ...theirs.keys()]) said.add(`${name}: ${verdict}`);
    const isOfFixture = (verdict: string): boolean =>
      !/ (Namespace|Pod) /.test(verdict) ||
      objects.some(({ kind, metadata }) =>
        verdict.endsWith(`${kind} ${[metadata.namespace ?? [], metadata.name].flat().join('/')}`),
      );
    expect({
      'they alone': unshared(
        theirs,
        ours,
        (verdict) => COMPARED.has(codeOf(verdict)) && isOfFixture(verdict) && !falseAlarms.has(`${name}: ${verdict}`),
      ),
      'we alone': unshared(
        ours,
        theirs,
        (verdict) => CONFIRMED.has(codeOf(verdict)) && !missed.has(`${name}: ${verdict}`),
      ),
    }).toEqual({ 'they alone': [], 'we alone': [] });
  });

  test('differs by no reason that is out of date', () => {
    expect([...falseAlarms, ...missed].filter((verdict) => !said.has(verdict))).toEqual([]);
  });
});

const isNamespace = ({ kind }: KubernetesObject): boolean => kind === 'Namespace';

/** Whether istioctl reads an object from the cluster. */
function isCore({ apiVersion, kind }: KubernetesObject): boolean {
  return ['v1', 'apps/v1'].includes(apiVersion) && kind !== 'ConfigMap';
}

function podOf({ metadata, ...object }: KubernetesObject): KubernetesObject {
  const { template } = object['spec'] as { readonly template: PodTemplate };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...template.metadata,
      name: metadata.name,
      ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
    },
    spec: template.spec,
  };
}
