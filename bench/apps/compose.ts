import type { Construct } from 'constructs';
import { DestinationRule, VirtualService } from '../../imports/networking.istio.io';
import { AuthorizationPolicy } from '../../imports/security.istio.io';
import {
  authorizationPolicy,
  destinationRule,
  namespaceOf,
  serviceLabels,
  serviceNames,
  Settings,
  virtualService,
} from '../workload';

/** How many services the parent process wants. */
export const SERVICES = Number(process.env['BENCH_SERVICES']);

/** The workload of one environment as constructs, one bare object each: the same tree for us and for cdk8s. */
export function compose(scope: Construct, settings: Settings): void {
  const namespace = namespaceOf(settings);
  for (const name of serviceNames(SERVICES)) {
    const metadata = { labels: serviceLabels(name), name, namespace };
    new DestinationRule(scope, `${name}-destination-rule`, { metadata, spec: destinationRule(name, settings) });
    new VirtualService(scope, `${name}-virtual-service`, { metadata, spec: virtualService(name, settings) });
    new AuthorizationPolicy(scope, `${name}-authorization-policy`, { metadata, spec: authorizationPolicy(name) });
  }
}
