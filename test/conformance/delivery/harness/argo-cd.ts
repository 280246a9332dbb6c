import { randomUUID } from 'node:crypto';
import type { KubernetesObject } from '../../../../src/model/identity';
import { CustomResourceDefinition, customResourceDefinitions } from '../../custom-resource-definitions';
import type { KubeClient, Reference } from '../../kube-client';
import { eventually } from './eventually';
import { CLUSTER_PROGRAMS, RealCluster, RealClusters } from './real-clusters';

/** Programs that Argo CD is made of. */
export const ARGO_CD_PROGRAMS: readonly string[] = [...CLUSTER_PROGRAMS, 'argocd', 'redis-server', 'git', 'kustomize'];

/** Annotation of an Application by which somebody approves deletions. */
export const DELETION_APPROVED = 'argocd.argoproj.io/deletion-approved';

/** Annotation of an Application that asks for a comparison, until there was one. */
const REFRESH = 'argocd.argoproj.io/refresh';
const NAMESPACE = 'argocd';
const KINDS = ['applications.argoproj.io', 'applicationsets.argoproj.io', 'appprojects.argoproj.io'];
/** One of the entries that its own `argocd-cm` has. */
const SETTINGS = { 'resource.customizations.ignoreResourceUpdates.all': 'jsonPointers:\n  - /status\n' };
const PART_OF = { 'app.kubernetes.io/part-of': 'argocd' };

/** Of an Application what tests look at. */
export interface Application extends KubernetesObject {
  readonly operation?: object;
  readonly status?: {
    readonly sync: { readonly status: string; readonly revision?: string };
    readonly health?: { readonly status: string };
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
    readonly resources?: readonly {
      readonly kind: string;
      readonly name: string;
      readonly status?: string;
      readonly requiresPruning?: boolean;
      readonly health?: { readonly status: string; readonly message?: string };
    }[];
    readonly operationState?: {
      readonly phase: string;
      readonly message?: string;
      readonly syncResult?: {
        readonly revision: string;
        readonly resources?: readonly {
          readonly kind: string;
          readonly namespace: string;
          readonly name: string;
          readonly status?: string;
          readonly message?: string;
        }[];
      };
    };
  };
}

/** The real Argo CD on one of the clusters: its application controller, its sets and its repo server. */
export class ArgoCd {
  private constructor(private readonly api: KubeClient) {}

  /** Installs Argo CD, and starts it. */
  static async start<Name extends string>(clusters: RealClusters<Name>, host: Name): Promise<ArgoCd> {
    const { api } = clusters.cluster(host);
    const [definitions, settings] = [argoCdDefinitions(), argoCdSettings()];
    await api.install(definitions);
    await api.createNamespaces([NAMESPACE]);
    for (const object of settings) await api.apply(object);
    return ArgoCd.run(clusters, host);
  }

  /** Starts an Argo CD whose manifests are applied. */
  static async run<Name extends string>(clusters: RealClusters<Name>, host: Name): Promise<ArgoCd> {
    await clusters.startArgoCd(host);
    return new ArgoCd(clusters.cluster(host).api);
  }

  /**
   * Tells Argo CD of a cluster besides its own.
   *
   * @param labels by which generators find it
   */
  async register({ name, access }: RealCluster, labels: Readonly<Record<string, string>>): Promise<void> {
    const config = {
      bearerToken: access.token,
      tlsClientConfig: { caData: Buffer.from(access.certificate).toString('base64') },
    };
    await this.api.apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: metadata(`cluster-${name}`, { ...labels, 'argocd.argoproj.io/secret-type': 'cluster' }),
      stringData: { name, server: access.server, config: JSON.stringify(config) },
    });
  }

  async applications(): Promise<readonly Application[]> {
    return this.api.list<Application>('argoproj.io/v1alpha1', 'Application');
  }

  /** Has Argo CD read the repository now. */
  async refresh(name: string): Promise<void> {
    await this.annotate(name, REFRESH, 'normal');
  }

  /** Has Argo CD compare an Application with the repository now, and waits for it. */
  async compare(name: string): Promise<void> {
    await this.refresh(name);
    await this.until(name, 'compared', ({ metadata }) => metadata.annotations?.[REFRESH] === undefined);
  }

  /** Approves the deletions that the running operation waits for, as `argocd app confirm-deletion` does. */
  async confirmDeletion(name: string): Promise<void> {
    const now = new Date(Date.now() + 1000).toISOString().replace(/\.\d+Z$/, 'Z');
    await this.annotate(name, DELETION_APPROVED, now);
  }

  /** Waits until there is an Application and it is as it has to be. */
  async until(name: string, what: string, isIt: (application: Application) => boolean): Promise<Application> {
    const seen = await eventually(
      `Application ${name} ${what}`,
      () => this.api.get<Application>(reference(name)),
      (seen) => seen !== undefined && isIt(seen),
      essence,
    );
    return seen!;
  }

  /** Waits until a commit is what the cluster has, with all objects healthy. */
  async delivered(name: string, revision: string): Promise<Application> {
    return this.until(name, `Synced and Healthy at ${revision}`, ({ operation, status }) => {
      const isOver = operation === undefined && status?.operationState?.phase === 'Succeeded';
      const { sync, health } = status ?? {};
      return isOver && sync?.status === 'Synced' && sync.revision === revision && health?.status === 'Healthy';
    });
  }

  async annotate(name: string, annotation: string, value: string): Promise<void> {
    const patch = { metadata: { annotations: { [annotation]: value } } };
    await this.api.merge(reference(name), patch, { manager: 'conformance' });
  }
}

/** The kinds that Argo CD's own manifests define. */
export function argoCdDefinitions(): readonly CustomResourceDefinition[] {
  return customResourceDefinitions().filter(({ metadata }) => KINDS.includes(metadata.name));
}

/** What is in Argo CD's own manifests besides, as far as the parts of it that run here look at it. */
export function argoCdSettings(): readonly KubernetesObject[] {
  const configMap = (name: string, data: Readonly<Record<string, string>>): KubernetesObject => {
    return { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(name, PART_OF), data };
  };
  return [
    configMap('argocd-cm', SETTINGS),
    configMap('argocd-rbac-cm', {}),
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: metadata('argocd-secret', PART_OF),
      stringData: { 'server.secretkey': randomUUID() },
    },
  ];
}

/** What of an Application says why it is not as it has to be. */
function essence(application: Application | undefined): unknown {
  if (application === undefined) return 'no such Application';
  const { status } = application;
  const { phase, message, syncResult } = status?.operationState ?? {};
  const resources = syncResult?.resources?.map(({ kind, name, status, message }) => [kind, name, status, message]);
  const { sync, health, conditions } = status ?? {};
  const operation = { phase, message, revision: syncResult?.revision, resources };
  return { sync: sync?.status, revision: sync?.revision, health, conditions, operation };
}

function metadata(name: string, labels: Readonly<Record<string, string>>): KubernetesObject['metadata'] {
  return { name, namespace: NAMESPACE, labels };
}

function reference(name: string): Reference {
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name, namespace: NAMESPACE } };
}

export function isDelivered({ operation, status }: Application): boolean {
  const isOver = operation === undefined && status?.operationState?.phase === 'Succeeded';
  return isOver && status.sync.status === 'Synced' && status.health?.status === 'Healthy';
}
