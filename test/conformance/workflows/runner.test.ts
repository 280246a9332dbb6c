import { stringify } from 'yaml';
import { Runner, Trigger, WorkflowRun } from './harness/runner';
import { ActionFailure, RunnerProps, StandIn } from './harness/runner-job';

const TRIGGER: Trigger = {
  event: 'workflow_dispatch',
  github: { repository: 'your-org/istio-config', sha: 'c0ffee' },
  payload: { repository: { default_branch: 'main' } },
};

const COMMIT = 'a'.repeat(40);
const TOKEN = 'b'.repeat(36);

function job(steps: readonly object[], more: object = {}): object {
  return { name: 'A job', 'runs-on': 'machine', permissions: {}, 'timeout-minutes': 1, ...more, steps };
}

async function run(
  jobs: Readonly<Record<string, object>>,
  props: Partial<RunnerProps> = {},
  trigger: Partial<Trigger> = {},
): Promise<WorkflowRun> {
  const workflow = {
    name: 'Example',
    on: { workflow_dispatch: { inputs: { name: { description: 'A name', type: 'string', default: '`id`' } } } },
    permissions: {},
    concurrency: { group: 'example-${{ github.sha }}', 'cancel-in-progress': true },
    defaults: { run: { shell: 'bash --noprofile --norc -euo pipefail {0}' } },
    jobs,
  };
  return new Runner({ actions: {}, ...props }).run(stringify(workflow), { ...TRIGGER, ...trigger });
}

/** What a text of a workflow is as a variable of a step. */
async function valueOf(text: string, props?: Partial<RunnerProps>): Promise<string> {
  const step = { name: 'One', env: { VALUE: text }, run: 'printf %s "$VALUE"' };
  return (await run({ only: job([step]) }, props)).jobs.only!.steps[0]!.stdout;
}

function conclusions({ jobs }: WorkflowRun): (readonly [string, string])[] {
  return Object.entries(jobs).map(([id, { conclusion }]) => [id, conclusion]);
}

describe('an expression is', () => {
  test.each([
    ['${{ github.repository }}@${{ github.sha }}', 'your-org/istio-config@c0ffee'],
    ["${{ github.sha == 'C0FFEE' && 'same' || 'other' }}", 'same'],
    ["${{ '' || 'default' }}", 'default'],
    ["${{ !('1' != 1) }}", 'true'],
    ['${{ contains(fromJSON(\'["a", "b"]\'), \'b\') }}', 'true'],
    ["${{ contains('production', 'prod') }} ${{ startsWith('production', 'duct') }}", 'true false'],
    ['${{ fromJSON(\'{"a": ["it\'\'s"]}\').a[0] }}', "it's"],
    ["${{ github['sha'] }} ${{ format('{0}-{1}', 'a', 2) }}", 'c0ffee a-2'],
    ['${{ github.event.repository.default_branch }}', 'main'],
    ['${{ vars.COLOUR }}${{ secrets.TOKEN }}', 'blue$(id)'],
  ])('%s', async (text, value) => {
    expect(await valueOf(text, { vars: { COLOUR: 'blue' }, secrets: { TOKEN: '$(id)' } })).toBe(value);
  });
});

describe('what the runner does not know is refused:', () => {
  test.each([
    ['${{ github.shaa }}', 'the run has no github.shaa'],
    ['${{ github.event.head_commit }}', 'the run has no github.event.head_commit'],
    ['${{ secrets.TOKEN }}', 'the run has no secrets.TOKEN'],
    ['${{ steps.build.outputs.x }}', 'the run has no steps.build'],
    ['${{ hashFiles(github.sha) }}', 'the runner does not know the function hashFiles'],
    ['${{ machine.os }}', 'there is no machine in " machine.os "'],
    ['${{ github.sha > 1 }}', 'the runner cannot read " > 1 " of " github.sha > 1 "'],
    ['${{ github.sha github.sha }}', 'the runner does not know github in'],
  ])('the expression %s', async (text, message) => {
    await expect(valueOf(text)).rejects.toThrow(message);
  });

  test.each([
    ['a key', job([], { container: 'ubuntu' }), 'Unrecognized key: \\"container\\"'],
    ['an action by its tag', job([{ name: 'One', uses: 'some/action@v1' }]), 'some/action@v1 is not at a commit'],
    ['an action', job([{ name: 'One', uses: `some/action@${COMMIT}` }]), 'no stand-in for some/action'],
    ['a script with an expression', job([{ name: 'One', run: 'echo ${{ github.sha }}' }]), 'into the script'],
    ['a command in the output', job([{ name: 'One', run: 'echo ::set-env name=A::b' }]), 'would obey "::set-env'],
    ['one of the old kind', job([{ name: 'One', run: "echo 'a ##[set-output name=a]b'" }]), 'would obey "a ##['],
    ['one behind a return', job([{ name: 'One', run: "printf 'a\\r::set-env name=A::b'" }]), 'would obey "::set-env'],
    [
      'one that it may obey again',
      job([{ name: 'One', run: `echo ::stop-commands::${TOKEN}; echo ::${TOKEN}::; echo ::set-env name=A::b` }]),
      'would obey "::set-env',
    ],
    ['a silence that never ends', job([{ name: 'One', run: `echo ::stop-commands::${TOKEN}` }]), 'nothing any more'],
    ['a job that comes later', job([], { needs: ['other'] }), 'other is needed before it has run'],
    [
      'an output that the script never writes',
      job([
        { name: 'One', id: 'one', run: 'echo path=. >> "$GITHUB_OUTPUT"' },
        { name: 'Two', if: 'steps.one.outputs.paht', run: 'true' },
      ]),
      'the run has no steps.one.outputs.paht',
    ],
  ])('%s', async (_, only, message) => {
    await expect(run({ only })).rejects.toThrow(message);
  });

  test('an input that the workflow does not have, and another event', async () => {
    await expect(run({}, {}, { inputs: { version: 'v2' } })).rejects.toThrow('Example has no input version');
    await expect(run({}, {}, { event: 'push' })).rejects.toThrow('Example does not run on push');
  });
});

test('steps speak by files', async () => {
  const one = `
printf 'text<<END\\na=b\\nEND=\\nEND\\n' >> "$GITHUB_OUTPUT"
echo NAME=value >> "$GITHUB_ENV"
mkdir "$RUNNER_TEMP/bin"
printf '#!/bin/sh\\necho hello' > "$RUNNER_TEMP/bin/greet"
chmod +x "$RUNNER_TEMP/bin/greet"
echo "$RUNNER_TEMP/bin" >> "$GITHUB_PATH"
echo '# Summary' >> "$GITHUB_STEP_SUMMARY"`;
  const steps = [
    { name: 'One', id: 'one', run: one },
    { name: 'Two', env: { COPY: '${{ env.NAME }}' }, run: 'echo "$NAME $COPY $(greet)"' },
  ];
  const { only } = (await run({ only: job(steps, { outputs: { text: '${{ steps.one.outputs.text }}' } }) })).jobs;
  expect(only!.steps[1]!.stdout).toBe('value value hello\n');
  expect([only!.outputs.text, only!.summary]).toEqual(['a=b\nEND=', '# Summary\n']);
});

test('a step that fails skips those behind it that do not ask, and jobs that need its job', async () => {
  const one = job([
    { name: 'Tolerated', run: 'false', 'continue-on-error': true },
    { name: 'In a pipe', run: 'false | cat' },
    { name: 'Skipped', run: 'true' },
    { name: 'Asked for', if: 'failure()', run: 'true' },
    { name: 'Always', if: 'always() && github.sha', run: 'true' },
    { name: 'Unset', if: 'always()', run: 'echo $UNSET' },
  ]);
  const asked = { if: "failure() && needs.next.result == 'skipped'", needs: ['next'] };
  const all = await run({
    one,
    skipped: job([], { needs: ['one'] }),
    next: job([], { needs: ['skipped'] }),
    asked: job([], asked),
  });
  expect(all.jobs.one!.steps.map(({ conclusion }) => conclusion)).toEqual([
    ...['failure', 'failure', 'skipped', 'success', 'success', 'failure'],
  ]);
  expect(conclusions(all)).toEqual([
    ['one', 'failure'],
    ['skipped', 'skipped'],
    ['next', 'skipped'],
    ['asked', 'success'],
  ]);
});

test('a matrix runs a job for each combination', async () => {
  const strategy = { 'fail-fast': false, matrix: { env: [{ name: 'a' }, { name: 'b' }] } };
  const step = { name: 'One', env: { NAME: '${{ matrix.env.name }}' }, run: '[ "$NAME" = a ]' };
  expect(conclusions(await run({ only: job([step], { strategy }) }))).toEqual([
    ['only (a)', 'success'],
    ['only (b)', 'failure'],
  ]);
});

test('actions are what the test says, with their parameters, outputs and failures', async () => {
  const seen: unknown[] = [];
  const standIn: StandIn = ({ with: { name }, workspace }) => {
    seen.push([name, workspace.endsWith('/workspace')]);
    if (name === 'bad') throw new ActionFailure('no such thing');
    return { token: 'secret' };
  };
  const uses = `some/action@${COMMIT}`;
  const steps = [
    { name: 'Good', id: 'good', uses, with: { name: '${{ inputs.name }}' } },
    { name: 'Use', env: { TOKEN: '${{ steps.good.outputs.token }}' }, run: 'echo $TOKEN' },
    { name: 'Bad', uses, with: { name: 'bad' } },
  ];
  const { only } = (await run({ only: job(steps) }, { actions: { 'some/action': standIn } })).jobs;
  expect(seen).toEqual([
    ['`id`', true],
    ['bad', true],
  ]);
  expect(only!.steps.map(({ conclusion, stdout, stderr }) => [conclusion, stdout, stderr])).toEqual([
    ['success', '', ''],
    ['success', 'secret\n', ''],
    ['failure', '', 'no such thing'],
  ]);
});
