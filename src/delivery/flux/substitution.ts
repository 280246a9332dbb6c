import type { KustomizationPostBuild } from '../../../imports/kustomize.toolkit.fluxcd.io';
import { Kind, kindKey } from '../../model/identity';
import { PropsError } from '../../model/props-error';
import type { Cluster } from '../../platform/cluster';
import type { DeliveredEnvironment } from '../../platform/delivery';

/** On an object that Flux substitutes nothing in. */
export const SUBSTITUTE_ANNOTATION = 'kustomize.toolkit.fluxcd.io/substitute';

/**
 * Kinds with texts for other programs, in which `${…}` and `$$` mean something else: dashboards, Lua, scripts, templates
 * of alerts and secrets.
 */
const WITH_PROGRAMS: ReadonlySet<string> = new Set([
  '/ConfigMap',
  '/Secret',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'argoproj.io/AnalysisTemplate',
  'argoproj.io/ClusterAnalysisTemplate',
  'argoproj.io/Rollout',
  'bitnami.com/SealedSecret',
  'extensions.istio.io/TrafficExtension',
  'extensions.istio.io/WasmPlugin',
  'external-secrets.io/ClusterExternalSecret',
  'external-secrets.io/ExternalSecret',
  'flagger.app/AlertProvider',
  'flagger.app/Canary',
  'flagger.app/MetricTemplate',
  'grafana.integreatly.org/GrafanaDashboard',
  'monitoring.coreos.com/PrometheusRule',
  'networking.istio.io/EnvoyFilter',
]);

export function substitutionAnnotations(kind: Kind): Readonly<Record<string, string>> {
  return WITH_PROGRAMS.has(kindKey(kind)) ? { [SUBSTITUTE_ANNOTATION]: 'disabled' } : {};
}

/** What every cluster says of itself. */
const CLUSTER_NAME = 'CLUSTER_NAME';
const CLUSTER_REGION = 'CLUSTER_REGION';
/** Beside them for each Kustomization, because environments may share a cluster. */
const ENVIRONMENT = 'ENVIRONMENT';
const FACTS = [CLUSTER_NAME, CLUSTER_REGION, ENVIRONMENT];

/** Name of the ConfigMap that has the variables of a cluster. */
export function clusterConfigName({ name }: Cluster): string {
  return `cluster-config-${name}`;
}

/**
 * What stands for `${NAME}` in an environment's manifests. Nothing does unless one of its clusters declares `variables`,
 * even if it declares none: the controller refuses a variable that it does not know, so nobody should be surprised.
 */
export function postBuildOf(
  { name, clusters }: DeliveredEnvironment,
  cluster: Cluster,
): KustomizationPostBuild | undefined {
  if (clusters.every(({ variables }) => variables === undefined)) return undefined;
  return {
    substitute: { [ENVIRONMENT]: name },
    substituteFrom: [{ kind: 'ConfigMap', name: clusterConfigName(cluster) }],
  };
}

export function variablesOf({ name, region, variables = {} }: Cluster): Readonly<Record<string, string>> {
  return { [CLUSTER_NAME]: name, ...(region === undefined ? {} : { [CLUSTER_REGION]: region }), ...variables };
}

/** @throws PropsError when Flux would refuse or change a variable, or some cluster of the environment lacks it */
export function checkVariables({ name, clusters }: DeliveredEnvironment): void {
  for (const { name: cluster, variables = {} } of clusters) {
    for (const [variable, value] of Object.entries(variables)) {
      const where = `${name}, ${cluster}`;
      if (!/^[_A-Za-z][_A-Za-z0-9]*$/.test(variable)) {
        const fix = 'use letters, digits and underscores';
        throw new PropsError(where, `"${variable}" is no name for a variable of Flux`, fix);
      }
      if (FACTS.includes(variable)) {
        throw new PropsError(where, `the variable ${variable} is set by the delivery`, 'rename it');
      }
      if (value.includes('\n')) {
        const fix = 'declare one variable for each line';
        throw new PropsError(where, `the variable ${variable} has several lines, which Flux joins`, fix);
      }
      const lacking = clusters.find((other) => !Object.hasOwn(other.variables ?? {}, variable));
      if (lacking === undefined) continue;
      const what = `${cluster} has the variable ${variable} and ${lacking.name} has not, where Flux would refuse \${${variable}}`;
      throw new PropsError(name, what, `declare it for ${lacking.name}`);
    }
  }
}
