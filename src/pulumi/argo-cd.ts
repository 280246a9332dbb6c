import * as pulumi from '@pulumi/pulumi';
import type { Values } from './chart-release';
import { forArgoCd, RepositoryCredentials } from './repository-credentials';
import type { SecretArgs } from './secret';

/** A cluster that Argo CD reaches from another one. */
export interface RegisteredCluster {
  /** As the fleet calls it. */
  readonly name: string;
  /** URL of the API server, as the fleet has it. */
  readonly server: string;
  /**
   * How it is signed in to: `bearerToken`, `tlsClientConfig`, `awsAuthConfig`, ….
   * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters
   */
  readonly config: pulumi.Input<Readonly<Record<string, unknown>>>;
}

/** What a bootstrap tells Argo CD besides the deploy tree. */
export interface ArgoCdSettings {
  /** Where people open Argo CD: as the deploy tree's settings have it, or the chart would set another. @default none */
  readonly url?: string | undefined;
  /** @default none: they are registered by other means */
  readonly clusters?: readonly RegisteredCluster[] | undefined;
  /** Whether something else makes `argocd-notifications-secret`. @default false: the chart makes an empty one */
  readonly hasNotificationsSecret?: boolean | undefined;
}

export function argoCdValues({ url, hasNotificationsSecret = false }: ArgoCdSettings): Values {
  return {
    crds: { install: true, keep: true },
    ...(url !== undefined && { global: { domain: new URL(url).host }, configs: { cm: { url } } }),
    ...(hasNotificationsSecret && { notifications: { secret: { create: false } } }),
  };
}

/** Argo CD finds what it signs in with by this label. */
const SECRET_TYPE = 'argocd.argoproj.io/secret-type';

export function argoCdSecrets(
  namespace: string,
  url: string,
  credentials: RepositoryCredentials | undefined,
  { clusters = [] }: ArgoCdSettings,
): SecretArgs[] {
  const registered = clusters.map(({ name, server, config }) => ({
    namespace,
    name: `cluster-${name}`,
    labels: { [SECRET_TYPE]: 'cluster' },
    data: { name, server, config: pulumi.output(config).apply((value) => JSON.stringify(value)) },
  }));
  if (credentials === undefined) return registered;
  const labels = { [SECRET_TYPE]: 'repository' };
  return [...registered, { namespace, name: 'deploy-repository', labels, data: forArgoCd(url, credentials) }];
}
