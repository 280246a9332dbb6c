import * as pulumi from '@pulumi/pulumi';
import { App, Chart } from 'cdk8s';
import { PropsError } from '../model/props-error';
import type { Cluster } from '../platform/cluster';
import type { Delivery, GitOpsController } from '../platform/delivery';
import { Repository, RepositoryProps, repositoryOf } from '../platform/repository';
import { ArgoCdSettings, argoCdSecrets, argoCdValues } from './argo-cd';
import { ChartArgs, chartRelease, namespaceOf, Values } from './chart-release';
import { ManifestSetResources } from './manifest-set-resources';
import { forFlux, RepositoryCredentials } from './repository-credentials';
import { SecretArgs, secretOf } from './secret';

export interface ControllerBootstrapArgs extends ChartArgs {
  /** `argoCd()` or `flux()`, as environments of the fleet have it. */
  readonly delivery: Delivery;
  /** The cluster of the fleet; to Argo CD in a cluster of its own any that it delivers to. */
  readonly cluster: Cluster;
  /** The deploy tree, as the fleet has it. */
  readonly repository: RepositoryProps;
  /** @default none: the repository is public, or something else makes the Secret */
  readonly credentials?: RepositoryCredentials | undefined;
  /** What is Argo CD's alone. @default nothing */
  readonly argoCd?: ArgoCdSettings | undefined;
}

/**
 * Argo CD or Flux by its chart, what it signs in with, and its entry into the deploy tree: the root Application, or the
 * source and Kustomization `flux-system`. Everything else comes from Git, and Pulumi never owns it.
 */
export class ControllerBootstrap extends pulumi.ComponentResource {
  /** The controller that was installed. */
  readonly controller: GitOpsController;

  /**
   * @param name of the Pulumi resource, with which the names of its children begin
   * @param args the controller, where it runs, and how it signs in
   * @param opts `dependsOn` is what has to be there before the entry, and has to stay as long as it does: Istio
   * @throws PropsError when the delivery has no controller of ours, or credentials that it would not read
   */
  constructor(name: string, args: ControllerBootstrapArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('istio-gitops:kubernetes:ControllerBootstrap', name, {}, opts);
    const repository = repositoryOf(args.repository);
    this.controller = controllerOf(name, args, repository);
    const { namespace } = this.controller;
    const { chart, release, values, secrets } = partsOf(name, this.controller, args, repository);
    const inNamespace = { parent: this, dependsOn: namespaceOf(name, namespace, args, this) };
    const installed = chartRelease(name, { chart, name: release, namespace, values }, args, inNamespace);
    const access = secrets.map((secret) => secretOf(name, secret, { parent: this, dependsOn: [installed] }));

    const manifests = new Chart(new App(), 'root');
    this.controller.composeRoot(manifests);
    new ManifestSetResources(
      `${name}:root`,
      { manifests },
      pulumi.mergeOptions(opts.dependsOn === undefined ? {} : { dependsOn: opts.dependsOn }, {
        parent: this,
        dependsOn: [installed, ...access],
      }),
    );
    this.registerOutputs({ controller: this.controller.name });
  }
}

function controllerOf(name: string, args: ControllerBootstrapArgs, repository: Repository): GitOpsController {
  const controller = args.delivery.controllerFor?.(args.cluster, repository);
  if (controller === undefined) {
    throw new PropsError(name, 'the delivery does not say which controller it is', 'pass argoCd() or flux()');
  }
  return controller;
}

interface Parts {
  readonly chart: 'argo-cd' | 'flux2';
  /** Name of the release, after which the chart of Argo CD names its objects. */
  readonly release: string;
  readonly values: Values;
  readonly secrets: readonly SecretArgs[];
}

function partsOf(
  name: string,
  { name: kind, namespace, credentials: secretName }: GitOpsController,
  { credentials, argoCd = {} }: ControllerBootstrapArgs,
  { url }: Repository,
): Parts {
  if (kind === 'argo-cd') {
    const secrets = argoCdSecrets(namespace, url, credentials, argoCd);
    return { chart: 'argo-cd', release: 'argocd', values: argoCdValues(argoCd), secrets };
  }
  if (credentials !== undefined && secretName === undefined) {
    throw new PropsError(
      name,
      'Flux would not read the credentials',
      'name their Secret in `source.secretRef` of flux()',
    );
  }
  return {
    chart: 'flux2',
    release: 'flux2',
    // With the definitions of its kinds all Kustomizations would go, and with them what they have applied.
    values: { crds: { annotations: { 'helm.sh/resource-policy': 'keep' } } },
    secrets: credentials === undefined ? [] : [{ namespace, name: secretName!, data: forFlux(credentials) }],
  };
}
