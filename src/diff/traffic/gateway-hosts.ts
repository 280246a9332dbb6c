import { admits, parseGatewayHost } from '../../mesh/gateway';
import { append } from '../../mesh/group';
import { hostCovers } from '../../mesh/host';
import type { Mesh } from '../../mesh/mesh';
import { parseProtocol } from '../../mesh/protocol';
import { effectiveRules } from '../../mesh/routing/http-rules';
import { MESH, VirtualServiceView } from '../../mesh/virtual-service';
import type { Callees } from './callees';
import { addRules } from './http-samples';
import { addPolicyRule, Policies, PolicyRule } from './policies';
import type { ProbedHosts } from './probe';
import type { Sender } from './sender';

/** Where a gateway takes HTTP. */
interface Door {
  readonly sender: Sender;
  /** With the colon. */
  readonly scheme: 'http:' | 'https:';
  readonly port: number;
  readonly patterns: readonly ReturnType<typeof parseGatewayHost>[];
}

/** Adds the hosts that the gateways of a mesh serve, and what their rules tell apart. */
export function addGatewayHosts(hosts: ProbedHosts, mesh: Mesh, callees: Callees, policies: Policies): void {
  const doors = doorsOf(mesh);
  for (const virtualService of mesh.virtualServices) {
    if (virtualService.isDelegate) continue;
    let rules: readonly PolicyRule[] | undefined;
    for (const gateway of virtualService.gateways) {
      if (gateway === MESH) continue;
      for (const door of doors.get(gateway) ?? []) {
        for (const host of virtualService.hosts) {
          for (const pattern of door.patterns) {
            if (!admits(pattern, host, virtualService.namespace)) continue;
            const narrow = hostCovers(pattern.host, host) ? host : pattern.host;
            const probed = hosts.at(door.sender, originOf(door, concrete(narrow)));
            if (probed === undefined) continue;
            addRules(probed, virtualService, mesh);
            rules ??= policyRules(virtualService, mesh, callees, policies);
            for (const rule of rules) addPolicyRule(probed, rule);
          }
        }
      }
    }
  }
  // A server that redirects answers for its hosts, whether or not a virtual service has them.
  for (const door of [...doors.values()].flat()) {
    for (const { host } of door.patterns) hosts.at(door.sender, originOf(door, concrete(host)));
  }
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
function doorsOf(mesh: Mesh): ReadonlyMap<string, readonly Door[]> {
  const doors = new Map<string, Door[]>();
  for (const [name, { spec, manifest }] of mesh.gateways) {
    const sender = { kind: 'gateway', selector: spec.selector ?? {} } as const;
    for (const { port, tls, hosts } of spec.servers ?? []) {
      const protocol = parseProtocol(port.protocol);
      const endsTls = protocol === 'HTTPS' && !['PASSTHROUGH', 'ISTIO_MUTUAL'].includes(tls?.mode ?? '');
      if (protocol !== 'HTTP' && protocol !== 'HTTP2' && protocol !== 'GRPC' && !endsTls) continue;
      append(doors, name, {
        sender,
        scheme: endsTls ? 'https:' : 'http:',
        port: port.number,
        patterns: hosts.map((host) => parseGatewayHost(host, manifest.identity.namespace)),
      });
    }
  }
  return doors;
}

const DEFAULT_PORTS = { 'http:': 80, 'https:': 443 } as const;

function originOf({ scheme, port }: Door, host: string): string {
  return `${scheme}//${host}${port === DEFAULT_PORTS[scheme] ? '' : `:${port}`}`;
}

/** A host that a wildcard stands for. */
function concrete(host: string): string {
  return host === '*' ? 'any.example' : host.replace(/^\*/, 'any');
}
