import { append, groupBy } from '../../mesh/group';
import type { GatewayServer, GatewayView } from '../../mesh/gateway';
import { isEmptySelector, selects, selectorText } from '../../mesh/labels';
import type { Mesh } from '../../mesh/mesh';
import { describeManifests } from '../../model/manifest';
import type { Rule } from '../rule';

const gateway = (name: string, host: string, credential: string): string => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: edge }
spec:
  selector: { istio: ingressgateway }
  servers:
    - port: { number: 443, name: https, protocol: HTTPS }
      tls: { mode: SIMPLE, credentialName: ${credential} }
      hosts: [${host}]
`;

/** Clients reuse a connection for all hosts of its certificate, and Envoy knows only those of one gateway there. */
export const duplicateCertificate: Rule = {
  code: 'IST0138',
  name: 'GatewayDuplicateCertificate',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'Two gateways of the same pods serve the same certificate.',
    effect: 'browsers that reuse an HTTP/2 connection of one for a host of the other get 404',
    fix: 'serve all hosts of a certificate by one gateway, or give each gateway a certificate of its own',
    bad: [gateway('shop', 'shop.example.com', 'wildcard'), gateway('blog', 'blog.example.com', 'wildcard')].join(
      '---\n',
    ),
    good: [gateway('shop', 'shop.example.com', 'shop'), gateway('blog', 'blog.example.com', 'blog')].join('---\n'),
  },
  *check({ gateways }) {
    const byCertificate = new Map<string, { readonly gateway: GatewayView; readonly server: number }[]>();
    for (const gateway of gateways.values()) {
      for (const [server, { tls }] of (gateway.spec.servers ?? []).entries()) {
        const certificate = certificateOf(tls);
        if (certificate !== undefined) append(byCertificate, certificate, { gateway, server });
      }
    }
    const found = new Map<GatewayView, { readonly server: number; readonly others: Set<GatewayView> }>();
    for (const users of byCertificate.values()) {
      for (const { gateway, server } of users) {
        for (const { gateway: other } of users) {
          if (other === gateway || !isOfMorePods(gateway, other)) continue;
          const finding = found.get(gateway) ?? { server, others: new Set() };
          found.set(gateway, finding);
          finding.others.add(other);
        }
      }
    }
    for (const [{ manifest }, { server, others }] of found) {
      const related = [...others].map((other) => other.manifest);
      yield {
        manifest,
        related,
        pointer: `/spec/servers/${server}/tls`,
        message: `it serves the same certificate as ${describeManifests(related)}`,
      };
    }
  },
};

/** Servers of one port and host on the same pods. */
export const conflictingGateways: Rule = {
  code: 'IST0145',
  name: 'ConflictingGateways',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'Two gateways of the same pods have a server for the same port and host.',
    effect: 'Istio takes one of the two servers and drops the other, with its certificate and routes',
    fix: 'serve the host by one gateway, and let virtual services of other namespaces name that',
    bad: [gateway('shop', 'shop.example.com', 'shop'), gateway('again', 'shop.example.com', 'again')].join('---\n'),
    good: [gateway('shop', 'shop.example.com', 'shop'), gateway('blog', 'blog.example.com', 'blog')].join('---\n'),
  },
  *check(mesh) {
    const bySelector = groupBy(mesh.gateways.values(), ({ spec }) => selectorText(spec.selector));
    const servers = new Map<string, Set<GatewayView>>();
    for (const gateway of mesh.gateways.values()) {
      for (const place of placesOf(gateway)) {
        const users = servers.get(place) ?? new Set();
        servers.set(place, users.add(gateway));
      }
    }
    const samePods = podSharing(mesh, bySelector);
    for (const gateway of mesh.gateways.values()) {
      const groups = samePods(gateway);
      for (const [i, server] of (gateway.spec.servers ?? []).entries()) {
        const rivals = new Set<GatewayView>();
        for (const selector of groups) {
          for (const host of server.hosts) {
            for (const user of servers.get(placeOf(selector, server, host)) ?? [])
              if (user !== gateway) rivals.add(user);
          }
        }
        if (rivals.size === 0) continue;
        const related = [...rivals].map(({ manifest }) => manifest);
        yield {
          manifest: gateway.manifest,
          related,
          pointer: `/spec/servers/${i}/hosts`,
          message: `port ${server.port.number} for ${server.hosts.join(', ')} is also served by ${describeManifests(related)}`,
        };
      }
    }
  },
};

function certificateOf(tls: GatewayServer['tls']): string | undefined {
  if (tls === undefined) return undefined;
  if ((tls.credentialName ?? '') !== '') return `secret ${tls.credentialName}`;
  if ((tls.serverCertificate ?? '') === '' || (tls.privateKey ?? '') === '') return undefined;
  return `files ${tls.serverCertificate} ${tls.privateKey}`;
}

/** Whether all pods of another gateway are pods of one, too. */
function isOfMorePods({ spec }: GatewayView, other: GatewayView): boolean {
  return isEmptySelector(spec.selector) || selects(spec.selector, other.spec.selector);
}

/** As many as its servers have hosts. */
function placesOf({ spec }: GatewayView): string[] {
  const selector = selectorText(spec.selector);
  return (spec.servers ?? []).flatMap((server) => server.hosts.map((host) => placeOf(selector, server, host)));
}

function placeOf(selector: string, { port, bind = '' }: GatewayServer, host: string): string {
  return [selector, port.number, bind, host].join(' ');
}

/** The selectors with which pods of a gateway are selected: its own, and where the set has pods, those that share one. */
function podSharing(
  { workloads }: Mesh,
  bySelector: ReadonlyMap<string, readonly GatewayView[]>,
): (gateway: GatewayView) => Iterable<string> {
  const selectorsOfPod = new Map<unknown, Set<string>>();
  for (const [text, [gateway]] of bySelector) {
    for (const pod of workloads.selectedBy(gateway!.spec.selector)) {
      selectorsOfPod.set(pod, (selectorsOfPod.get(pod) ?? new Set()).add(text));
    }
  }
  return ({ spec }) => {
    const selectors = new Set([selectorText(spec.selector)]);
    for (const pod of workloads.selectedBy(spec.selector)) {
      for (const text of selectorsOfPod.get(pod) ?? []) selectors.add(text);
    }
    return selectors;
  };
}
