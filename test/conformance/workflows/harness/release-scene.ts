import type { Workflow } from '../../../../src/workflows/model';
import { workflowFile } from '../../../../src/workflows/render';
import { Runner, WorkflowRun } from './runner';
import { CommandLine, Saying, TSCONFIG } from './stubs-cli';
import { Remote } from './stubs-git';
import { GitHub } from './stubs-github';
import { expectNobodyWasFooled } from './stubs-hostile';

const REPOSITORY = 'your-org/istio-config';

/** What the command line makes of the release state and of the tree when it does what it is asked for. */
export const CHANGES = { releases: 'api: v2\n', diff: '## 1 object changes\n' } as const;

/** A repository whose release state a person changes by a workflow. */
export class ReleaseScene {
  private commandLine: CommandLine | undefined;

  private constructor(
    readonly github: GitHub,
    readonly remote: Remote,
  ) {}

  static async start(): Promise<ReleaseScene> {
    const remote = new Remote({
      'environments/production.releases.yaml': 'api: v1\n',
      'deploy/overlays/all.yaml': 'api: v1\n',
      'tsconfig.json': TSCONFIG,
    });
    return new ReleaseScene(await GitHub.start({ [REPOSITORY]: remote }), remote);
  }

  /** A command line in place of the real one, and of the one before it. */
  says(saying: Saying): CommandLine {
    this.commandLine?.remove();
    return (this.commandLine = new CommandLine(this.github, saying));
  }

  /** Starts a workflow by hand. */
  async run(workflow: Workflow, inputs: Readonly<Record<string, string>>): Promise<WorkflowRun> {
    const { github, remote } = this;
    const trigger = { event: 'workflow_dispatch', github: github.context(REPOSITORY, remote.head()), inputs } as const;
    return new Runner(github.runner()).run(workflowFile(workflow), trigger);
  }

  async stop(): Promise<void> {
    this.commandLine?.remove();
    await this.github.stop();
    expectNobodyWasFooled();
  }
}
