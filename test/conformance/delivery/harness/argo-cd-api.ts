import { createHmac, randomUUID } from 'node:crypto';
import type { KubernetesObject } from '../../../../src/model/identity';
import type { KubeAnswer, KubeClient, Reference } from '../../kube-client';
import { eventually } from './eventually';
import type { RealClusters } from './real-clusters';

const ACCOUNT = 'workflows';
const MANAGER = { manager: 'conformance' };

interface Secret extends KubernetesObject {
  readonly data: Readonly<Record<string, string>>;
}

/** The API of a running Argo CD, as an account meets it that may get Applications and nothing else. */
export class ArgoCdApi {
  private constructor(
    private readonly clusters: RealClusters,
    private readonly url: string,
    private readonly token: string,
  ) {}

  static async start<Name extends string>(clusters: RealClusters<Name>, host: Name): Promise<ArgoCdApi> {
    const { api } = clusters.cluster(host);
    const token = await makeAccount(api);
    const argo = new ArgoCdApi(clusters, await clusters.startArgoCdApi(), token);
    await eventually(
      'the API of Argo CD',
      () => argo.get('/api/v1/session/userinfo'),
      (answer) => answer !== undefined,
    );
    return argo;
  }

  /** @param token @default that of the account */
  async get(path: string, token = this.token): Promise<KubeAnswer | undefined> {
    return this.clusters.fetch(this.url + path, `Bearer ${token}`);
  }
}

/** What `argocd account generate-token` does, for which an administrator would have to log in. */
async function makeAccount(api: KubeClient): Promise<string> {
  const policy = `p, role:${ACCOUNT}, applications, get, */*, allow\ng, ${ACCOUNT}, role:${ACCOUNT}\n`;
  await api.merge(named('ConfigMap', 'argocd-cm'), { data: { [`accounts.${ACCOUNT}`]: 'apiKey' } }, MANAGER);
  await api.merge(named('ConfigMap', 'argocd-rbac-cm'), { data: { 'policy.csv': policy } }, MANAGER);
  const secret = await api.get<Secret>(named('Secret', 'argocd-secret'));
  const key = Buffer.from(secret!.data['server.secretkey']!, 'base64');
  const [id, now] = [randomUUID(), Math.floor(Date.now() / 1000)];
  const tokens = { [`accounts.${ACCOUNT}.tokens`]: JSON.stringify([{ id, iat: now }]) };
  await api.merge(named('Secret', 'argocd-secret'), { stringData: tokens }, MANAGER);
  const claims = { iss: 'argocd', sub: `${ACCOUNT}:apiKey`, iat: now, nbf: now, jti: id };
  const signed = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) => base64url(JSON.stringify(part))).join('.');
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function named(kind: string, name: string): Reference {
  return { apiVersion: 'v1', kind, metadata: { name, namespace: 'argocd' } };
}
