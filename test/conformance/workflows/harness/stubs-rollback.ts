import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { milliseconds, seconds } from '../../../../src/model/duration';
import type { Job, Workflow } from '../../../../src/workflows/model';
import { rollback } from '../../../../src/workflows/rollback';
import type { RollbackAnalysisProps, RollbackProps } from '../../../../src/workflows/rollback-props';
import { fileOf } from './jobs';
import { Runner, Trigger, WorkflowRun } from './runner';
import type { JobRun } from './runner-job';
import { ONE_REPOSITORY } from '../../../workflows/stubs-context';
import { GitHub } from './stubs-github';
import { Remote } from './stubs-git';
import { Answer, HttpStub } from './stubs-http';

const RECORDED = join(__dirname, '../../../fixtures/workflows/argo-cd');

/** What the real Argo CD answered of an Application, with the commits that a test has. */
export function recorded(name: string, revision: string): Answer {
  const text = readFileSync(join(RECORDED, `${name}.json`), 'utf8').replaceAll('REVISION', revision);
  return JSON.parse(text) as Answer;
}

/** What Prometheus answers to a query: the values of its series. */
export function vector(...values: readonly string[]): Answer {
  const result = values.map((value) => ({ metric: {}, value: [1_790_000_000.5, value] }));
  return { body: { status: 'success', data: { resultType: 'vector', result } } };
}

/** A repository, and all that its rollback workflow asks. Everything is well until a test says otherwise. */
export class RollbackScene {
  /** By the names of Applications. @default healthy at `revision` */
  readonly applications = new Map<string, () => Answer | undefined>();
  /** What is delivered. @default the newest commit of `main` */
  revision: string | undefined;
  /** By query; others are 0. */
  metrics: (query: string) => Answer | undefined = (query) => vector(query.includes('convergence') ? '100' : '0');

  private constructor(
    readonly github: GitHub,
    readonly remote: Remote,
    readonly argoCd: HttpStub,
    readonly prometheus: HttpStub,
  ) {}

  static async start(remote: Remote, others: Readonly<Record<string, Remote>> = {}): Promise<RollbackScene> {
    const github = await GitHub.start({ 'your-org/istio-config': remote, ...others });
    const [argoCd, prometheus] = [await HttpStub.start(() => undefined), await HttpStub.start(() => undefined)];
    const scene = new RollbackScene(github, remote, argoCd, prometheus);
    argoCd.answers = ({ path, query, headers }) => {
      if (headers.authorization !== 'Bearer argo-cd' || query.get('appNamespace') !== 'argocd') {
        return recorded('unauthorized', '');
      }
      const application = scene.applications.get(path.replace('/api/v1/applications/', ''));
      return application === undefined ? recorded('healthy', scene.revision ?? remote.head()) : application();
    };
    prometheus.answers = ({ path, query, headers }) => {
      if (headers.authorization !== 'Bearer prometheus' || path !== '/api/v1/query') return { status: 401, body: {} };
      return scene.metrics(query.get('query')!);
    };
    return scene;
  }

  /** Runs the whole workflow for what was pushed to `main` since a commit. */
  async push(
    before: string,
    props: RollbackProps = {},
    environments: readonly string[] = ['staging'],
  ): Promise<WorkflowRun> {
    const context = {
      ...ONE_REPOSITORY,
      environments: ONE_REPOSITORY.environments.filter(({ name }) => environments.includes(name)),
    };
    return this.run(rollback(context, hurried(props))!, {
      event: 'push',
      github: this.github.context('your-org/istio-config', this.remote.head()),
      payload: { before },
    });
  }

  /**
   * Runs the job that watches one environment, for a commit.
   *
   * @param looks how often it may look @default once
   */
  async watch(
    environment: string,
    commit: string,
    looks: 'once' | 'often' = 'once',
    analysis?: RollbackAnalysisProps,
  ): Promise<JobRun> {
    const workflow = rollback(
      ONE_REPOSITORY,
      hurried({ timeout: looks === 'once' ? milliseconds(1) : seconds(90), analysis }),
    )!;
    const [id, job] = Object.entries(workflow.jobs).find(([id]) => id.startsWith(`watch-${environment}-`))!;
    const alone = { ...job, needs: undefined, if: undefined } as unknown as Job;
    const github = this.github.context('your-org/istio-config', commit);
    const { jobs } = await this.run(
      { ...workflow, jobs: { [id]: alone } },
      { event: 'push', github, payload: { before: '' } },
    );
    return jobs[id]!;
  }

  /** Hurries where the real one takes its time. */
  async run(workflow: Workflow, trigger: Trigger): Promise<WorkflowRun> {
    const file = fileOf(workflow, ...Object.keys(workflow.jobs))
      .replaceAll(/INTERVAL: .15.$/gm, "INTERVAL: '0.05'")
      .replaceAll(/(TIMEOUT|DURATION): .1.$/gm, "$1: '0'");
    const clusters = ONE_REPOSITORY.environments.flatMap((environment) => environment.clusters);
    const each = (prefix: string, value: string): [string, string][] =>
      clusters.map((cluster) => [`${prefix}_${cluster.toUpperCase().replaceAll('-', '_')}`, value]);
    const runner = new Runner(
      this.github.runner({
        vars: { ARGOCD_URL: this.argoCd.url, ...Object.fromEntries(each('PROMETHEUS_URL', this.prometheus.url)) },
        secrets: {
          ARGOCD_TOKEN: 'argo-cd',
          ...Object.fromEntries([...each('PROMETHEUS_TOKEN', 'prometheus'), ...each('KUBECONFIG', 'a kubeconfig')]),
        },
      }),
    );
    return runner.run(file, trigger);
  }

  async stop(): Promise<void> {
    await Promise.all([this.github.stop(), this.argoCd.stop(), this.prometheus.stop()]);
  }
}

/** What came of a watch: nothing to say where all is well. */
export function verdictOf({ conclusion, outputs }: JobRun): readonly [string, string, string] {
  return [conclusion, outputs.verdict!, outputs.reason!];
}

function hurried(props: RollbackProps): RollbackProps {
  return {
    timeout: milliseconds(1),
    ...props,
    analysis: { duration: milliseconds(1), interval: milliseconds(50), ...props.analysis },
  };
}
