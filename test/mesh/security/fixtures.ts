import type { ArrivedRequest, Peer, Receiver, Verdict } from '../../../src/mesh/security/inbound';
import { Security } from '../../../src/mesh/security/security';
import type { TraceStep } from '../../../src/mesh/traffic/answer';
import { meshOf } from '../../fixtures/manifests';

export const API: Receiver = { namespace: 'shop', labels: { app: 'api' }, kind: 'sidecar', port: 8080 };
export const GATEWAY: Receiver = {
  namespace: 'istio-system',
  labels: { istio: 'ingressgateway' },
  kind: 'gateway',
  port: 8443,
};
export const WEB: Peer = { isMutualTls: true, principal: 'cluster.local/ns/shop/sa/web' };
export const NOBODY: Peer = { isMutualTls: false };

export function arriving(changes: Partial<ArrivedRequest> = {}): ArrivedRequest {
  return {
    method: 'GET',
    scheme: 'http',
    host: 'api.example.com',
    port: 80,
    authority: 'api.example.com',
    path: '/v1/items',
    query: '',
    headers: {},
    from: 'shop/web',
    ...changes,
  };
}

export interface Scene {
  readonly receiver?: Receiver;
  readonly peer?: Peer;
  readonly request?: Partial<ArrivedRequest>;
  readonly trace?: TraceStep[];
}

/** What is said of one request where these objects are. */
export function judge(objects: string | readonly string[], scene: Scene = {}): Verdict {
  const { receiver = API, peer = WEB, request, trace } = scene;
  const yaml = typeof objects === 'string' ? objects : objects.join('---\n');
  return new Security(meshOf(yaml)).judge(receiver, peer, arriving(request), trace);
}

/** `allowed`, `denied 403`, `unavailable`. */
export function summary({ outcome, status }: Verdict): string {
  return status === undefined ? outcome : `${outcome} ${status}`;
}

/** An object of Istio's, of which values are JSON. */
export function object(
  kind: string,
  name: string,
  spec: unknown,
  { namespace = 'shop', annotations = {} } = {},
): string {
  return `${JSON.stringify({
    apiVersion: 'security.istio.io/v1',
    kind,
    metadata: { name, namespace, annotations },
    spec,
  })}\n`;
}

export function policy(
  spec: unknown,
  metadata: { name?: string; namespace?: string; annotations?: object } = {},
): string {
  return object('AuthorizationPolicy', metadata.name ?? 'policy', spec, metadata);
}

/** A token that nobody signed. */
export function token(claims: object, header: object = { alg: 'RS256', kid: 'key' }): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode(header)}.${encode(claims)}.c2lnbmF0dXJl`;
}

export function bearing(claims: object): { headers: Record<string, string> } {
  return { headers: { authorization: `Bearer ${token(claims)}` } };
}
