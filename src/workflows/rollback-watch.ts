import type { DeliveryStatus } from '../platform/delivery';
import { fullName, WorkflowContext } from './context';
import { ARGOCD_TOKEN, ARGOCD_URL, kubeconfigSecret, prometheusToken, prometheusVariable } from './credentials';
import { expression, Job, Step, Variables } from './model';
import type { RollbackSettings } from './rollback-props';
import { ANALYZE_METRICS } from './scripts/rollback-analysis';
import { AWAIT_ARGO_CD, AWAIT_FLUX } from './scripts/rollback-delivery';
import { APP_TOKEN, appToken } from './steps';
import { installKubectl } from './kubectl';

/** Seconds between two looks, and how many in a row may find something degraded: a minute, in which it may mend itself. */
const LOOKS = { INTERVAL: '15', PATIENCE: '4' };

/**
 * Whether a commit does well in an environment on a cluster: a job that fails where it does not, with the outputs
 * `verdict` (`bad`, or `unknown` where nobody could tell) and `reason`.
 *
 * @param commit of the deploy tree
 */
export function watch(
  context: WorkflowContext,
  environment: string,
  status: DeliveryStatus,
  commit: string,
  { timeout, duration, interval, metrics }: RollbackSettings,
): Job {
  const { deploy, hasTwoRepositories, runsOn } = context;
  const { cluster } = status;
  const subject = { SUBJECT: `${environment} on ${cluster}` };
  const delivery: Variables = {
    ...subject,
    ...LOOKS,
    TIMEOUT: String(Math.ceil(timeout.milliseconds / 1000)),
    COMMIT: commit,
    REPOSITORY: fullName(deploy),
    API_TOKEN: hasTwoRepositories ? APP_TOKEN : expression('github.token'),
    NAMESPACE: status.namespace,
  };
  const awaiting: readonly Step[] =
    status.controller === 'argo-cd'
      ? [
          {
            name: 'Wait for Argo CD',
            id: 'delivery',
            env: { ...delivery, ARGOCD_URL, ARGOCD_TOKEN, APPLICATION: status.application },
            run: AWAIT_ARGO_CD,
          },
        ]
      : [
          installKubectl(),
          {
            name: 'Wait for Flux',
            id: 'delivery',
            env: {
              ...delivery,
              SELECTOR: status.selector,
              KUBECONFIG_TEXT: expression(`secrets.${kubeconfigSecret(cluster)}`),
            },
            run: AWAIT_FLUX,
          },
        ];
  const either = (output: string): string =>
    expression(`steps.delivery.outputs.${output} || steps.analysis.outputs.${output}`);
  return {
    name: `Watch ${environment} on ${cluster}`,
    needs: ['changes'],
    if: expression(`contains(fromJSON(needs.changes.outputs.environments), '${environment}')`),
    'runs-on': runsOn,
    permissions: { contents: 'read' },
    'timeout-minutes': 10 + Math.ceil((timeout.milliseconds + duration.milliseconds) / 60_000),
    outputs: { verdict: either('verdict'), reason: either('reason') },
    steps: [
      ...(hasTwoRepositories ? [appToken(deploy, { contents: 'read' })] : []),
      ...awaiting,
      {
        name: 'Analyse metrics',
        id: 'analysis',
        env: {
          ...subject,
          VARIABLE: prometheusVariable(cluster),
          PROMETHEUS_URL: expression(`vars.${prometheusVariable(cluster)}`),
          PROMETHEUS_TOKEN: expression(`secrets.${prometheusToken(cluster)}`),
          METRICS: JSON.stringify(metrics, null, 2),
          DURATION: String(Math.ceil(duration.milliseconds / 1000)),
          INTERVAL: String(interval.milliseconds / 1000),
        },
        run: ANALYZE_METRICS,
      },
    ],
  };
}
