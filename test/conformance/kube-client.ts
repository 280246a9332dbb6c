import { identityOf, type KubernetesObject, type ObjectMeta } from '../../src/model/identity';
import type { CustomResourceDefinition } from './custom-resource-definitions';
import { until } from './until';

/** What the API server answers to an object that it refuses. */
export interface Refusal {
  /** `Invalid`, `BadRequest`, `NotFound`, … */
  readonly reason: string;
  readonly message: string;
}

export interface KubeRequest {
  readonly method: 'GET' | 'PATCH' | 'POST' | 'DELETE';
  /** With the query. */
  readonly path: string;
  readonly body?: string | undefined;
  /** Type of the body. */
  readonly type?: string | undefined;
}

export interface KubeAnswer {
  readonly code: number;
  readonly body: unknown;
}

/** How an API server is reached. */
export type Send = (request: KubeRequest) => Promise<KubeAnswer>;

/** Names an object: all of it that has to be known to find it. */
export type Reference = Pick<KubernetesObject, 'apiVersion' | 'kind'> & {
  readonly metadata: Pick<ObjectMeta, 'name' | 'namespace'>;
};

/** What somebody else does to an object that is there. */
export interface Change {
  /** Field manager in whose name it is done. */
  readonly manager: string;
  readonly subresource?: 'status' | undefined;
}

/** An operation of a JSON patch. */
export interface JsonOperation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}

/** What discovery says of a kind. */
interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** Speaks with a Kubernetes API server. */
export class KubeClient {
  private readonly discovered = new Map<string, Promise<readonly Resource[]>>();

  constructor(readonly send: Send) {}

  /** Installs CRDs and waits until their kinds are served. */
  async install(definitions: readonly CustomResourceDefinition[]): Promise<void> {
    await Promise.all(definitions.map((definition) => this.apply(definition)));
    await this.waitFor('kinds of the CRDs', async () => {
      this.discovered.clear();
      return (await Promise.all(definitions.map((definition) => this.serves(definition)))).every(Boolean);
    });
  }

  /** Creates namespaces, without which the API server refuses what is to be in them. */
  async createNamespaces(names: Iterable<string>): Promise<void> {
    const namespaces = [...new Set(names)].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
    await Promise.all(namespaces.map((namespace) => this.apply(namespace)));
  }

  /**
   * Asks what would happen if the object were applied, and changes nothing. Unknown fields are refused.
   *
   * @returns undefined when the object would be accepted
   */
  async dryRun(object: KubernetesObject): Promise<Refusal | undefined> {
    return this.tryApply(object, '&dryRun=All');
  }

  /** @throws Error when the object is refused */
  async apply(object: KubernetesObject): Promise<void> {
    const refusal = await this.tryApply(object);
    if (refusal !== undefined) throw new Error(`${object.kind} ${object.metadata.name}: ${refusal.message}`);
  }

  /** @returns undefined when there is no such object */
  async get<T extends KubernetesObject = KubernetesObject>(reference: Reference): Promise<T | undefined> {
    const path = await this.pathOf(reference);
    if (path === undefined) return undefined;
    const { code, body } = await this.send({ method: 'GET', path });
    if (code === 404) return undefined;
    return succeeded(`read ${reference.kind} ${reference.metadata.name}`, { code, body }) as T;
  }

  /** All objects of a kind, in all namespaces. */
  async list<T extends KubernetesObject = KubernetesObject>(apiVersion: string, kind: string): Promise<readonly T[]> {
    const resource = (await this.resourcesOf(apiVersion)).find((resource) => resource.kind === kind);
    if (resource === undefined) throw new Error(`${apiVersion} has no kind ${kind}`);
    const path = `${rootOf(apiVersion)}/${resource.name}`;
    const { items } = succeeded(`list ${kind}`, await this.send({ method: 'GET', path })) as { items: readonly T[] };
    return items.map((item) => ({ ...item, apiVersion, kind })); // which lists leave out
  }

  /** Changes the fields that a merge patch names. */
  async merge(reference: Reference, patch: object, change: Change): Promise<void> {
    await this.patch(reference, 'application/merge-patch+json', patch, change);
  }

  /** Changes what the operations of a JSON patch name. */
  async edit(reference: Reference, operations: readonly JsonOperation[], change: Change): Promise<void> {
    await this.patch(reference, 'application/json-patch+json', operations, change);
  }

  async delete(reference: Reference): Promise<void> {
    const path = await this.knownPathOf(reference);
    succeeded(`delete ${reference.kind} ${reference.metadata.name}`, await this.send({ method: 'DELETE', path }));
  }

  /** @throws Error when it does not come to be so */
  protected async waitFor(what: string, isSo: () => Promise<boolean>): Promise<void> {
    if (!(await until(isSo))) throw new Error(`the API server gave no ${what}`);
  }

  private async patch(reference: Reference, type: string, body: object, change: Change): Promise<void> {
    const { manager, subresource } = change;
    const path = await this.knownPathOf(reference);
    const target = `${path}${subresource === undefined ? '' : `/${subresource}`}?fieldManager=${manager}`;
    const answer = await this.send({ method: 'PATCH', path: target, body: JSON.stringify(body), type });
    succeeded(`change ${reference.kind} ${reference.metadata.name}`, answer);
  }

  private async tryApply(object: KubernetesObject, options = ''): Promise<Refusal | undefined> {
    const path = await this.pathOf(object);
    if (path === undefined) return { reason: 'NotFound', message: `${object.apiVersion} has no kind ${object.kind}` };
    const { code, body } = await this.send({
      method: 'PATCH',
      path: `${path}?fieldManager=conformance&force=true&fieldValidation=Strict${options}`,
      body: JSON.stringify(object),
      type: 'application/apply-patch+yaml',
    });
    if (code < 300) return undefined;
    const { reason, message } = body as Refusal;
    return { reason, message };
  }

  private async knownPathOf(reference: Reference): Promise<string> {
    const path = await this.pathOf(reference);
    if (path === undefined) throw new Error(`${reference.apiVersion} has no kind ${reference.kind}`);
    return path;
  }

  private async pathOf(reference: Reference): Promise<string | undefined> {
    const { namespace, name } = identityOf(reference);
    const resources = await this.resourcesOf(reference.apiVersion);
    const resource = resources.find(({ kind }) => kind === reference.kind);
    if (resource === undefined) return undefined;
    const scope = resource.namespaced ? `/namespaces/${namespace}` : '';
    return `${rootOf(reference.apiVersion)}${scope}/${resource.name}/${name}`;
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
    const { code, body } = await this.send({ method: 'GET', path: rootOf(apiVersion) });
    if (code === 404) return [];
    const { resources } = succeeded(`discovery of ${apiVersion}`, { code, body }) as { resources: readonly Resource[] };
    return resources.filter(({ name }) => !name.includes('/')); // not `…/status`
  }
}

function succeeded(what: string, { code, body }: KubeAnswer): unknown {
  if (code >= 300) throw new Error(`${what}: ${code} ${JSON.stringify(body)}`);
  return body;
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
