import { append } from '../../mesh/group';
import { resolveHost, ROOT_NAMESPACE, serviceHost } from '../../mesh/host';
import * as kinds from '../../mesh/kinds';
import { isEmptySelector, Labels, selects } from '../../mesh/labels';
import type { Mesh } from '../../mesh/mesh';
import { hasTarget, PolicySpec } from '../../mesh/policy';
import { isHttp, parseProtocol } from '../../mesh/protocol';
import type { Provider } from '../../mesh/registry';
import { AuthorizationPolicySpec, ServiceSpec, SidecarSpec, specOf } from '../../mesh/specs';
import { MESH } from '../../mesh/virtual-service';
import { addRules } from './http-samples';
import { addCondition, ProbedHost, ProbedHosts, Sender, WorkloadSender } from './probe';

/** A service in the mesh, as callers know it. */
interface Callee {
  readonly host: string;
  readonly port: number;
  readonly namespace: string;
  readonly labels: Labels;
}

/** Whoever is not named anywhere: what the default deny keeps out. */
const SOMEBODY = 'somebody-else';

/** Namespace-wide policies that name callers are tried on each service, for so many callers at most. */
const MOST_CALLERS = 16;

/**
 * Adds the services of a mesh with the callers that its policies name and one that none does, and the hosts that
 * workloads' Sidecars let them know of.
 */
export function addCallers(hosts: ProbedHosts, mesh: Mesh): void {
  const callees = calleesOf(mesh);
  const policies = new Policies(mesh);
  for (const callee of callees.values()) {
    const place = (sender: Sender): ProbedHost => hosts.at(sender, `http://${callee.host}${portText(callee.port)}`);
    place(anybody(callee.namespace));
    for (const { selector, rules } of policies.of(callee)) {
      const isOwn = !isEmptySelector(selector);
      for (const rule of rules) {
        for (const caller of isOwn ? rule.callers : rule.callers.slice(0, MOST_CALLERS)) {
          const host = place(caller);
          for (const path of rule.paths) host.paths.add(path);
          for (const method of rule.methods) addCondition(host, { method });
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

function anybody(namespace: string): Sender {
  return { ...callerOf(namespace, SOMEBODY), title: `any other workload in ${namespace}` };
}

function callerOf(namespace: string, name: string): WorkloadSender {
  return { kind: 'workload', name: `${namespace}/${name}`, principal: `cluster.local/ns/${namespace}/sa/${name}` };
}

/** By host. */
function calleesOf(mesh: Mesh): ReadonlyMap<string, Callee> {
  const callees = new Map<string, Callee>();
  for (const { namespace, labels, service } of mesh.set.workloads) {
    if (service === undefined) continue;
    const host = serviceHost(service.name, namespace);
    callees.set(host, { host, namespace, labels, port: service.ports[0] ?? 80 });
  }
  for (const manifest of mesh.all(kinds.Service)) {
    const { name, namespace } = manifest.identity;
    const { selector, ports = [] } = specOf<ServiceSpec>(manifest);
    const host = serviceHost(name, namespace);
    if (selector === undefined || ports[0] === undefined) continue;
    callees.set(host, { host, namespace, labels: selector, port: ports[0].port });
  }
  // Of a set that was read from YAML nothing but its rules says which services there are.
  for (const { host, manifest } of mesh.destinationRules) {
    const name = host.split('.', 1)[0]!;
    if (callees.has(host) || host !== serviceHost(name, manifest.identity.namespace)) continue;
    callees.set(host, { host, namespace: manifest.identity.namespace, labels: { app: name }, port: 80 });
  }
  return callees;
}

interface Policy {
  readonly selector: Labels | undefined;
  readonly rules: readonly PolicyRule[];
}

interface PolicyRule {
  readonly callers: readonly Sender[];
  readonly paths: readonly string[];
  readonly methods: readonly string[];
}

/** Found by one of the labels that they select, so that no service looks at all of them. */
class Policies {
  private readonly byLabel = new Map<string, Policy[]>();

  constructor(mesh: Mesh) {
    for (const manifest of mesh.all(kinds.AuthorizationPolicy)) {
      if (hasTarget(manifest)) continue;
      const { rules = [], selector } = specOf<AuthorizationPolicySpec & PolicySpec>(manifest);
      const labels = selector?.matchLabels;
      const [first] = Object.entries(labels ?? {});
      append(this.byLabel, keyOf(manifest.identity.namespace, first), { selector: labels, rules: rules.map(ruleOf) });
    }
  }

  *of({ namespace, labels }: Callee): Generator<Policy> {
    for (const where of namespace === ROOT_NAMESPACE ? [namespace] : [namespace, ROOT_NAMESPACE]) {
      yield* this.byLabel.get(keyOf(where)) ?? [];
    }
    for (const label of Object.entries(labels)) {
      for (const policy of this.byLabel.get(keyOf(namespace, label)) ?? []) {
        if (selects(policy.selector, labels)) yield policy;
      }
    }
  }
}

function keyOf(namespace: string, [name, value]: readonly [string, string] | readonly [] = []): string {
  return name === undefined ? namespace : `${namespace}/${name}=${value}`;
}

function ruleOf({ from = [], to = [] }: NonNullable<AuthorizationPolicySpec['rules']>[number]): PolicyRule {
  return {
    callers: from.flatMap(({ source = {} }) => [
      ...(source.principals ?? []).flatMap(callerOfPrincipal),
      ...(source.namespaces ?? []).filter(isPlain).map((namespace) => anybody(namespace)),
    ]),
    paths: to.flatMap(({ operation }) => (operation?.paths ?? []).flatMap(pathOf)),
    methods: to.flatMap(({ operation }) => (operation?.methods ?? []).filter(isPlain)),
  };
}

function isPlain(text: string): boolean {
  return !text.includes('*');
}

/** As Istio's charts and installation name the service accounts of its gateways: what comes that way is asked of the gateway. */
const GATEWAYS = /^istio-(in|e)gressgateway(-service-account)?$/;

function callerOfPrincipal(principal: string): readonly Sender[] {
  const [, namespace, account] = /\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(principal) ?? [];
  if (namespace === undefined || account === undefined || GATEWAYS.test(account)) return [];
  return [{ kind: 'workload', name: `${namespace}/${account}`, principal }];
}

/** A path that a policy means; templates and suffixes are left to the paths of routes. */
function pathOf(pattern: string): readonly string[] {
  const path = pattern.endsWith('*') ? `${pattern.slice(0, -1)}x` : pattern;
  return path.startsWith('/') && !/[*{}]/.test(path) ? [path] : [];
}

/** What the rules of virtual services tell apart, for each caller of their hosts. */
function addRoutes(hosts: ProbedHosts, mesh: Mesh, callees: ReadonlyMap<string, Callee>): void {
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
function addKnownHosts(hosts: ProbedHosts, mesh: Mesh, callees: ReadonlyMap<string, Callee>): void {
  for (const manifest of mesh.all(kinds.Sidecar)) {
    const { egress = [], workloadSelector } = specOf<SidecarSpec>(manifest);
    const { namespace } = manifest.identity;
    const app = workloadSelector?.labels?.['app'];
    const sender = app === undefined ? anybody(namespace) : callerOf(namespace, app);
    for (const text of egress.flatMap((listener) => listener.hosts)) {
      const [scope, host = ''] = text.split('/');
      if (!isPlain(host) || scope === '~') continue;
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
