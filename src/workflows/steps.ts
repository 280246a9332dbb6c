/** Steps that several workflows have. */
import { ACTIONS } from './actions';
import { fullName, GitHubRepository, WorkflowContext } from './context';
import { APP_CLIENT_ID, APP_PRIVATE_KEY } from './credentials';
import { expression, inTemp, RunStep, UsesStep } from './model';
import { INSTALL_PACKAGES } from './scripts/packages';
import { OPEN_PULL_REQUEST } from './scripts/pull-request';

export interface CheckoutOptions {
  readonly name?: string;
  readonly repository?: GitHubRepository;
  /** @default the commit that the workflow is about */
  readonly ref?: string;
  /** Folder to check out into. @default the workspace itself */
  readonly path?: string;
  /** Number of commits; 0 for all. @default 1 */
  readonly depth?: number;
  /** Token to read another repository by. @default the job's own */
  readonly token?: string;
}

/** A checkout that keeps no credentials: what pushes has a token of its own. */
export function checkout({ name, repository, ref, path, depth, token }: CheckoutOptions = {}): UsesStep {
  return {
    name: name ?? 'Check out',
    uses: ACTIONS.checkout,
    with: {
      ...(repository !== undefined && { repository: fullName(repository) }),
      ...(ref !== undefined && { ref }),
      ...(path !== undefined && { path }),
      ...(depth !== undefined && { 'fetch-depth': depth }),
      ...(token !== undefined && { token }),
      'persist-credentials': false,
    },
  };
}

export interface PullRequestOptions {
  readonly repository: GitHubRepository;
  /** Folder of the checkout. @default the workspace itself */
  readonly path?: string;
  /** Belongs to the workflow alone: it is overwritten. */
  readonly branch: string;
  readonly title: string;
}

/** Files with the commit message and the body, for the steps that write them and for those that use them. */
export const PULL_REQUEST_TEXTS = { MESSAGE_FILE: inTemp('message.txt'), BODY_FILE: inTemp('body.md') };

/**
 * Opens or updates one pull request with all that changed in a checkout, by the token of {@link appToken} and with
 * {@link PULL_REQUEST_TEXTS}.
 */
export function openPullRequest({ repository, path, branch, title }: PullRequestOptions): RunStep {
  return {
    name: 'Open or update the pull request',
    ...(path !== undefined && { 'working-directory': path }),
    env: {
      API_TOKEN: APP_TOKEN,
      REPOSITORY: fullName(repository),
      BASE: repository.branch,
      BRANCH: branch,
      TITLE: title,
      ...PULL_REQUEST_TEXTS,
    },
    run: OPEN_PULL_REQUEST,
  };
}

/** Node.js and the packages that the lockfile names, istio-gitops among them. */
export function installPackages({ node }: WorkflowContext): readonly [UsesStep, RunStep] {
  return [
    { name: 'Set up Node.js', uses: ACTIONS.setupNode, with: { 'node-version': node, cache: 'npm' } },
    { name: 'Install packages', id: 'packages', run: 'npm ci --no-audit --no-fund' },
  ];
}

/**
 * Node.js and the packages that the lockfile of a folder names, for jobs that have secrets or no sources: no script of a
 * package runs, and no cache is taken from other runs, which may be those of strangers.
 */
export function installLockedPackages(node: string, packages: string): readonly [UsesStep, RunStep] {
  return [
    {
      name: 'Set up Node.js',
      uses: ACTIONS.setupNode,
      with: { 'node-version': node, 'package-manager-cache': false },
    },
    { name: 'Install packages', id: 'packages', env: { PACKAGES: packages }, run: INSTALL_PACKAGES },
  ];
}

/** For what follows {@link installPackages} or {@link installLockedPackages}, and does not need what stands between. */
export const ONCE_INSTALLED = expression("!cancelled() && steps.packages.outcome == 'success'");

export const APP_TOKEN = expression('steps.app-token.outputs.token');

/**
 * A token of the GitHub App, as {@link APP_TOKEN} of the steps behind it: unlike those of the job's own token, pull
 * requests and pushes by it start workflows.
 */
export function appToken(
  repository: GitHubRepository,
  permissions: Readonly<Partial<Record<'contents' | 'pull-requests' | 'issues' | 'workflows', 'read' | 'write'>>>,
  id = 'app-token',
): UsesStep {
  return {
    name: 'Get a token of the GitHub App',
    id,
    uses: ACTIONS.createAppToken,
    with: {
      'client-id': APP_CLIENT_ID,
      'private-key': APP_PRIVATE_KEY,
      owner: repository.owner,
      repositories: repository.name,
      ...Object.fromEntries(Object.entries(permissions).map(([name, level]) => [`permission-${name}`, level])),
    },
  };
}
