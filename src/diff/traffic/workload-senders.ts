import { Labels, selectorText } from '../../mesh/labels';
import type { Sender, WorkloadSender } from './sender';

/** Whoever is not named anywhere: what the default deny keeps out. */
const SOMEBODY = 'somebody-else';

/** Who sends for all that nothing names. */
export function anybody(namespace: string): Sender {
  return { ...callerOf(namespace, SOMEBODY), title: `any other workload in ${namespace}` };
}

/** Who has no sidecar, and so nothing to prove who it is. */
export const PLAIN: Sender = {
  kind: 'workload',
  name: 'outside-of-the-mesh/somebody-else',
  title: 'plain text from outside of the mesh',
  isPlain: true,
};

/** A workload that has its own name for its service account. */
export function callerOf(namespace: string, name: string): WorkloadSender {
  return { kind: 'workload', name: `${namespace}/${name}`, principal: `cluster.local/ns/${namespace}/sa/${name}` };
}

/** Whoever is in a namespace that has nothing else. */
export const STRANGER: Sender = {
  ...callerOf('any-other-namespace', SOMEBODY),
  title: 'any workload of another namespace',
};

/** Pods that have some labels, which rules ask for. */
export function callerWith(namespace: string, labels: Labels): Sender {
  const { app, ...others } = labels;
  if (app !== undefined && Object.keys(others).length === 0) return callerOf(namespace, app);
  return { ...callerOf(namespace, SOMEBODY), title: `${selectorText(labels)} in ${namespace}`, labels };
}

/** As Istio's charts and installation name the service accounts of its gateways: what comes that way is asked of the gateway. */
const GATEWAYS = /^istio-(in|e)gressgateway(-service-account)?$/;
const PRINCIPAL = /^[^/\s*]+\/ns\/([^/\s*]+)\/sa\/([^/\s*]+)$/;

/** The workload that a policy means, if it means one. */
export function callerOfPrincipal(principal: string): readonly Sender[] {
  const [, namespace, account] = PRINCIPAL.exec(principal) ?? [];
  if (namespace === undefined || account === undefined || GATEWAYS.test(account)) return [];
  return [{ kind: 'workload', name: `${namespace}/${account}`, principal }];
}

const RESTS = ['x', 'sa/x', 'x/sa/x', 'ns/x/sa/x', '/ns/x/sa/x', 'cluster.local/ns/x', 'cluster.local/ns/x/sa/x'];

/** One of the workloads that a pattern is for. */
export function callersOfPattern(pattern: string): readonly Sender[] {
  for (const rest of pattern.includes('*') ? [...RESTS, 'cluster.local', 'cluster.local/ns/x/sa'] : ['']) {
    const principal = pattern.replace('*', rest);
    const [, namespace, account] = PRINCIPAL.exec(principal) ?? [];
    if (namespace === undefined) continue;
    return [{ kind: 'workload', name: `${namespace}/${account!}`, principal, title: principal }];
  }
  return [];
}
