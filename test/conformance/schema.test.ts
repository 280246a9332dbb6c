import { validateObject } from '../../src/check/schema/verdict';
import type { KubernetesObject } from '../../src/model/identity';
import { runs, SEED } from '../fixtures/runs';
import { Answer, answerOf, answerOfServer } from '../fixtures/schema/answers';
import { Case, casesOf, detailOf, isListed, PROBES, RECORDED, REGISTRY } from '../fixtures/schema/cases';
import { digestOf, readRecording, Recorded, writeRecording } from '../fixtures/schema/recording';
import { CONTROL_PLANE_PROGRAMS } from './control-plane';
import { customResourceDefinitions } from './custom-resource-definitions';
import { KubeApi } from './kube-api';
import { describeWith } from './programs';

/** Of each kind. */
const OBJECTS = runs(5);
/** Writes what `npm test` repeats. */
const IS_RECORDING = process.env['SCHEMA_RECORD'] === '1';

describeWith(CONTROL_PLANE_PROGRAMS, `the verdict on objects (FUZZ_SEED=${SEED})`, () => {
  const made: Record<string, Recorded> = {};
  const recording = IS_RECORDING ? made : readRecording();
  let api: KubeApi;

  beforeAll(async () => {
    api = await KubeApi.start();
    await api.install([...customResourceDefinitions(), ...PROBES]);
  });

  afterAll(async () => {
    await api.stop();
    if (IS_RECORDING) writeRecording(made);
  });

  test.each(casesOf({ seed: SEED, ofKind: OBJECTS, ofProbe: 4 * OBJECTS }))(
    'on $key is that of the API server',
    async (of) => {
      const objects = of.objects();
      const answers = await serverAnswers(of, objects);
      const differing = objects.flatMap((object, i) => {
        const ours = answerOf(validateObject(object, REGISTRY), detailOf(of));
        const isRight =
          isListed(of, object) || isNamedByChance(of, object) || ours.join('\n') === answers[i]!.join('\n');
        return isRight ? [] : [{ object, server: answers[i], ours }];
      });
      expect(differing).toEqual([]);
    },
  );

  test.each(casesOf(RECORDED))('on recorded objects of $key is what was recorded', async (of) => {
    const objects = of.objects();
    made[of.key] = { objects: digestOf(objects), answers: await serverAnswers(of, objects) };
    expect(made[of.key]).toEqual(recording[of.key]);
  });

  async function serverAnswers(of: Case, objects: readonly KubernetesObject[]): Promise<Answer[]> {
    const namespace = of.scope === 'Namespaced' ? '/namespaces/default' : '';
    return Promise.all(
      objects.map(async (object) => {
        const path = `/apis/${object.apiVersion}${namespace}/${of.plural}?dryRun=All&fieldValidation=Strict`;
        const body = JSON.stringify(object);
        return answerOfServer(await api.send({ method: 'POST', path, body, type: 'application/json' }), detailOf(of));
      }),
    );
  }
});

/** The server makes up the end of a generated name, with digits or without, and this probe takes none. */
function isNamedByChance({ key }: Case, { metadata }: Partial<KubernetesObject>): boolean {
  return key === 'probes.example.com/Shape' && typeof metadata?.name !== 'string' && 'generateName' in (metadata ?? {});
}
