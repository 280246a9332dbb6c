import { validateObject } from '../../../src/check/schema/verdict';
import { answerOf } from '../../fixtures/schema/answers';
import { casesOf, detailOf, isListed, RECORDED, REGISTRY } from '../../fixtures/schema/cases';
import { digestOf, readRecording } from '../../fixtures/schema/recording';

const recording = readRecording();

test('at least 20,000 objects are recorded, of which neither few were accepted nor few refused', () => {
  const answers = Object.values(recording).flatMap((recorded) => recorded.answers);
  const accepted = answers.filter((answer) => answer.length === 0).length;
  expect(answers.length).toBeGreaterThan(20_000);
  expect(accepted).toBeGreaterThan(8_000);
  expect(answers.length - accepted).toBeGreaterThan(8_000);
});

test.each(casesOf(RECORDED))('the verdicts on objects of $key are what a real API server answered', (of) => {
  const objects = of.objects();
  const { objects: digest, answers } = recording[of.key]!;
  // Another schema or generator makes other objects: SCHEMA_RECORD=1 npm run test:conformance -- schema.test.ts
  expect(digestOf(objects)).toBe(digest);
  const differing = objects.flatMap((object, i) => {
    const ours = answerOf(validateObject(object, REGISTRY), detailOf(of));
    const isSame = ours.join('\n') === answers[i]!.join('\n');
    return isSame === !isListed(of, object) ? [] : [{ object, server: answers[i], ours }];
  });
  expect(differing).toEqual([]);
});
