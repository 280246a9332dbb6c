import * as pulumi from '@pulumi/pulumi';
import type { Release } from '@pulumi/kubernetes/helm/v3/release';
import { PropsError } from '../model/props-error';
import { ChartArgs, chartRelease, CHARTS, namespaceOf } from './chart-release';

/** How a gateway is reached from outside of its cluster. */
export type GatewayServiceType = 'LoadBalancer' | 'NodePort' | 'ClusterIP';

export interface IstioInstallationArgs extends ChartArgs {
  /**
   * Versions by revision, the first of which validates objects and proxies the gateways. Two of them at once are an
   * upgrade in steps.
   * @default one revision, `default`, of the pinned version
   * @see https://istio.io/latest/docs/setup/upgrade/canary/
   */
  readonly revisions?: Readonly<Record<string, string>> | undefined;
  /** Gateways by name. @default `istio-ingressgateway` with a load balancer, `istio-egressgateway` inside the cluster */
  readonly gateways?: Readonly<Record<string, GatewayServiceType>> | undefined;
}

const NAMESPACE = 'istio-system';
const GATEWAYS = { 'istio-ingressgateway': 'LoadBalancer', 'istio-egressgateway': 'ClusterIP' } as const;

/** Istio by its charts, so that the deploy tree can configure it: kinds, control planes, gateways. */
export class IstioInstallation extends pulumi.ComponentResource {
  /** @throws PropsError when there is no revision */
  constructor(name: string, args: IstioInstallationArgs = {}, opts: pulumi.ComponentResourceOptions = {}) {
    super('istio-gitops:kubernetes:IstioInstallation', name, {}, opts);
    const { revisions = { default: CHARTS.istiod.version }, gateways = GATEWAYS } = args;
    const [first] = Object.entries(revisions);
    if (first === undefined) throw new PropsError(name, 'it has no revision', 'name one in `revisions`');
    const [revision, version] = first;
    const namespace = NAMESPACE;
    const inNamespace = { parent: this, dependsOn: namespaceOf(name, namespace, args, this) };
    const kinds = chartRelease(
      name,
      {
        chart: 'base',
        name: 'istio-base',
        namespace,
        // The definitions of kinds serve older control planes, too.
        version: newestOf(Object.values(revisions)),
        values: { defaultRevision: revision },
      },
      args,
      inNamespace,
    );
    const controlPlanes = Object.entries(revisions).map(([other, itsVersion]) =>
      chartRelease(name, istiod(other, itsVersion), args, { parent: this, dependsOn: [kinds] }),
    );
    const gatewayOf = ([gateway, type]: [string, GatewayServiceType]): Release =>
      chartRelease(
        name,
        {
          chart: 'gateway',
          name: gateway,
          namespace,
          version,
          values: {
            revision: valueOf(revision),
            // As Istio's own installation names it, and policies do who calls.
            serviceAccount: { name: `${gateway}-service-account` },
            service: { type },
          },
        },
        args,
        // Pods of a gateway get their proxy from the control plane.
        { parent: this, dependsOn: controlPlanes },
      );
    Object.entries(gateways).forEach(gatewayOf);
    this.registerOutputs({ revisions });
  }
}

function istiod(revision: string, version: string): Parameters<typeof chartRelease>[1] {
  return {
    chart: 'istiod',
    name: revision === 'default' ? 'istiod' : `istiod-${revision}`,
    namespace: NAMESPACE,
    version,
    values: {
      revision: valueOf(revision),
      // The deploy tree has the mesh config: the chart's would be a second owner.
      configMap: false,
      // Otherwise istiod writes no status, and health checks of Argo CD and Flux see nothing.
      global: { istiod: { enableAnalysis: true } },
    },
  };
}

/** Charts call the revision of an installation that names none so. */
function valueOf(revision: string): string {
  return revision === 'default' ? '' : revision;
}

function newestOf(versions: readonly string[]): string {
  const numeric = new Intl.Collator('en', { numeric: true });
  return [...versions].sort((a, b) => numeric.compare(b, a))[0]!;
}
