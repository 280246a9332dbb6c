import type { RouteShare } from '../../../mesh/virtual-service';
import type { Report } from './report';
import * as values from './values';

/** Istio stops at the first name without namespace. */
export function checkGateways(gateways: readonly string[] | undefined, pointer: string, report: Report): void {
  for (const [i, gateway] of (gateways ?? []).entries()) {
    const at = `${pointer}/${i}`;
    const slash = gateway.indexOf('/');
    if (slash < 0) {
      if (gateway.includes('.')) report.warn(at, `${gateway} is the old form: write namespace/name`);
      report.error(at, values.nameProblem(gateway));
      return;
    }
    for (const part of [gateway.slice(0, slash), gateway.slice(slash + 1)]) {
      if (!values.isDnsLabel(part)) report.error(at, `"${part}" of ${gateway} is no name`);
    }
  }
}

export function checkWeights(route: readonly RouteShare[], pointer: string, report: Report): void {
  let total = 0;
  for (const [i, { weight = 0 }] of route.entries()) {
    if (weight < 0) report.error(`${pointer}/${i}/weight`, `the weight ${weight} is negative`);
    total += weight;
  }
  if (route.length > 1 && total === 0) report.error(pointer, 'all weights are 0');
}

export function checkDestination(
  { host, subset, port }: NonNullable<RouteShare['destination']>,
  pointer: string,
  report: Report,
): void {
  report.error(`${pointer}/host`, host === '*' ? 'the host * is no destination' : values.hostProblem(host));
  if (subset !== undefined && subset !== '' && !values.isDnsLabel(subset)) {
    report.error(`${pointer}/subset`, `"${subset}" is no name of a subset`);
  }
  if (port !== undefined) report.error(`${pointer}/port/number`, values.portProblem(port.number));
}
