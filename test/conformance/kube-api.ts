import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { identityOf, type KubernetesObject } from '../../src/model/identity';
import { ControlPlane, LOOPBACK } from './control-plane';
import type { CustomResourceDefinition } from './custom-resource-definitions';

/** What the API server answers to an object that it refuses. */
export interface Refusal {
  /** `Invalid`, `BadRequest`, `NotFound`, … */
  readonly reason: string;
  readonly message: string;
}

interface Answer {
  readonly code: number;
  readonly body: unknown;
}

/** What discovery says of a kind. */
interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** A real Kubernetes API server, to ask what it thinks of objects. */
export class KubeApi {
  private readonly discovered = new Map<string, Promise<readonly Resource[]>>();

  private constructor(
    private readonly server: ControlPlane,
    private readonly agent: Agent,
  ) {}

  /** Starts an API server and waits until it is ready. */
  static async start(): Promise<KubeApi> {
    const server = await ControlPlane.start();
    try {
      const agent = new Agent({ keepAlive: true, maxSockets: 16, ca: await server.certificate() });
      const api = new KubeApi(server, agent);
      await server.until('readiness', () => api.isReady());
      return api;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Installs CRDs and waits until their kinds are served. */
  async install(definitions: readonly CustomResourceDefinition[]): Promise<void> {
    await Promise.all(definitions.map((definition) => this.create(definition)));
    await this.server.until('kinds of the CRDs', async () => {
      this.discovered.clear();
      return (await Promise.all(definitions.map((definition) => this.serves(definition)))).every(Boolean);
    });
  }

  /** Creates namespaces, without which the API server refuses what is to be in them. */
  async createNamespaces(names: Iterable<string>): Promise<void> {
    const namespaces = [...new Set(names)].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
    await Promise.all(namespaces.map((namespace) => this.create(namespace)));
  }

  /**
   * Asks what would happen if the object were applied, and changes nothing. Unknown fields are refused.
   *
   * @returns undefined when the object would be accepted
   */
  async dryRun(object: KubernetesObject): Promise<Refusal | undefined> {
    return this.apply(object, '&dryRun=All');
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    await this.server.stop();
  }

  private async create(object: KubernetesObject): Promise<void> {
    const refusal = await this.apply(object);
    if (refusal !== undefined) throw new Error(`${object.kind} ${object.metadata.name}: ${refusal.message}`);
  }

  private async apply(object: KubernetesObject, options = ''): Promise<Refusal | undefined> {
    const path = await this.pathOf(object);
    if (path === undefined) return { reason: 'NotFound', message: `${object.apiVersion} has no kind ${object.kind}` };
    const query = `fieldManager=conformance&force=true&fieldValidation=Strict${options}`;
    const { code, body } = await this.call('PATCH', `${path}?${query}`, JSON.stringify(object));
    if (code < 300) return undefined;
    const { reason, message } = body as Refusal;
    return { reason, message };
  }

  private async pathOf(object: KubernetesObject): Promise<string | undefined> {
    const { namespace, name } = identityOf(object);
    const resources = await this.resourcesOf(object.apiVersion);
    const resource = resources.find(({ kind }) => kind === object.kind);
    if (resource === undefined) return undefined;
    const scope = resource.namespaced ? `/namespaces/${namespace}` : '';
    return `${rootOf(object.apiVersion)}${scope}/${resource.name}/${name}`;
  }

  private async serves({ spec: { group, names, versions } }: CustomResourceDefinition): Promise<boolean> {
    const served = await Promise.all(versions.map(({ name }) => this.resourcesOf(`${group}/${name}`)));
    return served.every((resources) => resources.some(({ name }) => name === names.plural));
  }

  private resourcesOf(apiVersion: string): Promise<readonly Resource[]> {
    const resources = this.discovered.get(apiVersion) ?? this.discover(apiVersion);
    this.discovered.set(apiVersion, resources);
    return resources;
  }

  private async discover(apiVersion: string): Promise<readonly Resource[]> {
    const { code, body } = await this.call('GET', rootOf(apiVersion));
    if (code === 404) return [];
    if (code !== 200) throw new Error(`discovery of ${apiVersion}: ${code} ${JSON.stringify(body)}`);
    const { resources } = body as { readonly resources: readonly Resource[] };
    return resources.filter(({ name }) => !name.includes('/')); // not `…/status`
  }

  private async isReady(): Promise<boolean> {
    try {
      return (await this.call('GET', '/readyz')).code === 200;
    } catch {
      return false; // nothing listens yet
    }
  }

  private async call(method: string, path: string, body?: string): Promise<Answer> {
    const { port, token } = this.server;
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/apply-patch+yaml' }),
    };
    const sent = request({ agent: this.agent, host: LOOPBACK, port, method, path, headers }).end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const answer = await text(response);
    const isJson = response.headers['content-type'] === 'application/json';
    return { code: response.statusCode ?? 0, body: isJson ? (JSON.parse(answer) as unknown) : answer };
  }
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
