import { append } from '../../mesh/group';
import { resolveHost } from '../../mesh/host';
import * as kinds from '../../mesh/kinds';
import { isEmptySelector, Labels } from '../../mesh/labels';
import type { Mesh } from '../../mesh/mesh';
import { isHttp, parseProtocol } from '../../mesh/protocol';
import type { Provider } from '../../mesh/registry';
import { effectiveRules } from '../../mesh/routing/http-rules';
import { ServiceEntrySpec, SidecarSpec, specOf } from '../../mesh/specs';
import { MESH, VirtualServiceView } from '../../mesh/virtual-service';
import type { Callees } from './callees';
import type { Expressions } from './expressions';
import { concreteHost } from './host-names';
import { casesOf } from './http-samples';
import type { Policies } from './policies';
import { addCases, ProbedHost, ProbedHosts } from './probe';
import type { Sender } from './sender';
import { anybody, callerWith, PLAIN, STRANGER } from './workload-senders';

/** Namespace-wide policies that name callers are tried on each service, for so many callers at most. */
const MOST_CALLERS = 16;
/** What a Sidecar lets its pods know of in whatever words is asked for so many of those that change. */
const MOST_SIDECARS = 16;
/** A host that nothing names. */
const UNKNOWN_HOST = 'any-other-host.example';

/** What the rules of a mesh are about. */
export interface Rules {
  readonly callees: Callees;
  readonly policies: Policies;
  readonly expressions: Expressions;
  /** Keys of those that one side lacks, or that the sides have differently. */
  readonly changedSidecars: ReadonlySet<string>;
}

/**
 * Adds the services of a mesh with the callers that its policies and routes name, some that none does, one without mutual
 * TLS, and the hosts that workloads' Sidecars let them know of.
 */
export function addCallers(hosts: ProbedHosts, mesh: Mesh, rules: Rules): void {
  addServices(hosts, rules);
  addKnownHosts(hosts, mesh, rules);
  addEntries(hosts, mesh);
  addRoutes(hosts, mesh, rules);
}

function addServices(hosts: ProbedHosts, { callees, policies }: Rules): void {
  const namespaces = new Set<string>();
  for (const callee of callees.values()) {
    namespaces.add(callee.namespace);
    for (const port of callee.ports) {
      const place = (sender: Sender): ProbedHost | undefined =>
        hosts.at(sender, `http://${callee.host}${portText(port)}`);
      const somebody = [anybody(callee.namespace), STRANGER, PLAIN].map(place);
      for (const { selector, rules } of policies.of(callee)) {
        const isOwn = !isEmptySelector(selector);
        for (const rule of rules) {
          const callers = isOwn ? rule.callers : rule.callers.slice(0, MOST_CALLERS);
          for (const host of [...somebody, ...callers.map(place)]) if (host !== undefined) addCases(host, rule.cases);
        }
      }
    }
  }
  for (const sender of [...Array.from(namespaces, anybody), STRANGER]) addUnknown(hosts, sender);
}

/** What nothing names, which the outbound mode decides. */
function addUnknown(hosts: ProbedHosts, sender: Sender): void {
  for (const scheme of ['http', 'https']) hosts.at(sender, `${scheme}://${UNKNOWN_HOST}`);
}

function portText(port: number): string {
  return port === 80 ? '' : `:${port}`;
}

/** What the rules of virtual services tell apart, for each caller of their hosts, and for those whom they name. */
function addRoutes(hosts: ProbedHosts, mesh: Mesh, { callees, expressions }: Rules): void {
  const services = mesh.virtualServices.filter((one) => !one.isDelegate && one.gateways.includes(MESH));
  for (const virtualService of services) {
    const senders = [anybody(virtualService.namespace), STRANGER, ...sendersOf(virtualService, mesh)];
    for (const host of virtualService.hosts) {
      const name = concreteHost(host);
      for (const port of portsOf(name, virtualService, mesh, callees)) {
        for (const sender of senders) hosts.at(sender, `http://${name}${portText(port)}`);
      }
    }
  }
  const byHost = new Map<string, ProbedHost[]>();
  for (const host of hosts) {
    if (host.sender.kind === 'workload') append(byHost, new URL(host.origin).hostname, host);
  }
  for (const virtualService of services) {
    const probed = virtualService.hosts.flatMap((host) => byHost.get(concreteHost(host)) ?? []);
    if (probed.length === 0) continue;
    for (const cases of casesOf(virtualService, mesh, expressions)) for (const host of probed) addCases(host, cases);
  }
}

function portsOf(host: string, { namespace }: VirtualServiceView, mesh: Mesh, callees: Callees): readonly number[] {
  const callee = callees.get(host);
  if (callee !== undefined) return callee.ports;
  const known = httpPortsOf(mesh.registry.find(host, namespace));
  return known.length === 0 ? [80] : known;
}

/** Those whose labels or namespace the matches of a virtual service ask for. */
function sendersOf(virtualService: VirtualServiceView, mesh: Mesh): readonly Sender[] {
  const senders = new Map<string, Sender>();
  for (const { matches } of effectiveRules(virtualService, mesh).rules) {
    for (const { match } of matches) {
      const { sourceLabels, sourceNamespace = '' } = match;
      const namespace = sourceNamespace === '' ? virtualService.namespace : sourceNamespace;
      const sender = isEmptySelector(sourceLabels) ? anybody(namespace) : callerWith(namespace, sourceLabels as Labels);
      senders.set(JSON.stringify(sender), sender);
    }
  }
  return [...senders.values()];
}

/** Hosts that Sidecars name: of the workload that each is for, or of whoever is in its namespace. */
function addKnownHosts(hosts: ProbedHosts, mesh: Mesh, { callees, changedSidecars }: Rules): void {
  let all: readonly string[] | undefined;
  let rest = MOST_SIDECARS;
  for (const manifest of mesh.all(kinds.Sidecar)) {
    const { egress = [], workloadSelector } = specOf<SidecarSpec>(manifest);
    const { namespace } = manifest.identity;
    const selector = workloadSelector?.labels;
    const sender = isEmptySelector(selector) ? anybody(namespace) : callerWith(namespace, selector as Labels);
    addUnknown(hosts, sender);
    if (changedSidecars.has(manifest.key) && rest > 0) {
      rest--;
      all ??= originsOf(mesh, callees);
      for (const origin of all) hosts.at(sender, origin);
    }
    for (const text of egress.flatMap((listener) => listener.hosts)) {
      const [scope, host = ''] = text.split('/');
      if (host.includes('*') || scope === '~') continue;
      const resolved = resolveHost(host, namespace);
      const ports = callees.get(resolved)?.ports ?? httpPortsOf(mesh.registry.find(resolved, namespace));
      for (const port of ports) hosts.at(sender, `http://${resolved}${portText(port)}`);
    }
  }
}

/** One of each host that there is in the mesh. */
function originsOf(mesh: Mesh, callees: Callees): readonly string[] {
  const entries = mesh.all(kinds.ServiceEntry).flatMap((manifest) => specOf<ServiceEntrySpec>(manifest).hosts ?? []);
  const hosts = [...mesh.virtualServices.flatMap((one) => one.hosts), ...entries].filter((host) => !callees.has(host));
  return [
    ...[...callees.values()].flatMap(({ host, ports }) => ports.map((port) => `http://${host}${portText(port)}`)),
    ...new Set(hosts.map((host) => `http://${concreteHost(host)}`)),
  ];
}

/** Hosts outside of the mesh, for whoever is where they are declared, and elsewhere. */
function addEntries(hosts: ProbedHosts, mesh: Mesh): void {
  for (const manifest of mesh.all(kinds.ServiceEntry)) {
    const { hosts: names = [], ports = [] } = specOf<ServiceEntrySpec>(manifest);
    for (const sender of [anybody(manifest.identity.namespace), STRANGER]) {
      for (const name of names) {
        for (const { number, protocol } of ports) {
          const scheme = isHttp(parseProtocol(protocol ?? '')) ? 'http' : 'https';
          const port = scheme === 'https' && number === 443 ? '' : portText(number);
          hosts.at(sender, `${scheme}://${concreteHost(name)}${port}`);
        }
      }
    }
  }
}

/** Of a host outside of the mesh; none where nothing but TLS or TCP is spoken. */
function httpPortsOf(provider: Provider | undefined): readonly number[] {
  return (provider?.ports ?? []).filter(({ protocol }) => isHttp(parseProtocol(protocol))).map(({ number }) => number);
}
