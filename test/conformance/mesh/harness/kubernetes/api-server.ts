import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { KubernetesObject } from '../../../../../src/model/identity';
import type { Collection, ObjectEvent, ObjectStore, StoredObject } from './object-store';
import { isSelectedBy } from './selectors';

/** What the path of a request names. */
interface Target extends Collection {
  /** `networking.istio.io/v1` */
  readonly apiVersion: string;
  readonly namespace: string;
  /** `''` for all objects of the collection. */
  readonly name: string;
}

const PATH =
  /^\/(?:api|apis\/(?<group>[^/]+))\/(?<version>v[^/]+)(?:\/namespaces\/(?<namespace>[^/]+)(?=\/))?\/(?<plural>[^/]+)(?:\/(?<name>[^/]+))?/;

/**
 * As much of a Kubernetes API as istiod needs: it lists and watches objects, and believes that it can write. Objects
 * come from the {@link ObjectStore}; nothing is validated.
 */
export class ApiServer {
  private constructor(
    private readonly store: ObjectStore,
    private readonly server: Server,
  ) {}

  static async start(store: ObjectStore): Promise<ApiServer> {
    const server = createServer((request, response) => void api.answer(request, response));
    const api = new ApiServer(store, server);
    server.keepAliveTimeout = 0; // istiod's connections are its own to close
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://api');
    const target = targetOf(pathname);
    if (pathname === '/version') reply(response, 200, { major: '1', minor: '35', gitVersion: 'v1.35.0' });
    else if (target === undefined) reply(response, 404, failure('NotFound', 404));
    else if (request.method !== 'GET') await accept(request, response);
    else if (target.name !== '') this.get(target, response);
    else if (['1', 'true'].includes(query.get('watch') ?? '')) this.watch(request, target, query, response);
    else this.list(request, target, query, response);
  }

  private get(target: Target, response: ServerResponse): void {
    const found = this.store.list(target).find((object) => matches(target, object));
    if (found === undefined) reply(response, 404, failure('NotFound', 404));
    else reply(response, 200, versioned(target, found));
  }

  private list(request: IncomingMessage, target: Target, query: URLSearchParams, response: ServerResponse): void {
    const objects = this.store.list(target).filter((object) => matches(target, object) && isSelectedBy(query, object));
    reply(response, 200, {
      // Clients know what they asked for, except for those that ask for metadata alone.
      ...(wantsMetadata(request) && { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1' }),
      metadata: { resourceVersion: String(this.store.version) },
      items: objects.map((object) => shown(request, target, object)),
    });
  }

  private watch(request: IncomingMessage, target: Target, query: URLSearchParams, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    const tell = ({ type, object }: ObjectEvent): void => {
      if (!matches(target, object) || !isSelectedBy(query, object)) return;
      response.write(`${JSON.stringify({ type, object: shown(request, target, object) })}\n`);
    };
    const stop = this.store.watch(target, Number(query.get('resourceVersion')), tell);
    response.once('close', stop);
  }
}

/** Status, events and leases: istiod is told that it was done. Reviews of access are granted. */
async function accept(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  const sent = (body === '' ? {} : JSON.parse(body)) as Readonly<Record<string, unknown>>;
  const isReview = request.url?.includes('accessreviews') === true;
  reply(response, 201, { ...sent, ...(isReview && { status: { allowed: true } }) });
}

function targetOf(path: string): Target | undefined {
  const parts = PATH.exec(path)?.groups;
  if (parts === undefined) return undefined;
  const { group = '', version = '', namespace = '', plural = '', name = '' } = parts;
  return { group, plural, namespace, name, apiVersion: group === '' ? version : `${group}/${version}` };
}

function matches({ namespace, name }: Target, { metadata }: KubernetesObject): boolean {
  return (namespace === '' || namespace === metadata.namespace) && (name === '' || name === metadata.name);
}

function shown(request: IncomingMessage, target: Target, object: StoredObject): unknown {
  if (!wantsMetadata(request)) return versioned(target, object);
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

/** Every version of an object is the same here: Istio's versions do not differ in shape. */
function versioned({ apiVersion }: Target, object: StoredObject): StoredObject {
  return { ...object, apiVersion };
}

function wantsMetadata({ headers }: IncomingMessage): boolean {
  return headers.accept?.includes('as=PartialObjectMetadata') === true;
}

function failure(reason: string, code: number): unknown {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code };
}

function reply(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
