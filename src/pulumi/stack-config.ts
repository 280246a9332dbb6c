import * as pulumi from '@pulumi/pulumi';
import { fieldsOf, oneOf, PropCheck, recordOf } from '../model/props';
import { checkProps } from '../model/props-check';
import { isPropsError } from '../model/props-error';
import { FLAG, TEXT } from '../model/props-values';
import { didYouMean } from '../model/suggest';
import type { Values } from './chart-release';
import type { GatewayServiceType } from './istio-installation';
import type { RepositoryCredentials } from './repository-credentials';

/** What a stack is, from `Pulumi.<stack>.yaml`. */
export interface StackConfig {
  /** A cluster of the fleet. @default the one that the stack is called after */
  readonly cluster?: string | undefined;
  /** Context of the kubeconfig that `KUBECONFIG` names. */
  readonly context?: string | undefined;
  /** A kubeconfig, its text. */
  readonly kubeconfig?: pulumi.Output<string> | undefined;
  readonly delivery: 'gitops' | 'direct';
  /** What a direct stack applies, where several environments share the cluster. */
  readonly environment?: string | undefined;
  /** Whether Argo CD is installed here. @default as the servers of clusters say */
  readonly runsArgoCd?: boolean | undefined;
  readonly revisions?: Readonly<Record<string, string>> | undefined;
  readonly gateways?: Readonly<Record<string, GatewayServiceType>> | undefined;
  readonly values?: Readonly<Record<string, Values>> | undefined;
  readonly credentials?: RepositoryCredentials | undefined;
  /** By name of a cluster, how Argo CD signs in to it. */
  readonly argoCdClusters: ReadonlyMap<string, pulumi.Output<Readonly<Record<string, unknown>>>>;
  /** By `namespace/name`, more Secrets. */
  readonly secrets: ReadonlyMap<string, pulumi.Output<Readonly<Record<string, string>>>>;
}

/** Wrong configuration: Pulumi shows the message alone, without a stack trace. */
export class StackConfigError extends pulumi.RunError {
  /** What programs tell it by: there may be two copies of this package. */
  override readonly name = 'StackConfigError';
}

const PLAIN = {
  cluster: TEXT,
  context: TEXT,
  delivery: oneOf('gitops', 'direct'),
  environment: TEXT,
  runsArgoCd: FLAG,
  revisions: recordOf(TEXT),
  gateways: recordOf(oneOf('LoadBalancer', 'NodePort', 'ClusterIP')),
  values: recordOf(fieldsOf<Values>()),
  repositoryUsername: TEXT,
  knownHosts: TEXT,
} as const;

const SECRET = {
  kubeconfig: TEXT,
  repositoryPassword: TEXT,
  sshPrivateKey: TEXT,
  argoCdClusters: recordOf(fieldsOf<Readonly<Record<string, unknown>>>()),
  secrets: recordOf(recordOf(TEXT)),
} as const;

type Value<Check> = Check extends PropCheck<infer T> ? T : never;

/** @throws StackConfigError that names the key, what is wrong with it, and the command that mends it */
export function readStackConfig(): StackConfig {
  const reader = new Reader();
  reader.refuseUnknown();
  const revisions = reader.get('revisions');
  const gateways = reader.get('gateways');
  return {
    cluster: reader.get('cluster'),
    context: reader.get('context'),
    kubeconfig: secretText(reader.get('kubeconfig')),
    delivery: reader.get('delivery') ?? 'gitops',
    environment: reader.get('environment'),
    runsArgoCd: reader.get('runsArgoCd'),
    revisions,
    gateways,
    values: reader.get('values'),
    credentials: credentialsOf(reader),
    argoCdClusters: secretEntries(reader.get('argoCdClusters')),
    secrets: secretEntries(reader.get('secrets')),
  };
}

class Reader {
  private readonly config = new pulumi.Config();
  private readonly file = `Pulumi.${pulumi.getStack()}.yaml`;

  get<Key extends keyof typeof PLAIN>(key: Key): Value<(typeof PLAIN)[Key]> | undefined;
  get<Key extends keyof typeof SECRET>(key: Key): Value<(typeof SECRET)[Key]> | undefined;
  get(key: string): unknown {
    const text = this.config.get(key);
    if (text === undefined) return undefined;
    const isSecret = key in SECRET;
    if (isSecret && !isStoredEncrypted(`${this.config.name}:${key}`)) {
      throw this.error(key, 'is stored as plain text', `rotate it, and run pulumi config set --secret ${key}`);
    }
    const check: PropCheck<unknown> = { ...PLAIN, ...SECRET }[key as keyof typeof PLAIN] as PropCheck<unknown>;
    const value = check.safeParse(text).success ? text : this.parsed(key, text, isSecret);
    this.check(key, check, value, isSecret);
    return value;
  }

  /** A misspelt key would be one that is not set. */
  refuseUnknown(): void {
    const known = [...Object.keys(PLAIN), ...Object.keys(SECRET)];
    const prefix = `${this.config.name}:`;
    const own = Object.keys(pulumi.runtime.allConfig()).filter((key) => key.startsWith(prefix));
    for (const key of own.map((name) => name.slice(prefix.length))) {
      if (!known.includes(key)) {
        throw this.error(key, `is no configuration of this program${didYouMean(key, known)}`, 'rename or remove it');
      }
    }
  }

  error(key: string, what: string, fix: string): StackConfigError {
    return new StackConfigError(`${this.file}: ${this.config.name}:${key} ${what}: ${fix}`);
  }

  /** Pulumi keeps everything but text as JSON. */
  private parsed(key: string, text: string, isSecret: boolean): unknown {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      if (!isSecret) return text;
      throw this.error(key, 'is no object', `see \`pulumi config set --secret --path\` for how to set its fields`);
    }
  }

  private check(key: string, check: PropCheck<unknown>, value: unknown, isSecret: boolean): void {
    try {
      checkProps(key, check, value, key);
    } catch (error) {
      if (!isPropsError(error)) throw error;
      // The message may show what is wrong by showing the value.
      if (isSecret) throw this.error(key, 'has a field of a wrong type', 'see docs/pulumi.md for what it holds');
      throw new StackConfigError(`${this.file}: ${this.config.name}:${error.message.replace(`[${key}] `, '')}`);
    }
  }
}

function credentialsOf(reader: Reader): RepositoryCredentials | undefined {
  const [password, key] = [reader.get('repositoryPassword'), reader.get('sshPrivateKey')];
  if (password !== undefined && key !== undefined) {
    throw reader.error('sshPrivateKey', 'and repositoryPassword are both set', 'set the one that fits the URL');
  }
  if (password !== undefined) {
    return { username: reader.get('repositoryUsername') ?? 'git', password: pulumi.secret(password) };
  }
  if (key === undefined) return undefined;
  const knownHosts = reader.get('knownHosts');
  if (knownHosts === undefined) {
    throw reader.error(
      'knownHosts',
      'is missing, so that nobody would know the host by its key',
      'set it to the output of ssh-keyscan, compared to what the forge publishes',
    );
  }
  return { sshPrivateKey: pulumi.secret(key), knownHosts };
}

function secretText(text: string | undefined): pulumi.Output<string> | undefined {
  return text === undefined ? undefined : pulumi.secret(text);
}

function secretEntries<T>(entries: Readonly<Record<string, T>> = {}): ReadonlyMap<string, pulumi.Output<T>> {
  return new Map(Object.entries(entries).map(([name, value]) => [name, pulumi.secret(value) as pulumi.Output<T>]));
}

/** The SDK knows, but its types do not say so. */
function isStoredEncrypted(key: string): boolean {
  const { isConfigSecret } = pulumi.runtime as { readonly isConfigSecret?: (key: string) => boolean };
  return isConfigSecret?.(key) ?? true;
}
