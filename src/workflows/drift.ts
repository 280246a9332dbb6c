import type { WorkflowContext } from './context';
import { ARGOCD_TOKEN, ARGOCD_URL, kubeconfigSecret } from './credentials';
import { expression, inTemp, RunStep, Workflow } from './model';
import { ARGO_CD_DRIFT, FLUX_DRIFT, UPDATE_DRIFT_ISSUE } from './scripts/drift';
import { installKubectl } from './kubectl';

const REPORT = inTemp('drift.md');

/**
 * Asks Argo CD and Flux, on a schedule, whether what is live is what Git has, and keeps one issue about it. They
 * compare all the time, and to be asked they need nobody's right to write: a diff of our own would (a dry run needs the
 * right to patch). Undefined where no controller of ours delivers anything.
 */
export function drift(context: WorkflowContext, schedule: string): Workflow | undefined {
  const statuses = context.environments.flatMap(({ name, statuses }) =>
    statuses.map((status) => ({ environment: name, ...status })),
  );
  if (statuses.length === 0) return undefined;
  const applications = statuses.filter((status) => status.controller === 'argo-cd');
  const kustomizations = statuses.filter((status) => status.controller === 'flux');
  return {
    name: 'Istio drift',
    on: { schedule: [{ cron: schedule }], workflow_dispatch: {} },
    concurrency: { group: 'istio-drift', 'cancel-in-progress': false },
    jobs: {
      drift: {
        name: 'Compare what is live with Git',
        'runs-on': context.runsOn,
        permissions: { contents: 'read', issues: 'write' },
        'timeout-minutes': 30,
        steps: [
          ...(applications.length === 0 ? [] : [askArgoCd(applications)]),
          ...(kustomizations.length === 0 ? [] : [installKubectl(), ...kustomizations.map(askFlux)]),
          {
            name: 'Open, update or close the issue',
            env: { API_TOKEN: expression('github.token'), REPORT },
            run: UPDATE_DRIFT_ISSUE,
          },
        ],
      },
    },
  };
}

interface ArgoCdStatus {
  readonly environment: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly application: string;
}

function askArgoCd(statuses: readonly ArgoCdStatus[]): RunStep {
  const lines = statuses.map(({ environment, cluster, namespace, application }) =>
    [environment, cluster, namespace, application].join(' '),
  );
  return {
    name: 'Ask Argo CD',
    env: { ARGOCD_URL, ARGOCD_TOKEN, APPLICATIONS: lines.join('\n'), REPORT },
    run: ARGO_CD_DRIFT,
  };
}

interface FluxStatus {
  readonly environment: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly selector: string;
}

function askFlux({ environment, cluster, namespace, selector }: FluxStatus): RunStep {
  const secret = kubeconfigSecret(cluster);
  return {
    name: `Ask Flux of ${cluster}`,
    env: {
      API_TOKEN: expression('github.token'),
      ENVIRONMENT: environment,
      CLUSTER: cluster,
      NAMESPACE: namespace,
      SELECTOR: selector,
      SECRET: secret,
      KUBECONFIG_TEXT: expression(`secrets.${secret}`),
      REPORT,
    },
    run: FLUX_DRIFT,
  };
}
