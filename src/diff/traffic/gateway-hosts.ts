import { admits, parseGatewayHost } from '../../mesh/gateway';
import { append } from '../../mesh/group';
import { hostCovers } from '../../mesh/host';
import { selectorText } from '../../mesh/labels';
import type { Mesh } from '../../mesh/mesh';
import { parseProtocol } from '../../mesh/protocol';
import { effectiveRules } from '../../mesh/routing/http-rules';
import { MESH, VirtualServiceView } from '../../mesh/virtual-service';
import type { Callees } from './callees';
import type { Expressions } from './expressions';
import { concreteHost } from './host-names';
import { casesOf } from './http-samples';
import type { Policies } from './policies';
import { isAbout, type PolicyRule } from './policy-rule';
import { addCases, type Cases, type ProbedHost, type ProbedHosts } from './probe';
import type { Sender } from './sender';

/** Where a gateway takes HTTP. */
interface Door {
  readonly sender: Sender;
  /** With the colon. */
  readonly scheme: 'http:' | 'https:';
  readonly port: number;
  readonly patterns: readonly ReturnType<typeof parseGatewayHost>[];
  /** Of the policies of the gateway's pods. */
  readonly rules: readonly PolicyRule[];
}

/** Adds the hosts that the gateways of a mesh serve, and what their rules tell apart. */
export function addGatewayHosts(
  hosts: ProbedHosts,
  mesh: Mesh,
  { callees, policies, expressions }: { callees: Callees; policies: Policies; expressions: Expressions },
): void {
  const doors = doorsOf(mesh, policies);
  for (const virtualService of mesh.virtualServices) {
    if (virtualService.isDelegate) continue;
    let rules: readonly PolicyRule[] | undefined;
    let cases: readonly Cases[] | undefined;
    for (const { door, host } of entrancesOf(virtualService, doors)) {
      const probed = hosts.at(door.sender, originOf(door, host));
      if (probed === undefined) continue;
      cases ??= casesOf(virtualService, mesh, expressions);
      for (const one of cases) addCases(probed, one);
      rules ??= policyRules(virtualService, mesh, callees, policies);
      addPolicies(probed, [...rules, ...door.rules]);
    }
  }
  // A server that redirects answers for its hosts, whether or not a virtual service has them.
  for (const door of [...doors.values()].flat()) {
    for (const { host } of door.patterns) {
      const probed = hosts.at(door.sender, originOf(door, host));
      if (probed !== undefined) addPolicies(probed, door.rules);
    }
    // Policies are asked before routes are, so that they are for hosts that no server has, too; TLS has to name one.
    for (const name of new Set(door.rules.flatMap(({ samples }) => samples))) {
      if (door.scheme === 'https:' && !door.patterns.some(({ host }) => hostCovers(host, name))) continue;
      const probed = hosts.at(door.sender, originOf(door, name));
      if (probed !== undefined) addPolicies(probed, door.rules);
    }
  }
}

/** Where the hosts of a virtual service get in. */
function* entrancesOf(
  { gateways, hosts, namespace }: VirtualServiceView,
  doors: ReadonlyMap<string, readonly Door[]>,
): Generator<{ readonly door: Door; readonly host: string }> {
  for (const door of gateways.flatMap((gateway) => (gateway === MESH ? [] : (doors.get(gateway) ?? [])))) {
    for (const pattern of door.patterns) {
      for (const host of hosts) {
        if (admits(pattern, host, namespace))
          yield { door, host: hostCovers(pattern.host, host) ? host : pattern.host };
      }
    }
  }
}

function addPolicies(probed: ProbedHost, rules: readonly PolicyRule[]): void {
  if (rules.length === 0) return;
  const host = new URL(probed.origin).hostname;
  for (const rule of rules) if (isAbout(rule, host)) addCases(probed, rule.cases);
}

/** What the policies of the services behind a virtual service tell apart. */
function policyRules(
  virtualService: VirtualServiceView,
  mesh: Mesh,
  callees: Callees,
  policies: Policies,
): readonly PolicyRule[] {
  const destinations = new Set(
    effectiveRules(virtualService, mesh).rules.flatMap(({ rule }) =>
      (rule.route ?? []).map((share) => share.destination.host),
    ),
  );
  return [...destinations].flatMap((host) => {
    const callee = callees.get(host);
    return callee === undefined ? [] : [...policies.of(callee)].flatMap(({ rules }) => rules);
  });
}

/** By `namespace/name` of the gateway. */
function doorsOf(mesh: Mesh, policies: Policies): ReadonlyMap<string, readonly Door[]> {
  const doors = new Map<string, Door[]>();
  const bySelector = new Map<string, readonly PolicyRule[]>();
  for (const [name, { spec, manifest }] of mesh.gateways) {
    const { selector = {} } = spec;
    const sender = { kind: 'gateway', selector } as const;
    const own = manifest.identity.namespace;
    const key = `${own} ${selectorText(selector)}`;
    let rules = bySelector.get(key);
    if (rules === undefined) {
      const namespaces = mesh.workloads.selectedBy(selector).map(({ namespace }) => namespace);
      rules = policies.ofGateways(selector, [own, ...namespaces]).flatMap((policy) => policy.rules);
      bySelector.set(key, rules);
    }
    for (const { port, tls, hosts } of spec.servers ?? []) {
      const protocol = parseProtocol(port.protocol);
      const endsTls = protocol === 'HTTPS' && !['PASSTHROUGH', 'ISTIO_MUTUAL'].includes(tls?.mode ?? '');
      if (protocol !== 'HTTP' && protocol !== 'HTTP2' && protocol !== 'GRPC' && !endsTls) continue;
      append(doors, name, {
        sender,
        scheme: endsTls ? 'https:' : 'http:',
        port: port.number,
        patterns: hosts.map((host) => parseGatewayHost(host, own)),
        rules,
      });
    }
  }
  return doors;
}

const DEFAULT_PORTS = { 'http:': 80, 'https:': 443 } as const;

function originOf({ scheme, port }: Door, host: string): string {
  return `${scheme}//${concreteHost(host)}${port === DEFAULT_PORTS[scheme] ? '' : `:${port}`}`;
}
