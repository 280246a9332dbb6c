import type { Sender, WorkloadSender } from './sender';

/** Whoever is not named anywhere: what the default deny keeps out. */
const SOMEBODY = 'somebody-else';

/** Who sends for all that nothing names. */
export function anybody(namespace: string): Sender {
  return { ...callerOf(namespace, SOMEBODY), title: `any other workload in ${namespace}` };
}

/** A workload that has its own name for its service account. */
export function callerOf(namespace: string, name: string): WorkloadSender {
  return { kind: 'workload', name: `${namespace}/${name}`, principal: `cluster.local/ns/${namespace}/sa/${name}` };
}

/** As Istio's charts and installation name the service accounts of its gateways: what comes that way is asked of the gateway. */
const GATEWAYS = /^istio-(in|e)gressgateway(-service-account)?$/;

/** The workload that a policy means, if it means one. */
export function callerOfPrincipal(principal: string): readonly Sender[] {
  const [, namespace, account] = /\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(principal) ?? [];
  if (namespace === undefined || account === undefined || GATEWAYS.test(account)) return [];
  return [{ kind: 'workload', name: `${namespace}/${account}`, principal }];
}
