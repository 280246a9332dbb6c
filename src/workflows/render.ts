import { Document, isScalar, Scalar, visit } from 'yaml';
import { wrap } from '../layout/generated-file';
import type { PinnedAction } from './actions';
import type { Job, Step, Workflow } from './model';

/** What scripts run by: they stop at the first command that fails, in a pipe too, and at a variable that is not set. */
const SHELL = 'bash --noprofile --norc -euo pipefail {0}';

/** A workflow as the text of its file, with the header and the digest of all generated files. */
export function workflowFile(workflow: Workflow): string {
  const { name, 'run-name': runName, on, concurrency, jobs } = workflow;
  const document = new Document(
    withoutUndefined({
      name,
      'run-name': runName,
      on,
      permissions: {},
      concurrency,
      defaults: { run: { shell: SHELL } },
      jobs: Object.fromEntries(Object.entries(jobs).map(([id, job]) => [id, jobOf(job)])),
    }),
    { aliasDuplicateObjects: false },
  );
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !isScalar<string>(value)) return;
      if (key.value === 'uses') [value.value, value.comment] = value.value.split(' #') as [string, string];
      if (key.value === 'run' && value.value.includes('\n')) value.type = Scalar.BLOCK_LITERAL;
    },
  });
  return wrap(document.toString({ lineWidth: 0, singleQuote: true }), [`the workflows of the fleet`]);
}

function jobOf({ steps, ...job }: Job): object {
  return { ...job, steps: steps.map(stepOf) };
}

function stepOf(step: Step): object {
  return 'uses' in step ? { ...step, uses: reference(step.uses) } : step;
}

/** With the tag behind it, which becomes a comment. */
function reference({ action, commit, tag }: PinnedAction): string {
  return `${action}@${commit} # ${tag}`;
}

function withoutUndefined(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
