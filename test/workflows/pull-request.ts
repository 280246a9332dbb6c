import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowContext } from '../../src/workflows/context';
import type { Workflow } from '../../src/workflows/model';
import { DIFF_MARKER } from '../../src/workflows/scripts/comment';
import { validation } from '../../src/workflows/validation';
import { GitHubPosts } from './github-posts';
import { fileOf } from './jobs';
import { Runner } from './runner';
import { JobRun } from './runner-job';
import { ONE_REPOSITORY } from './stubs-context';
import { GitHub } from './stubs-github';
import { Files, Remote } from './stubs-git';

const REPOSITORY = 'your-org/istio-config';

export interface PullRequestProps {
  readonly body?: string | null;
  readonly fork?: boolean;
  readonly files?: Files;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly branch?: string;
  readonly context?: WorkflowContext;
  /** @default validation */
  readonly workflow?: (context: WorkflowContext) => Workflow;
}

/** A repository in which somebody opens a pull request, and what its workflow does then. */
export class PullRequestRepository {
  readonly folder = mkdtempSync(join(tmpdir(), 'validation-'));

  private constructor(
    readonly remote: Remote,
    readonly github: GitHub,
    readonly posts: GitHubPosts,
  ) {}

  static async start(files: Files): Promise<PullRequestRepository> {
    const remote = new Remote(files);
    return new this(remote, await GitHub.start({ [REPOSITORY]: remote }), await GitHubPosts.start());
  }

  async stop(): Promise<void> {
    await Promise.all([this.github.stop(), this.posts.api.stop()]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Merges it, as GitHub does before it runs workflows, and runs these jobs of the workflow. */
  async run(jobs: readonly string[], props: PullRequestProps = {}): Promise<Readonly<Record<string, JobRun>>> {
    const { body = null, fork = false, files = { 'deploy/overlays/all.yaml': 'weight: 50\n' } } = props;
    const { context = ONE_REPOSITORY, workflow = validation, branch = 'change' } = props;
    const sha = this.remote.merge(branch, [['Change it', files]]);
    const from = fork ? 'stranger/istio-config' : REPOSITORY;
    const payload = { pull_request: { number: 7, body, head: { repo: { full_name: from } } } };
    const variables = { GITHUB_EVENT_PATH: join(this.folder, 'event.json') };
    writeFileSync(variables.GITHUB_EVENT_PATH, JSON.stringify(payload));
    const secrets = { KUBECONFIG_DEV: '', KUBECONFIG_STAGING: '', KUBECONFIG_PROD_US_EAST: '', ...props.secrets };
    const upload = ({ with: { path }, workspace }: { with: { path?: string }; workspace: string }) => {
      writeFileSync(join(this.folder, 'artifact'), readFileSync(join(workspace, path!), 'utf8'));
      return {};
    };
    const runner = new Runner(
      this.github.runner({ variables, secrets, actions: { 'actions/upload-artifact': upload } }),
    );
    const github = {
      ...this.github.context(REPOSITORY, sha),
      ref: 'refs/pull/7/merge',
      api_url: this.posts.api.url,
    };
    return (await runner.run(fileOf(workflow(context), ...jobs), { event: 'pull_request', github, payload })).jobs;
  }

  /**
   * What `diff` says behind its marker, and how it ends; `synth` copies the sources. What they compared and were told is
   * {@link remembered}.
   */
  says(markdown: string, status = 0): void {
    writeFileSync(join(this.folder, 'markdown'), `${DIFF_MARKER}\n${markdown}`);
    this.github.program(
      'npx',
      `
shift 2
printf '%s\\n' "$@" >>'${this.folder}/arguments'
read_side() { if [[ $1 == git:* ]]; then git show "\${1#git:}:$2/overlays/all.yaml"; else cat "$1/overlays/all.yaml"; fi; }
case $1 in
  synth) if [[ $2 != --check ]]; then mkdir -p "$3" && cp -r environments "$3/overlays"; fi ;;
  diff)
    read_side "$2" "$5" >'${this.folder}/before'
    read_side "$3" "$5" >'${this.folder}/after'
    echo 'all of it' >"$9"
    cat '${this.folder}/markdown'
    exit ${status} ;;
esac`,
    );
  }

  remembered(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }
}

export function conclusionsOf(jobs: Readonly<Record<string, JobRun>>): Record<string, string> {
  return Object.fromEntries(Object.entries(jobs).map(([id, { conclusion }]) => [id, conclusion]));
}
