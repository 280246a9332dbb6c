import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../../../../src/model/identity';
import { customResourceDefinitions } from '../../custom-resource-definitions';
import type { KubeClient } from '../../kube-client';
import { eventually } from './eventually';
import { CLUSTER_PROGRAMS, RealClusters } from './real-clusters';

/** Programs that Flux is made of, as far as it runs here. */
export const FLUX_PROGRAMS: readonly string[] = [...CLUSTER_PROGRAMS, 'kustomize-controller', 'git', 'kustomize'];

const NAMESPACE = 'flux-system';
const GROUPS = ['source.toolkit.fluxcd.io', 'kustomize.toolkit.fluxcd.io'];
/** What `flux bootstrap` calls the source and the Kustomization that it makes. */
const BOOTSTRAP = 'flux-system';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** Of the status of a Kustomization what tests look at. */
interface Status {
  readonly conditions?: readonly Condition[];
  readonly lastAppliedRevision?: string;
  readonly lastHandledReconcileAt?: string;
}

interface Kustomization extends KubernetesObject {
  readonly status?: Status;
}

/** The real kustomize-controller on a cluster; artifacts come from the tests in place of the source controller. */
export class Flux {
  private constructor(
    private readonly api: KubeClient,
    private readonly artifacts: string,
    private readonly url: string,
  ) {}

  static async start<Name extends string>(clusters: RealClusters<Name>, on: Name): Promise<Flux> {
    const { api } = clusters.cluster(on);
    await api.install(customResourceDefinitions().filter(({ spec }) => GROUPS.includes(spec.group)));
    await api.createNamespaces([NAMESPACE]);
    const artifacts = clusters.newFolder('artifacts');
    return new Flux(api, artifacts, await clusters.startFlux(on, artifacts));
  }

  /** Makes what `flux bootstrap --path` makes, but the controllers. */
  async bootstrap(path: string): Promise<void> {
    for (const object of bootstrapped(path)) await this.api.apply(object);
  }

  /**
   * Gives both sources the content of a folder, as the source controller does with a commit.
   *
   * @param source the one besides that of the bootstrap, which need not be there yet
   * @returns the revision
   */
  async publish(folder: string, source: string): Promise<string> {
    const archive = join(this.artifacts, 'new');
    const reproducible = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];
    execFileSync('tar', [`--directory=${folder}`, ...reproducible, '--exclude=.git', '--gzip', '-cf', archive, '.']);
    const content = readFileSync(archive);
    const digest = createHash('sha256').update(content).digest('hex');
    const name = `${digest}.tar.gz`;
    renameSync(archive, join(this.artifacts, name));
    const revision = `main@sha1:${digest.slice(0, 40)}`;
    const now = new Date().toISOString();
    const artifact = {
      path: name,
      url: `${this.url}/${name}`,
      revision,
      digest: `sha256:${digest}`,
      lastUpdateTime: now,
      size: content.length,
    };
    const ready = { type: 'Ready', status: 'True', reason: 'Succeeded', message: 'stored', lastTransitionTime: now };
    for (const name of [BOOTSTRAP, source]) {
      const reference = {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'GitRepository',
        metadata: { name, namespace: NAMESPACE },
      };
      await eventually(
        `source ${name}`,
        () => this.api.get(reference),
        (seen) => seen !== undefined,
      );
      const status = { observedGeneration: 1, artifact, conditions: [ready] };
      await this.api.merge(reference, { status }, { manager: 'source-controller', subresource: 'status' });
    }
    return revision;
  }

  /** Waits until a revision is applied, and what is in it is healthy. */
  async ready(name: string, revision: string): Promise<void> {
    await this.until(name, `ready at ${revision}`, ({ status }, { lastAppliedRevision }) => {
      return status === 'True' && lastAppliedRevision === revision;
    });
  }

  /** Waits until a Kustomization is not ready for a reason, and gives the message. */
  async fails(name: string, reason: string): Promise<string> {
    const seen = await this.until(name, reason, (ready) => ready.status === 'False' && ready.reason === reason);
    return seen.message;
  }

  /** Has a Kustomization applied once more, as `flux reconcile` does, and waits for it. */
  async reconcile(name: string): Promise<void> {
    const at = new Date().toISOString();
    const patch = { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': at } } };
    await this.api.merge(kustomization(name), patch, { manager: 'conformance' });
    await this.until(name, 'reconciled', (_, { lastHandledReconcileAt }) => lastHandledReconcileAt === at);
  }

  private async until(
    name: string,
    what: string,
    isIt: (ready: Condition, status: Status) => boolean,
  ): Promise<Condition> {
    const readiness = ({ conditions = [] }: Status): Condition | undefined => {
      return conditions.find(({ type }) => type === 'Ready');
    };
    const look = async (): Promise<Status> => (await this.api.get<Kustomization>(kustomization(name)))?.status ?? {};
    const status = await eventually(`Kustomization ${name} ${what}`, look, (seen) => {
      const ready = readiness(seen);
      return ready !== undefined && isIt(ready, seen);
    });
    return readiness(status)!;
  }
}

/** What `flux bootstrap --path` makes, and writes to `gotk-sync.yaml`. */
export function bootstrapped(path: string): readonly KubernetesObject[] {
  const metadata = { name: BOOTSTRAP, namespace: NAMESPACE };
  return [
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata,
      spec: { interval: '1m', url: 'https://git.example.com/shop.git', ref: { branch: 'main' } },
    },
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata,
      spec: { interval: '10m', path, prune: true, sourceRef: { kind: 'GitRepository', name: BOOTSTRAP } },
    },
  ];
}

function kustomization(name: string) {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: NAMESPACE },
  };
}
