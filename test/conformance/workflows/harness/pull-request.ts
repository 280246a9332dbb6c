import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { WorkflowContext } from '../../../../src/workflows/context';
import type { Workflow } from '../../../../src/workflows/model';
import { DIFF_MARKER } from '../../../../src/workflows/scripts/comment';
import { validation } from '../../../../src/workflows/validation';
import { GitHubPosts } from './github-posts';
import { fileOf } from './jobs';
import { Runner } from './runner';
import { ActionFailure, JobRun, StandIn } from './runner-job';
import { ONE_REPOSITORY } from '../../../workflows/stubs-context';
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
  /** @default a pull request */
  readonly event?: 'pull_request' | 'push';
  readonly isPrivate?: boolean;
  readonly vars?: Readonly<Record<string, string>>;
  /** @default validation */
  readonly workflow?: (context: WorkflowContext) => Workflow;
}

export interface ValidateSaying {
  readonly stdout: string;
  readonly stderr: string;
  /** Reports; undefined where there is none. */
  readonly github?: string;
  readonly sarif?: string;
  /** @default 0 */
  readonly status?: number;
}

/** A repository in which somebody opens a pull request, and what its workflow does then. */
export class PullRequestRepository {
  readonly folder = mkdtempSync(join(tmpdir(), 'validation-'));
  /** What code scanning was sent: categories and SARIF. */
  readonly analyses: (readonly [category: string, sarif: string])[] = [];
  hasCodeScanning = true;

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
    const { event = 'pull_request', isPrivate = false, vars = {} } = props;
    const sha = this.remote.merge(branch, [['Change it', files]]);
    const from = fork ? 'stranger/istio-config' : REPOSITORY;
    const payload = {
      pull_request: event === 'push' ? null : { number: 7, body, head: { repo: { full_name: from } } },
      repository: { private: isPrivate },
    };
    const variables = { GITHUB_EVENT_PATH: join(this.folder, 'event.json') };
    writeFileSync(variables.GITHUB_EVENT_PATH, JSON.stringify(payload));
    const secrets = { KUBECONFIG_DEV: '', KUBECONFIG_STAGING: '', KUBECONFIG_PROD_US_EAST: '', ...props.secrets };
    const actions = {
      'actions/upload-artifact': this.upload,
      'actions/download-artifact': this.download,
      'github/codeql-action/upload-sarif': this.uploadSarif,
    };
    const known = { ISTIO_GITOPS_CODE_SCANNING: '', ...vars };
    const runner = new Runner(this.github.runner({ variables, secrets, vars: known, actions }));
    const github = {
      ...this.github.context(REPOSITORY, sha),
      ref: event === 'push' ? 'refs/heads/main' : 'refs/pull/7/merge',
      api_url: this.posts.api.url,
    };
    return (await runner.run(fileOf(workflow(context), ...jobs), { event, github, payload })).jobs;
  }

  private readonly upload: StandIn = ({ with: { name, path }, workspace }) => {
    cpSync(resolve(workspace, path!), join(this.folder, 'artifacts', name!, basename(path!)));
    return {};
  };

  private readonly download: StandIn = ({ with: { name, path }, workspace }) => {
    cpSync(join(this.folder, 'artifacts', name!), resolve(workspace, path!), { recursive: true });
    return {};
  };

  private readonly uploadSarif: StandIn = ({ with: { sarif_file: file, category }, workspace }) => {
    if (!this.hasCodeScanning) throw new ActionFailure('Advanced Security must be enabled');
    this.analyses.push([category!, readFileSync(resolve(workspace, file!), 'utf8')]);
    return {};
  };

  /**
   * What `validate` says, writes and ends with, wherever it is called. What it was told, and what it was told to read, are
   * {@link remembered}.
   */
  validates({ status = 0, ...said }: ValidateSaying): void {
    for (const [name, text] of Object.entries(said)) writeFileSync(join(this.folder, name), text);
    this.github.program(
      'npx',
      `
shift 2
printf '%s\\n' "$*" >>'${this.folder}/arguments'
if [[ $1 != validate ]]; then exit; fi
for ((i = 1; i <= $#; i++)); do
  case \${!i} in
    github=*) if [[ -f '${this.folder}/github' ]]; then cp '${this.folder}/github' "\${!i#*=}"; fi ;;
    sarif=*) if [[ -f '${this.folder}/sarif' ]]; then cp '${this.folder}/sarif' "\${!i#*=}"; fi ;;
    --kubeconfig) next=$((i + 1)); cat "\${!next}" >'${this.folder}/kubeconfig' ;;
  esac
done
if [[ -d $2 ]]; then cat "$2"/*.yaml >'${this.folder}/read'; fi
cat '${this.folder}/stdout'
cat '${this.folder}/stderr' >&2
exit ${status}`,
    );
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
