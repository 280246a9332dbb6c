import type { EnvoyFilterSpec } from '../../../mesh/specs';
import { regexProblem } from './regular-expression';
import type { Report } from './report';
import * as values from './values';

type ConfigPatch = NonNullable<EnvoyFilterSpec['configPatches']>[number];
type Match = NonNullable<ConfigPatch['match']>;

const LISTENERS = ['LISTENER', 'FILTER_CHAIN', 'NETWORK_FILTER', 'HTTP_FILTER'];
const ROUTES = ['ROUTE_CONFIGURATION', 'VIRTUAL_HOST', 'HTTP_ROUTE'];
const CONNECTION_MANAGERS = ['envoy.filters.network.http_connection_manager', 'envoy.http_connection_manager'];

/** Whether Envoy takes what is patched in is not looked at: that needs all of its types. */
export function checkEnvoyFilter({ configPatches = [], workloadSelector }: EnvoyFilterSpec, report: Report): void {
  values.checkSelector(workloadSelector?.labels, '/spec/workloadSelector/labels', report);
  if (report.errors.length > 0) return;
  report.warn('/spec', 'it patches what Istio makes for Envoy, which changes with every version of Istio', {
    effect:
      'after an upgrade of Istio a patch may match nothing and be left out without a word, or give proxies what they refuse',
    fix:
      'use an API of Istio where one does the same; else test the filter at each upgrade of Istio, and say so by an annotation, ' +
      '`istio-gitops.dev/ignore: "IST0133: who tests it, and how"`',
  });
  if (workloadSelector !== undefined && Object.keys(workloadSelector.labels ?? {}).length === 0) {
    report.warn('/spec/workloadSelector', 'the selector has no labels: it is for all of the namespace');
  }
  for (const [i, configPatch] of configPatches.entries()) {
    if (configPatch.match?.context !== ('WAYPOINT' as string))
      checkPatch(configPatch, `/spec/configPatches/${i}`, report);
  }
}

function checkPatch({ applyTo = 'INVALID', patch, match }: ConfigPatch, pointer: string, report: Report): void {
  if (applyTo === 'INVALID') report.error(pointer, 'a patch needs applyTo');
  else if (patch === undefined) report.error(pointer, 'patch is missing');
  else if ((patch.operation ?? 'INVALID') === 'INVALID') report.error(`${pointer}/patch`, 'a patch needs an operation');
  else if (patch.operation !== 'REMOVE' && patch.value === undefined) {
    report.error(`${pointer}/patch`, `${patch.operation!} needs a value`);
  } else if (match !== undefined) checkMatch(match, applyTo, `${pointer}/match`, report);
}

function checkMatch(match: Match, applyTo: string, pointer: string, report: Report): void {
  const { proxyVersion = '' } = match.proxy ?? {};
  if (proxyVersion.length > 1024)
    report.warn(`${pointer}/proxy/proxyVersion`, 'the expression is too long, and ignored');
  else if (proxyVersion !== '') {
    const problem = regexProblem(proxyVersion);
    report.error(`${pointer}/proxy/proxyVersion`, problem);
    if (problem !== undefined) return;
  }
  const wanted = LISTENERS.includes(applyTo)
    ? 'listener'
    : ROUTES.includes(applyTo)
      ? 'routeConfiguration'
      : applyTo === 'CLUSTER'
        ? 'cluster'
        : undefined;
  const stated = (['listener', 'routeConfiguration', 'cluster', 'waypoint'] as const).filter((field) => field in match);
  if (wanted !== undefined && stated.length > 0 && match[wanted] === undefined) {
    report.error(pointer, `${applyTo} is matched by ${wanted}, not by ${stated.join(', ')}`);
  } else if (wanted === 'listener') checkFilter(match, applyTo, `${pointer}/listener/filterChain/filter`, report);
}

function checkFilter({ listener }: Match, applyTo: string, pointer: string, report: Report): void {
  const filter = listener?.filterChain?.filter;
  if (filter === undefined) return;
  if (applyTo === 'LISTENER' || applyTo === 'FILTER_CHAIN')
    report.warn(pointer, `a filter means nothing for ${applyTo}`);
  const { name = '', subFilter } = filter;
  if (name === '') report.error(pointer, 'a filter needs a name');
  else if (subFilter !== undefined) {
    if (applyTo !== 'HTTP_FILTER') report.error(`${pointer}/subFilter`, 'a subFilter is for HTTP_FILTER only');
    else if (!CONNECTION_MANAGERS.includes(name)) {
      report.error(`${pointer}/name`, `filters within ${name} are not known: use ${CONNECTION_MANAGERS[0]!}`);
    } else if ((subFilter.name ?? '') === '') report.error(`${pointer}/subFilter`, 'a subFilter needs a name');
  }
}
