import { append } from '../../mesh/group';
import { resolveHost } from '../../mesh/host';
import * as kinds from '../../mesh/kinds';
import { isEmptySelector } from '../../mesh/labels';
import type { Mesh } from '../../mesh/mesh';
import { isHttp, parseProtocol } from '../../mesh/protocol';
import type { Provider } from '../../mesh/registry';
import { SidecarSpec, specOf } from '../../mesh/specs';
import { MESH } from '../../mesh/virtual-service';
import type { Callees } from './callees';
import { addRules } from './http-samples';
import { addPolicyRule, Policies } from './policies';
import type { ProbedHost, ProbedHosts } from './probe';
import type { Sender } from './sender';
import { anybody, callerOf } from './workload-senders';

/** Namespace-wide policies that name callers are tried on each service, for so many callers at most. */
const MOST_CALLERS = 16;

/**
 * Adds the services of a mesh with the callers that its policies name and one that none does, and the hosts that
 * workloads' Sidecars let them know of.
 */
export function addCallers(hosts: ProbedHosts, mesh: Mesh, callees: Callees, policies: Policies): void {
  for (const callee of callees.values()) {
    const place = (sender: Sender): ProbedHost | undefined =>
      hosts.at(sender, `http://${callee.host}${portText(callee.port)}`);
    place(anybody(callee.namespace));
    for (const { selector, rules } of policies.of(callee)) {
      const isOwn = !isEmptySelector(selector);
      for (const rule of rules) {
        for (const caller of isOwn ? rule.callers : rule.callers.slice(0, MOST_CALLERS)) {
          const host = place(caller);
          if (host !== undefined) addPolicyRule(host, rule);
        }
      }
    }
  }
  addRoutes(hosts, mesh, callees);
  addKnownHosts(hosts, mesh, callees);
}

function portText(port: number): string {
  return port === 80 ? '' : `:${port}`;
}

/** What the rules of virtual services tell apart, for each caller of their hosts. */
function addRoutes(hosts: ProbedHosts, mesh: Mesh, callees: Callees): void {
  const byOrigin = new Map<string, ProbedHost[]>();
  for (const host of hosts) if (host.sender.kind === 'workload') append(byOrigin, host.origin, host);
  for (const virtualService of mesh.virtualServices) {
    if (!virtualService.gateways.includes(MESH)) continue;
    for (const host of virtualService.hosts) {
      const callee = callees.get(host);
      const origin = `http://${host}${portText(callee?.port ?? 80)}`;
      for (const probed of byOrigin.get(origin) ?? []) addRules(probed, virtualService, mesh);
    }
  }
}

/** Hosts that Sidecars name: of the workload that each is for, or of whoever is in its namespace. */
function addKnownHosts(hosts: ProbedHosts, mesh: Mesh, callees: Callees): void {
  for (const manifest of mesh.all(kinds.Sidecar)) {
    const { egress = [], workloadSelector } = specOf<SidecarSpec>(manifest);
    const { namespace } = manifest.identity;
    const app = workloadSelector?.labels?.['app'];
    const sender = app === undefined ? anybody(namespace) : callerOf(namespace, app);
    for (const text of egress.flatMap((listener) => listener.hosts)) {
      const [scope, host = ''] = text.split('/');
      if (host.includes('*') || scope === '~') continue;
      const resolved = resolveHost(host, namespace);
      const port = callees.get(resolved)?.port ?? httpPortOf(mesh.registry.find(resolved, namespace));
      if (port !== undefined) hosts.at(sender, `http://${resolved}${portText(port)}`);
    }
  }
}

/** Of a host outside of the mesh; undefined where nothing but TLS or TCP is spoken. */
function httpPortOf(provider: Provider | undefined): number | undefined {
  return provider?.ports.find(({ protocol }) => isHttp(parseProtocol(protocol)))?.number;
}
