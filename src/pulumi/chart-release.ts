import * as pulumi from '@pulumi/pulumi';
import { Namespace } from '@pulumi/kubernetes/core/v1/namespace';
import { Release } from '@pulumi/kubernetes/helm/v3/release';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

/** A chart that is pinned. */
export interface PinnedChart {
  /** URL of the Helm repository. */
  readonly repository: string;
  /** Version of the chart, which need not be that of what it installs. */
  readonly version: string;
}

const ofIstio: PinnedChart = { repository: ISTIO, version: '1.31.1' };

/** The only place that names charts and their versions. */
export const CHARTS: Readonly<Record<'base' | 'istiod' | 'gateway' | 'argo-cd' | 'flux2', PinnedChart>> = {
  base: ofIstio,
  istiod: ofIstio,
  gateway: ofIstio,
  // Argo CD 3.5.4.
  'argo-cd': { repository: 'https://argoproj.github.io/argo-helm', version: '10.10.0' },
  // Flux 2.9.
  flux2: { repository: 'https://fluxcd-community.github.io/helm-charts', version: '2.19.1' },
};

/** Values of a Helm chart, as its `values.yaml` has them. */
export type Values = Readonly<Record<string, unknown>>;

/** What all installations by charts take. */
export interface ChartArgs {
  /** Values of charts by the name of their release; what the mesh depends on wins over them. @default none */
  readonly values?: Readonly<Record<string, Values>> | undefined;
  /**
   * Whether the namespace is in the deploy tree. Then it is Git's: Helm makes it where it is missing, and Pulumi does not
   * own it.
   * @default false: Pulumi makes it, and it stays when it is deleted here
   */
  readonly namespaceInGit?: boolean | undefined;
}

interface ReleaseArgs {
  readonly chart: keyof typeof CHARTS;
  /** Name of the release. */
  readonly name: string;
  readonly namespace: string;
  /** @default the pinned version */
  readonly version?: string | undefined;
  readonly values: Values;
}

/** Seconds that a release may take: images are pulled, and load balancers are made. */
const TIMEOUT = 600;

/**
 * A release of Helm, and not its objects one by one as resources. Controllers write to some of these objects (istiod the
 * `caBundle` of its webhooks, Argo CD entries of `argocd-cm`), which Pulumi would take back; charts have hooks, which
 * `Chart` leaves out; and what Pulumi does not register, it cannot own together with Git.
 */
export function chartRelease(
  component: string,
  { chart, name, namespace, version = CHARTS[chart].version, values }: ReleaseArgs,
  { values: overrides, namespaceInGit = false }: ChartArgs,
  options: pulumi.CustomResourceOptions,
): Release {
  const own = overrides?.[name];
  return new Release(
    `${component}:${name}`,
    {
      chart,
      version,
      name,
      namespace,
      repositoryOpts: { repo: CHARTS[chart].repository },
      values,
      // Helm merges `values` over these files.
      ...(own !== undefined && { valueYamlFiles: [new pulumi.asset.StringAsset(JSON.stringify(own))] }),
      createNamespace: namespaceInGit,
      atomic: true,
      maxHistory: 10,
      timeout: TIMEOUT,
    },
    options,
  );
}

/** The namespace of an installation, where it is Pulumi's: what its release waits for. */
export function namespaceOf(
  component: string,
  name: string,
  { namespaceInGit = false }: ChartArgs,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  if (namespaceInGit) return [];
  const options = { parent, retainOnDelete: true };
  return [new Namespace(`${component}:${name}`, { metadata: { name } }, options)];
}
