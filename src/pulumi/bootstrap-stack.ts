import * as pulumi from '@pulumi/pulumi';
import { Provider, ProviderArgs } from '@pulumi/kubernetes/provider';
import { describeIdentity, identityKey, identityOf, KubernetesObject } from '../model/identity';
import { didYouMean } from '../model/suggest';
import type { ManifestSet } from '../model/manifest-set';
import type { EnvironmentDefinition } from '../platform/environment';
import type { Fleet } from '../platform/fleet';
import type { ArgoCdSettings } from './argo-cd';
import { CHARTS } from './chart-release';
import { ControllerBootstrap, ControllerBootstrapArgs } from './controller-bootstrap';
import { FleetSets, withVariables } from './fleet-sets';
import { IstioInstallation } from './istio-installation';
import { ManifestSetResources } from './manifest-set-resources';
import { secretOf } from './secret';
import { readStackConfig, StackConfig, StackConfigError } from './stack-config';
import { PlannedController, planStack, StackPlan } from './stack-plan';

const ISTIO_NAMESPACE = 'istio-system';

/** What a stack has made, as its outputs. */
export interface StackOutputs {
  /** Undefined for a cluster that Argo CD alone runs in. */
  readonly cluster: string | undefined;
  /** Environments that are delivered to the cluster, by name. */
  readonly environments: readonly string[];
  /** Versions of the control plane by revision. */
  readonly istio: Readonly<Record<string, string>>;
  /** Controllers that run in the cluster. */
  readonly controllers: readonly string[];
}

/**
 * The program of a stack per cluster: Istio, the controllers that run in the cluster, what they sign in with, and their
 * entry into the deploy tree. What is in the tree, Pulumi never owns; a direct stack, which has no controller, applies an
 * environment itself.
 *
 * @throws StackConfigError when the configuration of the stack and the fleet do not fit
 * @throws PropsError when synth would write nothing of the fleet
 */
export function bootstrapStack(fleet: Fleet): StackOutputs {
  const config = readStackConfig();
  const plan = planStack(fleet, pulumi.getStack(), config);
  const sets = FleetSets.of(fleet);
  // All that can be wrong is found out before the first resource is registered: what is registered is made at once.
  const revisions = revisionsOf(plan, config);
  const secrets = [...config.secrets].map(([name, data]) => ({ ...splitName(name), data }));
  const direct = plan.direct === undefined ? undefined : manifestsOf(plan.direct, sets);
  const controllers = plan.controllers.map((planned) => controllerArgs(planned, fleet, sets, config));
  const provider = providerArgs(config);

  const options: pulumi.ComponentResourceOptions = {
    provider: new Provider('cluster', provider),
    transformations: direct === undefined ? [refuseOwned(sets)] : [],
  };
  const istio: pulumi.Resource[] = [];
  if (plan.cluster !== undefined) {
    const { gateways, values } = config;
    const namespaceInGit = direct === undefined && hasNamespace(sets, ISTIO_NAMESPACE);
    istio.push(new IstioInstallation('istio', { revisions, gateways, values, namespaceInGit }, options));
  }
  const installed = controllers.map(([name, args]) => {
    return new ControllerBootstrap(name, args, { ...options, dependsOn: istio });
  });
  for (const secret of secrets) secretOf('secret', secret, { ...options, dependsOn: [...istio, ...installed] });
  if (direct !== undefined) {
    const args = { manifests: direct, existingNamespaces: [ISTIO_NAMESPACE] };
    new ManifestSetResources(direct.name, args, { ...options, dependsOn: istio });
  }
  return {
    cluster: plan.cluster?.name,
    environments: plan.environments.map(({ name }) => name),
    istio: plan.cluster === undefined ? {} : revisions,
    controllers: installed.map(({ controller }) => controller.name),
  };
}

/** Never the kubeconfig's current context: whoever switched it last would say which cluster is changed. */
function providerArgs({ context, kubeconfig }: StackConfig): ProviderArgs {
  if (context === undefined && kubeconfig === undefined) {
    throw new StackConfigError(
      `${pulumi.getStack()}: which cluster it is, is unknown: run pulumi config set context with a context of your kubeconfig, ` +
        'or pulumi config set --secret kubeconfig',
    );
  }
  return {
    ...(context !== undefined && { context }),
    ...(kubeconfig !== undefined && { kubeconfig }),
    enableServerSideApply: true,
  };
}

/** That what Git owns is registered is a bug of ours, or of a transform: two owners would undo each other's changes. */
function refuseOwned(sets: FleetSets): pulumi.ResourceTransformation {
  return ({ type, props }) => {
    const object = props as Partial<KubernetesObject> | undefined;
    if (type.startsWith('kubernetes:') && typeof object?.metadata?.name === 'string') {
      const [, apiVersion, kind] = type.split(':') as [string, string, string];
      const { metadata } = object;
      const identity = identityOf({ apiVersion: apiVersion.replace(/^core\//, ''), kind, metadata });
      if (sets.has(identityKey(identity))) {
        throw new StackConfigError(
          `${describeIdentity(identity)} is in the deploy tree, so that Pulumi must not own it too: remove it here or there`,
        );
      }
    }
    return undefined;
  };
}

function hasNamespace(sets: FleetSets, name: string): boolean {
  return sets.has(identityKey({ group: '', kind: 'Namespace', namespace: '', name }));
}

/** What environments ask for, in the versions that the stack says. */
function revisionsOf({ environments }: StackPlan, { revisions }: StackConfig): Readonly<Record<string, string>> {
  const wanted = [...new Set(environments.map(({ revision }) => revision))];
  if (revisions === undefined) return Object.fromEntries(wanted.map((name) => [name, CHARTS.istiod.version]));
  const missing = wanted.find((name) => !(name in revisions));
  if (missing === undefined) return revisions;
  throw new StackConfigError(
    `${pulumi.getStack()}: an environment has the revision "${missing}", and \`revisions\` has not` +
      `${didYouMean(missing, Object.keys(revisions))}: run pulumi config set --path revisions.${missing} with a version of Istio`,
  );
}

function controllerArgs(
  planned: PlannedController,
  fleet: Fleet,
  sets: FleetSets,
  config: StackConfig,
): readonly [name: string, args: ControllerBootstrapArgs] {
  const { delivery, cluster, controller } = planned;
  const { name, namespace } = controller;
  return [
    name,
    {
      delivery,
      cluster,
      repository: fleet.repository!,
      credentials: credentialsFor(planned, config),
      argoCd: name === 'argo-cd' ? argoCdSettings(fleet, sets, namespace, config) : undefined,
      values: config.values,
      namespaceInGit: hasNamespace(sets, namespace),
    },
  ];
}

function credentialsFor({ controller }: PlannedController, config: StackConfig): StackConfig['credentials'] {
  const { credentials, secrets } = config;
  const { credentials: name, namespace } = controller;
  if (name === undefined) {
    // Argo CD finds the Secret by a label.
    if (credentials === undefined || controller.name === 'argo-cd') return credentials;
    throw new StackConfigError(
      `${pulumi.getStack()}: Flux would not read the credentials: name a Secret in \`source.secretRef\` of flux(), or ` +
        'remove repositoryPassword and sshPrivateKey',
    );
  }
  if (secrets.has(`${namespace}/${name}`)) return undefined;
  if (credentials !== undefined) return credentials;
  throw new StackConfigError(
    `${pulumi.getStack()}: the source of Flux reads the Secret ${namespace}/${name}, and nobody makes it: run ` +
      'pulumi config set --secret repositoryPassword, or sshPrivateKey for a URL of ssh',
  );
}

function argoCdSettings(fleet: Fleet, sets: FleetSets, namespace: string, config: StackConfig): ArgoCdSettings {
  const servers = new Map(fleet.clusters.map(({ name, server }) => [name, server]));
  const clusters = [...config.argoCdClusters].map(([name, access]) => {
    const server = servers.get(name);
    if (server !== undefined) return { name, server, config: access };
    const what = servers.has(name)
      ? `the cluster ${name} has no server`
      : `the fleet has no cluster "${name}"${didYouMean(name, servers.keys())}`;
    throw new StackConfigError(`${pulumi.getStack()}: ${what}: mend \`argoCdClusters\`, or \`server\` of the cluster`);
  });
  const settings = sets.fleet.get({ group: '', kind: 'ConfigMap', namespace, name: 'argocd-cm' })?.object['data'];
  return {
    url: (settings as Readonly<Record<string, string>> | undefined)?.['url'],
    clusters,
    hasNotificationsSecret: config.secrets.has(`${namespace}/argocd-notifications-secret`),
  };
}

function splitName(text: string): { readonly namespace: string; readonly name: string } {
  const [, namespace, name] = /^([^/]+)\/([^/]+)$/.exec(text) ?? [];
  if (namespace !== undefined && name !== undefined) return { namespace, name };
  throw new StackConfigError(
    `${pulumi.getStack()}: \`secrets\` has "${text}", which names no Secret: write namespace/name`,
  );
}

/** What a direct stack applies. */
function manifestsOf({ name, clusters }: EnvironmentDefinition, sets: FleetSets): ManifestSet {
  const set = sets.environment(name);
  const isSubstituted = clusters.some(({ variables }) => variables !== undefined);
  const substituted = isSubstituted ? withVariables(set) : undefined;
  if (substituted === undefined) return set;
  throw new StackConfigError(
    `${pulumi.getStack()}: ${describeIdentity(substituted.identity)} has variables, which Flux alone substitutes: deliver ` +
      `${name} by Flux, or write the values`,
  );
}
