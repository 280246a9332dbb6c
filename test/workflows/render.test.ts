import { parse } from 'yaml';
import { ACTIONS } from '../../src/workflows/actions';
import { Job, Step } from '../../src/workflows/model';
import { workflowFile } from '../../src/workflows/render';
import { script } from '../../src/workflows/script';

function rendered(...steps: readonly Step[]): string {
  const job: Job = { name: 'Test', 'runs-on': 'ubuntu-24.04', permissions: {}, 'timeout-minutes': 1, steps };
  return workflowFile({
    name: 'Test',
    on: { pull_request: {} },
    concurrency: { group: 'test', 'cancel-in-progress': true },
    jobs: { test: job },
  });
}

test('an action is at its commit, with its tag as a comment', () => {
  const text = rendered({ name: 'Check out', uses: ACTIONS.checkout });
  const { commit, tag } = ACTIONS.checkout;
  expect(text).toContain(`        uses: actions/checkout@${commit} # ${tag}\n`);
});

test.each([
  'echo one\n',
  'echo "a: b # c"\necho \'d\'\n',
  '# what begins with a comment\n\n\nends\n',
  `echo ${'very '.repeat(100)}long\n`,
  'echo tab\there\\n\n',
  'echo ünï©ødé → \u{1f980}\n',
])('a script comes back as it is: %j', (run) => {
  const file = parse(rendered({ name: 'Run', run })) as { jobs: { test: { steps: { run: string }[] } } };
  expect(file.jobs.test.steps[0]!.run).toBe(run);
});

test('a script of several lines can be read as one', () => {
  expect(rendered({ name: 'Run', run: 'for i in 1 2; do\n  echo "$i"\ndone\n' })).toContain(
    '        run: |\n          for i in 1 2; do\n            echo "$i"\n          done\n',
  );
});

test('what is not there is left out', () => {
  expect(rendered({ name: 'Run', run: 'true', env: {} })).not.toMatch(/undefined|null|run-name/);
});

describe('script', () => {
  test('takes the indentation of the first line from all lines, and ends with a line feed', () => {
    expect(
      script(`
        if true; then
          echo yes

        fi
      `),
    ).toBe('if true; then\n  echo yes\n\nfi\n');
  });

  test('keeps an empty line at the beginning, which parts it from what stands before', () => {
    expect(script('\n\n  echo\n')).toBe('\necho\n');
  });
});
