import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Remote, run } from './stubs-git';
import { Answer, HttpStub, Request } from './stubs-http';
import { ActionFailure, RunnerProps, StandIn } from './runner-job';

export interface PullRequest {
  readonly repository: string;
  readonly number: number;
  readonly head: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
}

/** The token that the GitHub App gets; nothing else may write. */
const APP_TOKEN = 'app-token-of-this-run';
const OWN_TOKEN = 'own-token-of-the-job';

/** Installs no package, since the fixtures have none, but what stands for istio-gitops. */
const NPM = `
case "$*" in
  'ci --no-audit --no-fund') ;;
  'ci --ignore-scripts --no-audit --no-fund')
    mkdir -p node_modules/.bin
    printf '#!/bin/bash\nexec npx --no-install istio-gitops "$@"\n' >node_modules/.bin/istio-gitops
    chmod +x node_modules/.bin/istio-gitops ;;
  'install --package-lock-only --ignore-scripts --no-audit --no-fund')
    jq --compact-output .dependencies package.json >package-lock.json ;;
  *) exit 64 ;;
esac`;

/** GitHub, as far as workflows meet it: repositories, its API and the actions that they use. */
export class GitHub {
  readonly pullRequests: PullRequest[] = [];
  /** What the App asked its tokens for, in the order in which it did. */
  readonly grants: Readonly<Record<string, string>>[] = [];
  /** Workflows that others started. */
  readonly dispatches: object[] = [];
  /** What happens elsewhere just before a token is given out. */
  onAppToken: () => void = () => undefined;
  private readonly programs = mkdtempSync(join(tmpdir(), 'programs-'));

  private constructor(
    private readonly api: HttpStub,
    /** By owner and name. */
    readonly repositories: Readonly<Record<string, Remote>>,
  ) {
    this.program('npm', NPM);
  }

  static async start(repositories: Readonly<Record<string, Remote>>): Promise<GitHub> {
    const api = await HttpStub.start(() => undefined);
    const github = new GitHub(api, repositories);
    api.answers = (request) => github.answer(request);
    return github;
  }

  get requests(): readonly Request[] {
    return this.api.requests;
  }

  /** Puts a program on the PATH of every step. */
  program(name: string, text: string): void {
    writeFileSync(join(this.programs, name), text.startsWith('#!') ? text : `#!/bin/bash\n${text}\n`, { mode: 0o755 });
  }

  /** Of `github`, for an event of a repository. */
  context(repository: string, sha: string): Readonly<Record<string, string>> {
    return {
      repository,
      sha,
      ref: 'refs/heads/main',
      ref_name: 'main',
      token: OWN_TOKEN,
      actor: 'somebody',
      run_id: '42',
      server_url: 'https://github.example',
      api_url: this.api.url,
    };
  }

  runner(props: Partial<RunnerProps> = {}): RunnerProps {
    return {
      path: [this.programs],
      ...props,
      vars: { ISTIO_GITOPS_APP_CLIENT_ID: 'client', ...props.vars },
      secrets: { ISTIO_GITOPS_APP_PRIVATE_KEY: 'key', ...props.secrets },
      actions: {
        'actions/checkout': this.checkout,
        'actions/setup-node': () => ({}),
        'actions/create-github-app-token': this.appToken,
        ...props.actions,
      },
    };
  }

  async stop(): Promise<void> {
    await this.api.stop();
    rmSync(this.programs, { recursive: true, force: true });
    for (const remote of Object.values(this.repositories)) remote.remove();
  }

  /** With as little history as the real one fetches, and no branch where it is asked for a commit. */
  private readonly checkout: StandIn = ({ with: parameters, workspace, github }) => {
    const known = ['repository', 'ref', 'path', 'fetch-depth', 'token', 'persist-credentials'];
    const stranger = Object.keys(parameters).find((name) => !known.includes(name));
    if (stranger !== undefined) throw new Error(`the stand-in of actions/checkout does not know ${stranger}`);
    const given = (name: string, usual: string): string => (name in parameters ? parameters[name]! : usual);
    if (given('persist-credentials', 'true') !== 'false') throw new Error('the checkout keeps its credentials');
    const repository = given('repository', github.repository!);
    const remote = this.repositories[repository];
    if (remote === undefined) throw new ActionFailure(`there is no repository ${repository}`);
    if (repository !== github.repository && !('token' in parameters)) throw new ActionFailure('Not Found');
    const ref = given('ref', github.sha!);
    const folder = join(workspace, given('path', '.'));
    mkdirSync(folder, { recursive: true });
    const depth = given('fetch-depth', '1');
    const history = depth === '0' ? [] : [`--depth=${depth}`];
    run(folder, 'init', '--quiet');
    run(folder, 'remote', 'add', 'origin', remote.url);
    if (/^[0-9a-f]{40}$/.test(ref)) {
      const all = depth === '0' ? ['+refs/heads/*:refs/remotes/origin/*'] : [];
      run(folder, 'fetch', '--quiet', ...history, 'origin', ref, ...all);
      run(folder, 'checkout', '--quiet', '--detach', ref);
    } else {
      const refs =
        depth === '0' ? '+refs/heads/*:refs/remotes/origin/*' : `+refs/heads/${ref}:refs/remotes/origin/${ref}`;
      run(folder, 'fetch', '--quiet', ...history, 'origin', refs);
      run(folder, 'checkout', '--quiet', '-B', ref, `refs/remotes/origin/${ref}`);
    }
    return { commit: run(folder, 'rev-parse', 'HEAD') };
  };

  private readonly appToken: StandIn = ({ with: parameters }) => {
    const { 'client-id': id, 'private-key': key, owner, repositories, ...permissions } = parameters;
    if (id !== 'client' || key !== 'key') throw new ActionFailure('the App is not known');
    if (!(`${owner!}/${repositories!}` in this.repositories)) throw new ActionFailure('Not Found');
    this.onAppToken();
    this.grants.push(permissions);
    return { token: APP_TOKEN };
  };

  private answer({ method, path, query, headers, body }: Request): Answer | undefined {
    if (!/^Bearer (app|own)-token/.test(headers.authorization ?? ''))
      return { status: 401, body: { message: 'Bad credentials' } };
    if (method !== 'GET' && headers.authorization !== `Bearer ${APP_TOKEN}`)
      return { status: 403, body: { message: 'Forbidden' } };
    const [, repository = '', rest = ''] = /^\/repos\/([^/]+\/[^/]+)\/(.*)$/.exec(path) ?? [];
    const remote = this.repositories[repository];
    if (remote === undefined) return undefined;
    const fields = (): Partial<PullRequest> => JSON.parse(body) as Partial<PullRequest>;

    const [, base, head] = /^compare\/(\w+)\.\.\.(\w+)$/.exec(rest) ?? [];
    if (method === 'GET' && base !== undefined && head !== undefined) {
      const status = remote.compare(base, head);
      return status === undefined ? undefined : { body: { status } };
    }
    if (method === 'GET' && rest === 'pulls') {
      const wanted = `${repository.split('/')[0]!}:`;
      const found = this.pullRequests.filter(
        (pull) =>
          pull.repository === repository && query.get('head') === wanted + pull.head && query.get('base') === pull.base,
      );
      return { body: found };
    }
    if (method === 'POST' && rest === 'pulls') {
      const { title = '', body: text = '', head: branch = '', base: target = '' } = fields();
      const isThere = [branch, target].every((name) => remote.branches().includes(name));
      if (!isThere || title === '' || text.length > 65_536)
        return { status: 422, body: { message: 'Validation Failed' } };
      const number = this.pullRequests.length + 1;
      const pull = { repository, number, head: branch, base: target, title, body: text, labels: [] };
      this.pullRequests.push(pull);
      return { status: 201, body: { ...pull, html_url: `https://github.example/${repository}/pull/${number}` } };
    }
    const [, workflow] = /^actions\/workflows\/([\w.-]+)\/dispatches$/.exec(rest) ?? [];
    if (method === 'POST' && workflow !== undefined) {
      this.dispatches.push({ repository, workflow, ...fields() });
      return { status: 204, body: {} };
    }
    const [, kind, number, labels] = /^(pulls|issues)\/(\d+)(\/labels)?$/.exec(rest) ?? [];
    const at = this.pullRequests.findIndex((pull) => pull.number === Number(number));
    if (at < 0) return undefined;
    if (method === 'PATCH' && kind === 'pulls') Object.assign(this.pullRequests[at]!, fields());
    else if (method === 'POST' && labels !== undefined) Object.assign(this.pullRequests[at]!, fields());
    else return undefined;
    return { body: { html_url: `https://github.example/${repository}/pull/${number!}` } };
  }
}
