import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { refuseCommands } from './runner-commands';
import { condition, interpolate, mapValues, Scope, strict, Value } from './runner-expression';
import { readVariables } from './runner-files';
import type { JobDefinition, StepDefinition } from './runner-schema';

export type Texts = Readonly<Record<string, string>>;
export type Conclusion = 'success' | 'failure' | 'skipped';
type Contexts = Readonly<Record<string, Value>>;

export interface RunnerProps {
  /** By the names of actions, without their versions. */
  readonly actions: Readonly<Record<string, StandIn>>;
  /** Folders with programs that come before those of the machine. @default none */
  readonly path?: readonly string[];
  readonly vars?: Texts;
  readonly secrets?: Texts;
  /** Variables of the runner itself, besides those that every runner sets. @default none */
  readonly variables?: Texts;
}

/** What an action is given, and the place where it works. */
export interface ActionCall {
  /** Asking for what the step does not say is an error. */
  readonly with: Texts;
  readonly workspace: string;
  readonly github: Texts;
}

/**
 * Does what an action would do, as far as the steps behind it notice, and gives its outputs.
 *
 * @throws ActionFailure when the action would fail
 */
export type StandIn = (call: ActionCall) => Texts;

export class ActionFailure extends Error {}

export interface StepRun {
  readonly name: string;
  readonly conclusion: Conclusion;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Texts;
}

export interface JobRun {
  readonly conclusion: Conclusion;
  readonly outputs: Texts;
  /** What the steps wrote for people to read. */
  readonly summary: string;
  readonly steps: readonly StepRun[];
}

/** Runs the steps of a job on a machine of its own: a workspace, a home and a folder for temporary files, all empty. */
export async function runJob(job: JobDefinition, contexts: Contexts, props: RunnerProps): Promise<JobRun> {
  const machine = mkdtempSync(join(tmpdir(), 'runner-'));
  try {
    return await new Job(job, contexts, props, machine).run();
  } finally {
    rmSync(machine, { recursive: true, force: true });
  }
}

/** Less than a test has, so that an error names the step. */
const STEP_MILLISECONDS = 100_000;

class Job {
  private readonly workspace: string;
  private readonly temp: string;
  private readonly home: string;
  private readonly path: string[];
  /** What `steps` has so far. */
  private readonly known: Record<string, Value> = {};
  /** Variables that steps gave to all steps behind them. */
  private readonly exported: Record<string, string> = {};
  private summary = '';
  private hasFailed = false;

  constructor(
    private readonly definition: JobDefinition,
    private readonly contexts: Contexts,
    private readonly props: RunnerProps,
    private readonly machine: string,
  ) {
    [this.workspace, this.temp, this.home] = ['workspace', 'temp', 'home'].map((name) => this.folder(name)) as [
      string,
      string,
      string,
    ];
    this.path = [...(props.path ?? [])];
  }

  async run(): Promise<JobRun> {
    const { environment = '', 'runs-on': runsOn, outputs = {}, steps } = this.definition;
    interpolate(environment + runsOn, this.scope({}));
    const runs: StepRun[] = [];
    for (const [i, step] of steps.entries()) {
      const run = await this.step(step, i);
      this.hasFailed ||= run.conclusion === 'failure' && step['continue-on-error'] !== true;
      if (step.id !== undefined) this.known[step.id] = contextOf(step, run);
      runs.push(run);
    }
    return {
      conclusion: this.hasFailed ? 'failure' : 'success',
      outputs: mapValues(outputs, (text) => interpolate(text, this.scope({}))),
      summary: this.summary,
      steps: runs,
    };
  }

  private async step(step: StepDefinition, i: number): Promise<StepRun> {
    const outer = { ...this.evaluated(this.definition.env, this.scope({})), ...this.exported };
    const scope = this.scope(outer);
    if (!condition(step.if, scope)) {
      return { name: step.name, conclusion: 'skipped', stdout: '', stderr: '', outputs: {} };
    }
    const env = { ...outer, ...this.evaluated(step.env, scope) };
    if (step.uses !== undefined) return this.action(step, this.scope(env));
    const files = new StepFiles(this.folder(`step-${i}`));
    const run = await this.script(step, env, files);
    Object.assign(this.exported, files.variables('env'));
    this.path.unshift(...files.lines('path'));
    this.summary += files.text('summary');
    return run;
  }

  private action({ name, uses, with: parameters }: StepDefinition, scope: Scope): StepRun {
    const [action = '', version = ''] = uses!.split('@');
    if (!/^[0-9a-f]{40}$/.test(version)) throw new Error(`${uses!} is not at a commit`);
    const standIn = this.props.actions[action];
    if (standIn === undefined) throw new Error(`the test has no stand-in for ${action}`);
    const call = {
      with: strict('with', this.evaluated(parameters, scope)) as Texts,
      workspace: this.workspace,
      github: this.contexts.github as Texts,
    };
    try {
      return { name, conclusion: 'success', stdout: '', stderr: '', outputs: standIn(call) };
    } catch (error) {
      if (!(error instanceof ActionFailure)) throw error;
      return { name, conclusion: 'failure', stdout: '', stderr: error.message, outputs: {} };
    }
  }

  private async script(step: StepDefinition, env: Texts, files: StepFiles): Promise<StepRun> {
    const { name, run = '', 'working-directory': folder = '.' } = step;
    if (run.includes('${{')) throw new Error(`${name}: GitHub would put what it likes into the script`);
    writeFileSync(files.path('script'), run);
    const bash = spawn('bash', ['--noprofile', '--norc', '-euo', 'pipefail', files.path('script')], {
      cwd: join(this.workspace, folder),
      env: { ...this.variables(files), ...env, PATH: [...this.path, process.env.PATH].join(delimiter) },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: STEP_MILLISECONDS,
    });
    const [stdout, stderr, code] = await Promise.all([
      textFrom(bash.stdout),
      textFrom(bash.stderr),
      new Promise<number | null>((resolve, reject) => bash.once('close', resolve).once('error', reject)),
    ]);
    if (code === null) throw new Error(`${name} was not over after ${STEP_MILLISECONDS / 1000} s:\n${stdout}${stderr}`);
    for (const output of [stdout, stderr]) refuseCommands(name, output);
    const conclusion = code === 0 ? 'success' : 'failure';
    return { name, conclusion, stdout, stderr, outputs: files.variables('output') };
  }

  /** What the runner tells every step; of this machine only its programs. */
  private variables(files: StepFiles): Texts {
    const texts = Object.entries(this.contexts.github as Texts).filter(([, value]) => typeof value === 'string');
    return {
      ...Object.fromEntries(texts.map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, value])),
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_ENV: files.path('env'),
      GITHUB_OUTPUT: files.path('output'),
      GITHUB_PATH: files.path('path'),
      GITHUB_STEP_SUMMARY: files.path('summary'),
      GITHUB_WORKSPACE: this.workspace,
      HOME: this.home,
      LANG: 'C.UTF-8',
      RUNNER_TEMP: this.temp,
      ...this.props.variables,
    };
  }

  private evaluated(texts: Texts | undefined, scope: Scope): Record<string, string> {
    return mapValues(texts ?? {}, (text) => interpolate(text, scope));
  }

  private scope(env: Texts): Scope {
    return {
      contexts: {
        ...this.contexts,
        env: strict('env', env),
        runner: strict('runner', { temp: this.temp }),
        steps: strict('steps', this.known),
      },
      status: (asked) =>
        asked === 'success' ? !this.hasFailed : asked === 'failure' ? this.hasFailed : asked === 'always',
    };
  }

  private folder(name: string): string {
    const folder = join(this.machine, name);
    mkdirSync(folder);
    return folder;
  }
}

/** The files that a step and the runner speak by. */
class StepFiles {
  constructor(private readonly folder: string) {
    for (const name of ['env', 'output', 'path', 'summary']) writeFileSync(this.path(name), '');
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  text(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  lines(name: string): string[] {
    return this.text(name)
      .split('\n')
      .filter((line) => line !== '');
  }

  variables(name: string): Record<string, string> {
    return readVariables(this.path(name));
  }
}

/** What other steps may ask of a step: of a script only what it writes, so that no misspelt name slips through. */
function contextOf({ id, run = '' }: StepDefinition, { conclusion, outputs }: StepRun): Value {
  const written = [...run.matchAll(/\b([a-z][\w-]*)(?:=|<<\$)/g)].map(([, name]) => [name!, ''] as const);
  const all = { ...Object.fromEntries(written), ...outputs };
  return strict(`steps.${id!}`, { outcome: conclusion, outputs: strict(`steps.${id!}.outputs`, all) });
}

async function textFrom(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
