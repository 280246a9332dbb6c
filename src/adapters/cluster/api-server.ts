import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DryRunAnswer, RefusalStatus } from '../../check/dry-run';
import { identityOf, type KubernetesObject } from '../../model/identity';
import { WorldError } from '../world-error';
import { credentialsFor } from './credentials';
import { ClusterAccess, clusterAccess, KubeconfigChoice, UserCredentials } from './kubeconfig';

interface Answer {
  readonly code: number;
  readonly body: unknown;
  /** Seconds. */
  readonly retryAfter: number | undefined;
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** Connections that are kept and used at once. */
const CONNECTIONS = 16;
/** Milliseconds without a byte. */
const TIMEOUT = 30_000;
const ATTEMPTS = 4;

/** An API server that is asked, and never told: nothing it is sent changes anything. */
export class ApiServer {
  private readonly agent: Agent;
  private readonly discovered = new Map<string, Promise<readonly Resource[]>>();

  private constructor(
    private readonly access: ClusterAccess,
    private readonly user: UserCredentials,
  ) {
    const { certificateAuthority, serverName, skipsVerification } = access;
    this.agent = new Agent({
      keepAlive: true,
      maxSockets: CONNECTIONS,
      rejectUnauthorized: !skipsVerification,
      ...(certificateAuthority !== undefined && { ca: certificateAuthority }),
      ...(serverName !== undefined && { servername: serverName }),
      ...(user.certificate !== undefined && { cert: user.certificate }),
      ...(user.key !== undefined && { key: user.key }),
    });
  }

  /** @throws WorldError when the kubeconfig leads to no API server */
  static async connect(choice: KubeconfigChoice, environment: NodeJS.ProcessEnv): Promise<ApiServer> {
    const access = clusterAccess(choice, environment);
    if (!access.server.startsWith('https://')) {
      throw new WorldError(
        `the context "${access.context}" leads to ${access.server}: credentials are sent over HTTPS only`,
      );
    }
    return new ApiServer(access, await credentialsFor(access, environment));
  }

  get context(): string {
    return this.access.context;
  }

  close(): void {
    this.agent.destroy();
  }

  /**
   * Asks what would happen if each object were applied, in their order and several at once.
   *
   * @param answered called as answers come
   * @throws WorldError when the server cannot be reached, or does not let this user ask
   */
  async dryRunAll(objects: readonly KubernetesObject[], answered: () => void): Promise<readonly DryRunAnswer[]> {
    const answers: DryRunAnswer[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < objects.length) {
        const index = next++;
        answers[index] = await this.dryRun(objects[index]!);
        answered();
      }
    };
    await Promise.all(Array.from({ length: Math.min(CONNECTIONS, objects.length) }, work));
    return answers;
  }

  private async dryRun(object: KubernetesObject): Promise<DryRunAnswer> {
    const { namespace, name } = identityOf(object);
    const resource = (await this.resourcesOf(object.apiVersion)).find(({ kind }) => kind === object.kind);
    if (resource === undefined) return { kind: 'unknown kind' };
    const scope = resource.namespaced ? `/namespaces/${encodeURIComponent(namespace || 'default')}` : '';
    const path = `${rootOf(object.apiVersion)}${scope}/${resource.name}/${encodeURIComponent(name)}`;
    // Forced, as Argo CD and Flux apply: a conflict of field managers is no fault of the object.
    const query = 'dryRun=All&fieldManager=istio-gitops&fieldValidation=Strict&force=true';
    const { code, body } = await this.send('PATCH', `${path}?${query}`, JSON.stringify(object));
    if (code < 300) return { kind: 'accepted' };
    return { kind: 'refused', status: { code, message: String(body), ...(body as Partial<RefusalStatus>) } };
  }

  private resourcesOf(apiVersion: string): Promise<readonly Resource[]> {
    const resources = this.discovered.get(apiVersion) ?? this.discover(apiVersion);
    this.discovered.set(apiVersion, resources);
    return resources;
  }

  private async discover(apiVersion: string): Promise<readonly Resource[]> {
    const { code, body } = await this.send('GET', rootOf(apiVersion));
    if (code === 404) return [];
    if (code >= 300) throw this.failure(`tells nothing of ${apiVersion}: ${messageOf(body)}`);
    const { resources } = body as { readonly resources: readonly Resource[] };
    // Subresources, such as `virtualservices/status`.
    return resources.filter(({ name }) => !name.includes('/'));
  }

  /** Tries again where the server says that it is busy. */
  private async send(method: 'GET' | 'PATCH', path: string, body?: string): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.sendOnce(method, path, body);
      const isBusy = answer.code === 429 || answer.code === 503;
      if (isBusy && attempt < ATTEMPTS) {
        await sleep((answer.retryAfter ?? attempt) * 1000);
        continue;
      }
      if (answer.code === 401) throw this.failure('does not know this user: sign in again');
      if (isBusy) throw this.failure(`is too busy: ${messageOf(answer.body)}`);
      return answer;
    }
  }

  private async sendOnce(method: string, path: string, body: string | undefined): Promise<Answer> {
    const { token, basic } = this.user;
    const authorization =
      token === undefined
        ? basic && `Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString('base64')}`
        : `Bearer ${token}`;
    const headers = {
      accept: 'application/json',
      ...(authorization !== undefined && { authorization }),
      ...(body !== undefined && { 'content-type': 'application/apply-patch+yaml' }),
    };
    try {
      const sent = request(`${this.access.server}${path}`, { agent: this.agent, headers, method, timeout: TIMEOUT });
      sent.on('timeout', () => sent.destroy(new Error(`no answer within ${TIMEOUT / 1000} s`)));
      sent.end(body);
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      const answer = await text(response);
      const isJson = response.headers['content-type']?.startsWith('application/json') ?? false;
      const retryAfter = Number(response.headers['retry-after'] ?? NaN);
      return {
        code: response.statusCode ?? 0,
        body: isJson ? (JSON.parse(answer) as unknown) : answer,
        retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
      };
    } catch (error) {
      throw this.failure(`cannot be reached: ${(error as Error).message}`, error);
    }
  }

  private failure(what: string, cause?: unknown): WorldError {
    const { context, server } = this.access;
    return new WorldError(`the API server ${server} (context "${context}") ${what}`, { cause });
  }
}

function messageOf(body: unknown): string {
  return (body as { readonly message?: string } | null)?.message ?? String(body);
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
