import fc from 'fast-check';
import { hostCovers } from '../../../../../src/mesh/host';
import type { KubernetesObject } from '../../../../../src/model/identity';
import { CALLERS, EXTERNAL_NAMES, PODS, PUBLIC_NAMES, STRANGER, UNDECLARED } from '../arena';
import { externalHosts, namesOf, publicHosts } from './vocabulary';

interface GatewaySpec {
  readonly selector?: Readonly<Record<string, string>>;
  readonly servers: readonly {
    readonly port: { readonly number: number; readonly protocol: string };
    readonly hosts: readonly string[];
  }[];
}

interface ServiceEntrySpec {
  readonly addresses?: readonly string[];
}

interface VirtualServiceSpec {
  readonly hosts?: readonly string[];
}

/** Who asks whom. */
interface Target {
  readonly from: string;
  readonly origin: string;
  /** The Host header, where it is another one. */
  readonly host?: string;
}

export function target(slice: number, objects: readonly KubernetesObject[]): fc.Arbitrary<Target> {
  const served = servedOrigins(slice, objects);
  const expected = served.map((origin) => fc.constant({ from: 'ingress', origin }));
  const any = throughIngress(slice);
  const ingress =
    expected.length === 0
      ? any
      : fc.oneof({ weight: 1, arbitrary: any }, { weight: 4, arbitrary: fc.oneof(...expected) });
  const straight = throughNamed(slice, objects);
  return fc.oneof(
    { weight: 10, arbitrary: ingress },
    { weight: 8, arbitrary: inMesh(slice, objects) },
    ...(straight === undefined ? [] : [{ weight: 1, arbitrary: straight }]),
  );
}

/** Clients outside of the mesh who connect to the pods of one of the gateways, by its name. */
function throughNamed(slice: number, objects: readonly KubernetesObject[]): fc.Arbitrary<Target> | undefined {
  const gateways = objects.filter(({ kind }) => kind === 'Gateway');
  if (gateways.length === 0) return undefined;
  const names = namesOf(slice);
  const hosts = fc.constantFrom(...externalHosts(names, ['one', 'two']), ...publicHosts(names, ['one']));
  return fc.tuple(fc.constantFrom(...gateways), hosts).map(([{ metadata }, host]) => ({
    from: `${metadata.namespace}/${metadata.name}`,
    origin: `http://${host}`,
  }));
}

/** Those that gateways take and virtual services have rules for. */
function servedOrigins(slice: number, objects: readonly KubernetesObject[]): readonly string[] {
  const specs = (kind: string): readonly unknown[] =>
    objects.filter((object) => object.kind === kind).map(({ spec }) => spec);
  const routed = (specs('VirtualService') as readonly VirtualServiceSpec[]).flatMap(({ hosts = [] }) => hosts);
  const hosts = publicHosts(namesOf(slice), PUBLIC_NAMES).filter((host) => routed.some((one) => hostCovers(one, host)));
  return (specs('Gateway') as readonly GatewaySpec[]).flatMap(({ servers }) =>
    servers.flatMap(({ port, hosts: served }) =>
      hosts
        .filter((host) => served.some((one) => hostCovers(one.slice(one.indexOf('/') + 1), host)))
        .map((host) =>
          port.number === 443 ? `https://${host}` : `http://${host}${port.number === 80 ? '' : `:${port.number}`}`,
        ),
    ),
  );
}

function throughIngress(slice: number): fc.Arbitrary<Target> {
  const names = namesOf(slice);
  const hosts = publicHosts(names, PUBLIC_NAMES);
  const origin = fc
    .tuple(
      fc.constantFrom('http://', 'http://', 'https://'),
      fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom(...hosts) },
        { weight: 1, arbitrary: fc.constantFrom('other.test', names.webHost) },
      ),
      fc.constantFrom('', '', '', '', ':8080'),
    )
    .map(([scheme, host, port]) => `${scheme}${host}${scheme === 'https://' ? '' : port}`);
  const host = fc.oneof(
    { weight: 12, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...hosts) },
    { weight: 1, arbitrary: fc.constantFrom(`${hosts[0]}:80`, `${hosts[0]}:1234`, hosts[0]!.toUpperCase()) },
  );
  return fc
    .tuple(origin, host)
    .map(([one, other]) => ({ from: 'ingress', origin: one, ...(other !== undefined && { host: other }) }));
}

const SENDERS: readonly string[] = [...CALLERS, STRANGER].map((name) => {
  const { namespace } = PODS.find((pod) => pod.name === name)!;
  return `${namespace}/${name}`;
});

function inMesh(slice: number, objects: readonly KubernetesObject[]): fc.Arbitrary<Target> {
  const names = namesOf(slice);
  const services = [names.webHost, names.itemsHost];
  const others = ['cart.shop.svc.cluster.local', 'depot.stock.svc.cluster.local'];
  const addresses = objects
    .filter(({ kind }) => kind === 'ServiceEntry')
    .flatMap(({ spec }) => (spec as ServiceEntrySpec).addresses ?? []);
  const service = fc
    .tuple(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...services) },
        { weight: 1, arbitrary: fc.constantFrom(...others) },
      ),
      fc.constantFrom('', '', '', ':81'),
    )
    .map(([host, port]) => `http://${host}${port}`);
  // It has no other port for HTTP, and nobody refuses connections to those that it lacks.
  const gateway = fc.constant('http://istio-egressgateway.istio-system.svc.cluster.local');
  const internal = fc.oneof({ weight: 14, arbitrary: service }, { weight: 1, arbitrary: gateway });
  const external = fc
    .tuple(fc.constantFrom(...externalHosts(names, EXTERNAL_NAMES), UNDECLARED), fc.constantFrom('', '', ':8080'))
    .map(([host, port]) => `http://${host}${port}`);
  const host = fc.oneof(
    { weight: 10, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(names.web, `${names.web}.shop`, `${names.items}.stock.svc`, ...services) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        `${names.webHost}:80`,
        UNDECLARED,
        'unknown',
        ...externalHosts(names, ['one']),
        ...addresses,
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom(...publicHosts(names, ['one', 'three'])) },
  );
  const fromSidecar = fc
    .tuple(
      fc.constantFrom(...SENDERS),
      fc.oneof({ weight: 3, arbitrary: internal }, { weight: 1, arbitrary: external }),
      host,
    )
    .map(([from, origin, other]) => ({ from, origin, ...(other !== undefined && { host: other }) }));
  return fromSidecar;
}
