import fc from 'fast-check';
import type { KubernetesObject } from '../../../../../src/model/identity';
import { CREDENTIAL } from '../arena';
import { istioObject } from './objects';
import { egress, external } from './outside';
import { rules } from './rules';
import { type Names, namesOf, type Part, publicHosts, rarely } from './vocabulary';

type Objects = readonly KubernetesObject[];

/** A random mesh with hosts and services of its own. */
export function slices(slice: number): fc.Arbitrary<Objects> {
  const names = namesOf(slice);
  return fc
    .tuple(
      fc.oneof({ weight: 4, arbitrary: ingress(names) }, { weight: 1, arbitrary: fc.constant([]) }),
      fc.oneof({ weight: 2, arbitrary: service(names, 'web', 'shop') }, { weight: 1, arbitrary: fc.constant([]) }),
      fc.oneof({ weight: 1, arbitrary: service(names, 'items', 'stock') }, { weight: 2, arbitrary: fc.constant([]) }),
      subsets(names, 'web', 'shop'),
      subsets(names, 'items', 'stock'),
      fc.oneof(external(names), egress(names), fc.constant([])),
    )
    .map((parts) => parts.flat());
}

function ingress(names: Names): fc.Arbitrary<Objects> {
  const [first, second] = names.gateways as readonly [string, string];
  return fc
    .tuple(
      gateway(first, publicHosts(names, ['one', '*.deep', '*'])),
      rarely(gateway(second, publicHosts(names, ['two', 'in.deep'])), 3),
    )
    .chain(([front, side]) => {
      const bound = side === undefined ? [first] : [first, second];
      return fc
        .tuple(
          virtualService(names, 'public-a', publicHosts(names, ['one', 'three']), bound),
          rarely(virtualService(names, 'public-b', publicHosts(names, ['*.deep', 'two']), bound), 2),
          rarely(virtualService(names, 'public-c', publicHosts(names, ['*']), bound), 3),
        )
        .map((services) => [
          front,
          ...(side === undefined ? [] : [side]),
          ...services.flatMap((objects) => objects ?? []),
        ]);
    });
}

/** @param hosts those that it may have; those with TLS are told apart by server name, so no two servers have one */
function gateway(qualified: string, hosts: readonly string[]): fc.Arbitrary<KubernetesObject> {
  const [namespace, name] = qualified.split('/') as [string, string];
  const some = fc.subarray([...hosts], { minLength: 1 });
  const scoped = fc
    .tuple(some, rarely(fc.constantFrom('shop/', './', '*/', 'stock/'), 5))
    .map(([list, scope = '']) => list.map((host) => `${scope}${host}`));
  const http = fc
    .tuple(scoped, fc.constantFrom(80, 80, 80, 8080), rarely(fc.constant(true), 6))
    .map(([list, number, isRedirect]) => ({
      port: { number, name: `http-${number}`, protocol: 'HTTP' },
      hosts: list,
      ...(isRedirect === true && { tls: { httpsRedirect: true } }),
    }));
  const https = fc.tuple(scoped, fc.constantFrom('HTTPS', 'https')).map(([list, protocol]) => ({
    port: { number: 443, name: 'https', protocol },
    hosts: list,
    tls: { mode: 'SIMPLE', credentialName: CREDENTIAL },
  }));
  return fc
    .oneof(
      fc.tuple(http, https),
      fc.tuple(http, https),
      fc.tuple(http),
      fc.tuple(https),
      fc.tuple(http, http, https).filter(([a, b]) => a.port.number !== b.port.number),
    )
    .map((servers) => istioObject('Gateway', namespace, name, { selector: { istio: 'ingressgateway' }, servers }));
}

function virtualService(
  names: Names,
  suffix: string,
  hosts: readonly string[],
  bound: readonly string[],
): fc.Arbitrary<Objects> {
  const name = `${suffix}-${names.slice}`;
  const delegated = fc.uniqueArray(fc.constantFrom('shop', 'stock'), { maxLength: 2 });
  return fc
    .tuple(
      fc.subarray([...hosts], { minLength: 1 }),
      fc.subarray([...bound], { minLength: 1 }),
      fc.constantFrom('istio-system', 'shop', 'shop', 'stock'),
      rarely(fc.constantFrom(['.'], ['*'], ['istio-system'], ['stock', 'istio-system']), 5),
      fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: delegated }),
      rarely(fc.constant(true), 4),
    )
    .chain(([own, gateways, namespace, exportTo, delegates, isForMesh]) => {
      const all = isForMesh === true ? [...gateways, 'mesh'] : gateways;
      const kind = { isForMesh: isForMesh === true, gateways };
      const references = delegates.map((of) => ({ namespace: of, name: `${name}-rules` }));
      return fc
        .tuple(
          rules(names, { ...kind, delegates: references }),
          ...delegates.map(() => rules(names, { ...kind, delegates: [] })),
        )
        .map(([http, ...others]) => [
          istioObject('VirtualService', namespace, name, {
            hosts: own,
            gateways: all,
            ...(exportTo !== undefined && { exportTo }),
            http,
          }),
          ...others.map((list, i) =>
            istioObject('VirtualService', delegates[i]!, `${name}-rules`, { http: withoutSenders(list) }),
          ),
        ]);
    });
}

/** Fields of matches that a delegate must not have. */
const SENDERS: ReadonlySet<string> = new Set(['gateways', 'sourceLabels', 'sourceNamespace']);

function withoutSenders(list: readonly Part[]): readonly Part[] {
  return list.map(({ match, ...rule }) => {
    if (match === undefined) return rule;
    const kept = (match as readonly Part[]).map((one) =>
      Object.fromEntries(Object.entries(one).filter(([field]) => !SENDERS.has(field))),
    );
    return { ...rule, match: kept };
  });
}

/** How callers in the mesh get to a service. */
function service(names: Names, name: 'web' | 'items', namespace: string): fc.Arbitrary<Objects> {
  const host = name === 'web' ? names.webHost : names.itemsHost;
  return fc
    .tuple(
      fc.constantFrom(namespace, namespace, 'office'),
      fc.constantFrom(
        [host],
        [host],
        [names[name]],
        [host, `${names[name]}.${namespace}`],
        [`*.${namespace}-${names.slice}.test`],
      ),
      rarely(fc.constantFrom(['.'], ['*'], ['office'], [namespace]), 5),
      rules(names, { isForMesh: true, gateways: names.gateways.slice(0, 1), delegates: [] }),
      fc.constantFrom(undefined, ['mesh'], undefined, ['mesh', names.gateways[0]!]),
    )
    .map(([own, hosts, exportTo, http, gateways]) => [
      istioObject('VirtualService', own, `${name}-mesh-${names.slice}`, {
        hosts: [
          ...(own === namespace ? hosts : [host]),
          ...(gateways?.length === 2 ? publicHosts(names, ['three']) : []),
        ],
        ...(gateways !== undefined && { gateways }),
        ...(exportTo !== undefined && { exportTo }),
        http,
      }),
    ]);
}

const SUBSETS = ['v1', 'v2', 'v3'].map((version) => ({ name: version, labels: { version } }));

function subsets(names: Names, name: 'web' | 'items', namespace: string): fc.Arbitrary<Objects> {
  const host = name === 'web' ? names.webHost : names.itemsHost;
  const policy = rarely(
    fc.constantFrom(
      { tls: { mode: 'DISABLE' } },
      { tls: { mode: 'ISTIO_MUTUAL' } },
      { loadBalancer: { simple: 'ROUND_ROBIN' } },
      { portLevelSettings: [{ port: { number: 81 }, tls: { mode: 'DISABLE' } }] },
    ),
    4,
  );
  const rule = (suffix: string): fc.Arbitrary<KubernetesObject> =>
    fc
      .tuple(
        fc.constantFrom(namespace, namespace, namespace, 'istio-system', 'office', 'shop'),
        fc.constantFrom(host, host, host, names[name], `*.${namespace}.svc.cluster.local`),
        fc.subarray(SUBSETS, { minLength: 1 }),
        policy,
        rarely(fc.constantFrom(['.'], ['*'], ['istio-system'], ['shop'], ['stock', 'office'], ['.', 'office']), 4),
      )
      .map(([own, to, list, trafficPolicy, exportTo]) =>
        istioObject('DestinationRule', own, `${name}-${names.slice}${suffix}`, {
          // A wildcard would be every mesh's.
          host: own === namespace && !to.startsWith('*') ? to : host,
          subsets: list,
          ...(trafficPolicy !== undefined && { trafficPolicy }),
          ...(exportTo !== undefined && { exportTo }),
        }),
      );
  return fc.oneof(
    { weight: 5, arbitrary: fc.tuple(rule('')) },
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.tuple(rule(''), rule('-too')) },
  );
}
