import { describeIdentity } from '../../src/model/identity';
import { byKey } from '../layout/kustomize-model';
import { CONTROL_PLANE_PROGRAMS } from './control-plane';
import { customResourceDefinitions } from './custom-resource-definitions';
import { istioctlAnalyze } from './istioctl';
import { KubeApi } from './kube-api';
import { kustomizeBuild, objectsIn } from './kustomize';
import { describeWith } from './programs';
import { overlayOf, sampleSets } from './sample';

const sets = sampleSets();

describeWith(['kustomize'], 'kustomize build of an overlay gives what is composed', () => {
  test.each(sets)('$name', async (set) => {
    const built = objectsIn(await kustomizeBuild(overlayOf(set.name)));
    const composed = set.manifests.map(({ object }) => object);
    expect(byKey(built)).toEqual(byKey(composed));
    expect(built).toHaveLength(composed.length);
  });
});

describeWith(CONTROL_PLANE_PROGRAMS, 'the API server accepts every object', () => {
  let api: KubeApi;

  beforeAll(async () => {
    api = await KubeApi.start();
    await api.install(customResourceDefinitions());
  });

  afterAll(() => api.stop());

  test.each(sets)('$name', async (set) => {
    await api.createNamespaces(set.manifests.flatMap(({ object }) => object.metadata.namespace ?? []));
    const answers = await Promise.all(
      set.manifests.map(
        async ({ identity, object }) => [describeIdentity(identity), await api.dryRun(object)] as const,
      ),
    );
    expect(answers.filter(([, refusal]) => refusal !== undefined)).toEqual([]);
  });
});

describeWith(['kustomize', 'istioctl'], 'istioctl analyze has nothing to say', () => {
  test.each(sets)('$name', async (set) => {
    expect(await istioctlAnalyze(await kustomizeBuild(overlayOf(set.name)))).toEqual([]);
  });
});
