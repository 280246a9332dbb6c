import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { parse, YAMLError } from 'yaml';
import { z } from 'zod';
import { readText } from '../read-text';
import { WorldError } from '../world-error';

const TEXT = z.string().optional();

const CLUSTER = z.object({
  server: z.string(),
  'certificate-authority': TEXT,
  'certificate-authority-data': TEXT,
  'insecure-skip-tls-verify': z.boolean().optional(),
  'tls-server-name': TEXT,
  'proxy-url': TEXT,
});

const EXEC = z.object({
  apiVersion: z.string(),
  command: z.string(),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  installHint: TEXT,
  provideClusterInfo: z.boolean().optional(),
});

const USER = z.object({
  'client-certificate': TEXT,
  'client-certificate-data': TEXT,
  'client-key': TEXT,
  'client-key-data': TEXT,
  token: TEXT,
  tokenFile: TEXT,
  username: TEXT,
  password: TEXT,
  exec: EXEC.optional(),
  'auth-provider': z.looseObject({ name: z.string() }).optional(),
});

const CONTEXT = z.object({ cluster: z.string(), user: z.string() });

const CONFIG = z.object({
  clusters: z.array(z.object({ name: z.string(), cluster: CLUSTER })).nullish(),
  users: z.array(z.object({ name: z.string(), user: USER })).nullish(),
  contexts: z.array(z.object({ name: z.string(), context: CONTEXT })).nullish(),
  'current-context': TEXT,
});

type Config = z.infer<typeof CONFIG>;

/** A command that gives credentials, as cloud providers have them. */
export type CredentialPlugin = z.infer<typeof EXEC>;

/** How an API server is reached, and as whom. */
export interface ClusterAccess {
  readonly context: string;
  /** `https://…`, without a slash at the end. */
  readonly server: string;
  /** PEM. @default what Node trusts */
  readonly certificateAuthority: string | undefined;
  readonly skipsVerification: boolean;
  /** What the certificate of the server has to name. @default the host of the server */
  readonly serverName: string | undefined;
  readonly user: UserCredentials;
}

export interface UserCredentials {
  /** PEM. */
  readonly certificate?: string | undefined;
  /** PEM. */
  readonly key?: string | undefined;
  readonly token?: string | undefined;
  readonly basic?: { readonly username: string; readonly password: string } | undefined;
  readonly plugin?: CredentialPlugin | undefined;
}

export interface KubeconfigChoice {
  /** @default the files of `KUBECONFIG`, or else `~/.kube/config` */
  readonly kubeconfig?: string | undefined;
  /** @default the current one */
  readonly context?: string | undefined;
}

/**
 * The access that a kubeconfig describes. Written here because the official client brings 80 MB for the sake of these
 * fields.
 *
 * @throws WorldError for files that cannot be read, names that are not in them, and ways in that only kubectl knows
 * @see https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
 */
export function clusterAccess(choice: KubeconfigChoice, environment: NodeJS.ProcessEnv): ClusterAccess {
  const files = kubeconfigFiles(choice.kubeconfig, environment);
  const configs = files.map(readConfig);
  const name = choice.context ?? first(configs, (config) => config['current-context'] || undefined);
  const where = files.join(', ');
  if (name === undefined) {
    throw new WorldError(`${where} has no current context: choose one with --context or kubectl config use-context`);
  }
  const context = first(configs, ({ contexts }) => named(contexts, name))?.context;
  if (context === undefined) {
    const known = configs.flatMap(({ contexts }) => contexts ?? []).map((entry) => entry.name);
    throw new WorldError(
      `${where} has no context "${name}" among ${known.join(', ') || 'none'}: choose one with --context`,
    );
  }
  const cluster = first(configs, ({ clusters }) => named(clusters, context.cluster))?.cluster;
  if (cluster === undefined)
    throw new WorldError(`${where} has no cluster "${context.cluster}" for the context "${name}"`);
  if (cluster['proxy-url'] !== undefined) {
    throw new WorldError(
      `${where}: the cluster "${context.cluster}" is behind a proxy (proxy-url), which is not supported: reach it directly`,
    );
  }
  const user = first(configs, ({ users }) => named(users, context.user))?.user;
  if (user?.['auth-provider'] !== undefined) {
    const provider = user['auth-provider'].name;
    throw new WorldError(
      `${where}: the user "${context.user}" signs in by the auth provider "${provider}", which Kubernetes removed: use a credential plugin (exec)`,
    );
  }
  return {
    context: name,
    server: cluster.server.replace(/\/+$/, ''),
    certificateAuthority: pem(cluster['certificate-authority-data'], cluster['certificate-authority']),
    skipsVerification: cluster['insecure-skip-tls-verify'] ?? false,
    serverName: cluster['tls-server-name'],
    user: user === undefined ? {} : credentialsOf(user),
  };
}

function credentialsOf(user: z.infer<typeof USER>): UserCredentials {
  const { username, password, token, tokenFile, exec } = user;
  return {
    certificate: pem(user['client-certificate-data'], user['client-certificate']),
    key: pem(user['client-key-data'], user['client-key']),
    token: tokenFile === undefined ? token : readText(tokenFile).trim(),
    basic: username === undefined ? undefined : { username, password: password ?? '' },
    plugin: exec,
  };
}

function pem(data: string | undefined, file: string | undefined): string | undefined {
  if (data !== undefined && data !== '') return Buffer.from(data, 'base64').toString('utf8');
  return file === undefined ? undefined : readText(file);
}

function kubeconfigFiles(chosen: string | undefined, environment: NodeJS.ProcessEnv): readonly string[] {
  if (chosen !== undefined) return [chosen];
  const listed = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
  return listed.length > 0 ? listed : [join(homedir(), '.kube', 'config')];
}

/** Paths in a kubeconfig are relative to it. */
function readConfig(file: string): Config {
  let data: unknown;
  try {
    data = parse(readText(file));
  } catch (error) {
    if (!(error instanceof YAMLError)) throw error;
    throw new WorldError(`${file} is no YAML: ${error.message}`, { cause: error });
  }
  const result = CONFIG.safeParse(data ?? {});
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new WorldError(`${file} is no kubeconfig: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  const absolute = (path: string | undefined): string | undefined =>
    path === undefined || path === '' ? undefined : resolve(dirname(file), path);
  const { clusters, users, ...rest } = result.data;
  return {
    ...rest,
    clusters: clusters?.map(({ name, cluster }) => ({
      name,
      cluster: { ...cluster, 'certificate-authority': absolute(cluster['certificate-authority']) },
    })),
    users: users?.map(({ name, user }) => ({
      name,
      user: {
        ...user,
        'client-certificate': absolute(user['client-certificate']),
        'client-key': absolute(user['client-key']),
        tokenFile: absolute(user.tokenFile),
      },
    })),
  };
}

/** What the first file says that says it, as kubectl merges them. */
function first<T>(configs: readonly Config[], read: (config: Config) => T | undefined): T | undefined {
  for (const config of configs) {
    const found = read(config);
    if (found !== undefined) return found;
  }
  return undefined;
}

function named<T extends { readonly name: string }>(
  list: readonly T[] | null | undefined,
  name: string,
): T | undefined {
  return list?.find((entry) => entry.name === name);
}
