import { parse } from 'yaml';
import { condition, deepStrict, interpolate, mapValues, strict, Value } from './runner-expression';
import { JobRun, RunnerProps, runJob, Texts } from './runner-job';
import { DISPATCH, WORKFLOW, WorkflowFile } from './runner-schema';

/** What starts a workflow. */
export interface Trigger {
  readonly event: 'push' | 'pull_request' | 'workflow_dispatch' | 'schedule' | 'workflow_run' | 'repository_dispatch';
  /** Of `github`, besides `event` and `event_name`. Steps have the texts as `GITHUB_…`. */
  readonly github: Texts;
  /** `github.event`. @default nothing is in it */
  readonly payload?: Readonly<Record<string, Value>>;
  /** What a person chose, where GitHub would refuse it too. @default what the workflow has by default */
  readonly inputs?: Texts;
}

export interface WorkflowRun {
  readonly name: string;
  readonly concurrencyGroup: string;
  /** By id; those of a matrix by `id (value, …)`. */
  readonly jobs: Readonly<Record<string, JobRun>>;
}

/**
 * Runs workflows as GitHub's runners do, on this machine: expressions, conditions, the files that steps speak by, and
 * each `run:` by bash, one job after the other. What it does not know is an error, so that no test passes by accident.
 */
export class Runner {
  constructor(private readonly props: RunnerProps) {}

  /** @param text of the workflow's file */
  async run(text: string, trigger: Trigger): Promise<WorkflowRun> {
    const file = WORKFLOW.parse(parse(text));
    if (!(trigger.event in file.on)) throw new Error(`${file.name} does not run on ${trigger.event}`);
    return new Run(file, trigger, this.props).run();
  }
}

/** One run of one workflow. */
class Run {
  private readonly contexts: Readonly<Record<string, Value>>;
  /** By their ids in the file. */
  private readonly finished = new Map<string, Pick<JobRun, 'conclusion' | 'outputs'>>();

  constructor(
    private readonly file: WorkflowFile,
    { event, github, payload = {}, inputs = {} }: Trigger,
    private readonly props: RunnerProps,
  ) {
    this.contexts = {
      github: strict('github', { ...github, event_name: event, event: deepStrict('github.event', payload) }),
      inputs: strict('inputs', inputsOf(file, inputs)),
      vars: strict('vars', props.vars ?? {}),
      secrets: strict('secrets', props.secrets ?? {}),
    };
  }

  async run(): Promise<WorkflowRun> {
    const { name, 'run-name': runName = name, concurrency } = this.file;
    const scope = { contexts: this.contexts, status: () => true };
    const jobs: Record<string, JobRun> = {};
    for (const id of Object.keys(this.file.jobs)) Object.assign(jobs, await this.job(id));
    return { name: interpolate(runName, scope), concurrencyGroup: interpolate(concurrency.group, scope), jobs };
  }

  private async job(id: string): Promise<Record<string, JobRun>> {
    const job = this.file.jobs[id]!;
    const needs = Object.fromEntries((job.needs ?? []).map((need) => [need, this.finishedJob(need)]));
    const contexts = {
      ...this.contexts,
      needs: strict(
        'needs',
        mapValues(needs, ({ conclusion, outputs }, need) =>
          strict(`needs.${need}`, { result: conclusion, outputs: strict(`needs.${need}.outputs`, outputs) }),
        ),
      ),
    };
    if (!condition(job.if, { contexts, status: this.statusAfter(job.needs ?? []) })) {
      const skipped: JobRun = { conclusion: 'skipped', outputs: emptyOutputs(job), summary: '', steps: [] };
      this.finished.set(id, skipped);
      return { [id]: skipped };
    }
    const runs: Record<string, JobRun> = {};
    for (const matrix of combinations(job.strategy?.matrix ?? {})) {
      const labels = Object.values(matrix).flatMap((value) =>
        typeof value === 'string' ? value : Object.values(value),
      );
      const name = labels.length === 0 ? id : `${id} (${labels.join(', ')})`;
      runs[name] = await runJob(job, { ...contexts, matrix: deepStrict('matrix', matrix) }, this.props);
    }
    const all = Object.values(runs);
    this.finished.set(id, {
      conclusion: all.every(({ conclusion }) => conclusion === 'success') ? 'success' : 'failure',
      outputs: Object.assign({}, ...all.map(({ outputs }) => outputs)) as Texts,
    });
    return runs;
  }

  private finishedJob(id: string): Pick<JobRun, 'conclusion' | 'outputs'> {
    const job = this.finished.get(id);
    if (job === undefined) throw new Error(`${id} is needed before it has run`);
    return job;
  }

  /** How things stand for a job: all jobs count that had to run before it. */
  private statusAfter(needs: readonly string[]): (asked: string) => boolean {
    const before = this.withAncestors(needs).map((id) => this.finishedJob(id).conclusion);
    return (asked) => {
      if (asked === 'success') return before.every((conclusion) => conclusion === 'success');
      if (asked === 'failure') return before.includes('failure');
      return asked === 'always';
    };
  }

  private withAncestors(ids: readonly string[]): readonly string[] {
    return ids.flatMap((id) => [id, ...this.withAncestors(this.file.jobs[id]!.needs ?? [])]);
  }
}

function inputsOf({ name, on }: WorkflowFile, given: Texts): Record<string, Value> {
  const declared = DISPATCH.parse(on.workflow_dispatch ?? null)?.inputs ?? {};
  const stranger = Object.keys(given).find((input) => !(input in declared));
  if (stranger !== undefined) throw new Error(`${name} has no input ${stranger}`);
  return mapValues(declared, ({ default: usual = '' }, input) => given[input] ?? usual);
}

function emptyOutputs({ outputs = {} }: WorkflowFile['jobs'][string]): Texts {
  return mapValues(outputs, () => '');
}

/** One for each way to choose a value of each list. */
function combinations(matrix: Readonly<Record<string, readonly (string | Texts)[]>>): Record<string, string | Texts>[] {
  return Object.entries(matrix).reduce<Record<string, string | Texts>[]>(
    (chosen, [name, values]) => chosen.flatMap((others) => values.map((value) => ({ ...others, [name]: value }))),
    [{}],
  );
}
