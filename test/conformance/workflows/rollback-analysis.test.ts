import { milliseconds, seconds } from '../../../src/model/duration';
import { rollback } from '../../../src/workflows/rollback';
import type { RollbackAnalysisProps } from '../../../src/workflows/rollback-props';
import { describeWith } from '../programs';
import type { JobRun } from './harness/runner-job';
import { ONE_REPOSITORY } from '../../workflows/stubs-context';
import { Remote } from './harness/stubs-git';
import { expectNobodyWasFooled, HOSTILE } from './harness/stubs-hostile';
import type { Answer } from './harness/stubs-http';
import { RollbackScene, vector, verdictOf } from './harness/stubs-rollback';

const WELL = ['success', '', ''];
const ERRORS = { name: 'errors', query: 'sum(rate(errors[1m]))', max: 1, whenEmpty: 'inconclusive' } as const;

describeWith(['bash', 'git', 'jq', 'curl'], 'an analysis', () => {
  let scene: RollbackScene;

  beforeAll(async () => {
    scene = await RollbackScene.start(new Remote());
  });
  afterAll(async () => {
    await scene.stop();
    expectNobodyWasFooled();
  });

  /** What comes of a metric, where proxies have taken their configuration. */
  async function judged(
    answers: readonly (Answer | undefined)[],
    metric: Partial<NonNullable<RollbackAnalysisProps['metrics']>[number]> = {},
    times: Pick<RollbackAnalysisProps, 'duration' | 'interval'> = {},
  ): Promise<JobRun> {
    let measurement = 0;
    scene.metrics = (query) => {
      if (query !== (metric.query ?? ERRORS.query)) return vector(query.includes('convergence') ? '100' : '0');
      return answers[Math.min(measurement++, answers.length - 1)];
    };
    const analysis = {
      duration: milliseconds(1),
      interval: milliseconds(50),
      metrics: [{ ...ERRORS, ...metric }],
      ...times,
    };
    return scene.watch('staging', scene.remote.head(), 'once', analysis);
  }

  test.each<[string, Answer[], Partial<typeof ERRORS>]>([
    ['the highest good value', [vector('1')], {}],
    ['every series', [vector('0', '0.5', '1')], {}],
    ['a scalar', [{ body: { status: 'success', data: { resultType: 'scalar', result: [1, '0.5'] } } }], {}],
  ])('is passed by %s', async (_, answers, metric) => {
    expect(verdictOf(await judged(answers, metric))).toEqual(WELL);
  });

  test.each([
    ['no value', [vector()]],
    ['a value that is no number', [vector('NaN')]],
  ])('is passed by %s where that is a success', async (_, answers) => {
    expect(verdictOf(await judged(answers, { whenEmpty: 'success' }))).toEqual(WELL);
  });

  test.each<[string, Answer[], object, string]>([
    ['too high a value', [vector('1.5')], {}, 'errors is 1.5'],
    ['too low a value', [vector('-0.1')], { min: 0 }, 'errors is -0.1'],
    ['one bad series of several', [vector('0', '7')], {}, 'errors is 0, 7'],
    ['one beside others that are no numbers', [vector('NaN', '7')], { whenEmpty: 'success' }, 'errors is 7'],
    ['infinity', [vector('+Inf')], {}, 'errors is 1.79'],
    ['no value, where that is a failure', [vector()], { whenEmpty: 'failure' }, 'errors has no value'],
  ])('fails by %s', async (_, answers, metric, reason) => {
    expect(verdictOf(await judged(answers, metric))).toEqual([
      'failure',
      'bad',
      expect.stringContaining(`staging on staging does not do well: ${reason}`),
    ]);
  });

  test('fails by one bad value among many', async () => {
    const times = { duration: seconds(90) };
    expect(verdictOf(await judged([vector('0'), vector(), vector('9'), vector('0')], {}, times))[1]).toBe('bad');
  });

  test('asks for all of the time, and puts up with a moment without an answer', async () => {
    scene.prometheus.requests.length = 0;
    // Long enough for several measurements, however slow they are.
    const times = { duration: seconds(5), interval: milliseconds(300) };
    expect(verdictOf(await judged([vector('0'), undefined, vector(), vector('0')], {}, times))).toEqual(WELL);
    const asked = scene.prometheus.requests.filter(({ query }) => query.get('query') === ERRORS.query);
    expect(asked.length).toBeGreaterThan(2);
  });

  test.each<[string, Answer | undefined, string]>([
    ['there is no value', vector(), 'errors has no value'],
    ['there are only values that are no numbers', vector('NaN', 'NaN'), 'errors has no value'],
    ['Prometheus does not answer', undefined, 'errors has no answer'],
    [
      'Prometheus refuses the query',
      { status: 400, body: { status: 'error', error: 'parse error' } },
      'errors has no answer',
    ],
    ['Prometheus answers nonsense', { body: 'hello' }, 'errors has no answer'],
    [
      'the query gives a range',
      { body: { status: 'success', data: { resultType: 'matrix', result: [] } } },
      'no answer',
    ],
  ])('is open when %s', async (_, answer, reason) => {
    expect(verdictOf(await judged([answer]))).toEqual([
      'failure',
      'unknown',
      expect.stringMatching(new RegExp(`^staging on staging cannot be judged: .*${reason}`)),
    ]);
  });

  test('takes no query for code', async () => {
    const query = HOSTILE.filter((text) => !text.includes('${{')).join('\n');
    expect(verdictOf(await judged([vector('0')], { query }))).toEqual(WELL);
    expect(scene.prometheus.requests.map((request) => request.query.get('query'))).toContain(query);
  });

  test('is left out, with a warning, where no Prometheus is known', async () => {
    const { github, argoCd } = scene;
    const workflow = rollback(ONE_REPOSITORY, {})!;
    expect(workflow.jobs['watch-staging-staging']!.steps.at(-1)!.env).toMatchObject({
      VARIABLE: 'PROMETHEUS_URL_STAGING',
      PROMETHEUS_URL: '${{ vars.PROMETHEUS_URL_STAGING }}',
    });
    const without = Object.assign(Object.create(scene) as RollbackScene, { github, argoCd, prometheus: { url: '' } });
    const job = await without.watch('staging', scene.remote.head());
    expect([job.conclusion, job.steps.at(-1)!.stdout]).toEqual([
      'success',
      '::warning::vars.PROMETHEUS_URL_STAGING is not set: staging on staging is not analysed\n',
    ]);
  });
});
