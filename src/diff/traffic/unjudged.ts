import * as kinds from '../../mesh/kinds';
import { meshConfigOf } from '../../mesh/mesh-config';
import { hasTarget } from '../../mesh/policy';
import { isHttp, parseProtocol } from '../../mesh/protocol';
import {
  AuthorizationPolicySpec,
  GatewaySpec,
  RequestAuthenticationSpec,
  ServiceEntrySpec,
  SidecarSpec,
  specOf,
  VirtualServiceSpec,
} from '../../mesh/specs';
import { Identity, kindKey } from '../../model/identity';
import { Json, sameJson } from '../../model/json';
import type { Manifest } from '../../model/manifest';
import { expressionsOf, inseparable } from './expressions';
import type { ObjectChange } from './object-changes';
import { policyPathsOf } from './text-sample';

/** A change of which nobody says what it means for requests, so that it may open what it does not seem to. */
export interface Unjudged {
  /** What is not asked, for people: `TLS and TCP routes`. */
  readonly about: string;
  readonly resources: readonly Identity[];
}

/** A part of objects of a kind that no request asks for. */
interface Blind {
  readonly about: string;
  /** The part, which is undefined where an object has none. */
  readonly part: (manifest: Manifest) => unknown;
}

/** What of changes no request can ask for, by what it is. */
export function unjudged(changes: readonly ObjectChange[]): readonly Unjudged[] {
  const found = new Map<string, Identity[]>();
  const tell = (about: string, { identity }: Manifest): void => {
    const resources = found.get(about);
    if (resources === undefined) found.set(about, [identity]);
    else resources.push(identity);
  };
  for (const [one, other] of changes) {
    const manifest = (other ?? one)!;
    for (const { about, part } of blindSpotsOf(manifest)) {
      const [was, will] = [one, other].map((side) => jsonOf(side === undefined ? undefined : part(side)));
      if (!sameJson(was!, will!)) tell(about, manifest);
    }
    const [was, will] = [one, other].map(expressionsOf) as [readonly string[], readonly string[]];
    if (inseparable(was, will).length > 0) tell(INSEPARABLE, manifest);
  }
  return [...found].map(([about, resources]) => ({ about, resources }));
}

const INSEPARABLE = 'regular expressions of which no text is known that tells them apart';

/** As it would be read again, without what is undefined. */
function jsonOf(part: unknown): Json {
  return part === undefined ? null : (JSON.parse(JSON.stringify(part)) as Json);
}

const whole = (about: string): readonly Blind[] => [{ about, part: (manifest) => withoutMetadata(manifest) }];

function withoutMetadata({ object }: Manifest): unknown {
  return { ...object, metadata: undefined, status: undefined };
}

/** Something of a list, undefined where nothing is left. */
function listOf<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length === 0 ? undefined : items;
}

const GATEWAY_API = 'gateway.networking.k8s.io';
const EXTENSIONS = 'extensions of proxies';
const CLIENT_CERTIFICATES: ReadonlySet<string> = new Set(['MUTUAL', 'OPTIONAL_MUTUAL', 'ISTIO_MUTUAL']);
const TARGETS = 'policies of gateways of the Gateway API, and of waypoints';
/** Conditions about what no probe has. */
const UNKNOWN_CONDITION = /^(destination\.ip|connection\.sni|experimental\.)/;

const BLIND: Readonly<Record<string, readonly Blind[]>> = {
  [kindKey(kinds.EnvoyFilter)]: whole('Envoy filters'),
  [kindKey(kinds.WasmPlugin)]: whole(EXTENSIONS),
  [kindKey(kinds.TrafficExtension)]: whole(EXTENSIONS),
  [kindKey(kinds.WorkloadEntry)]: whole('workloads outside of the cluster'),
  'networking.k8s.io/NetworkPolicy': whole('network policies'),
  'networking.k8s.io/Ingress': whole('Ingresses'),
  [kindKey(kinds.VirtualService)]: [
    {
      about: 'TLS and TCP routes',
      part: (manifest) => {
        const { tls, tcp } = specOf<VirtualServiceSpec>(manifest);
        return tls === undefined && tcp === undefined ? undefined : [tls, tcp];
      },
    },
  ],
  [kindKey(kinds.Gateway)]: [
    {
      about: 'TLS and TCP of gateways',
      part: (manifest) => listOf(serversOf(manifest).filter(({ port, tls }) => isOpaque(port.protocol, tls?.mode))),
    },
    {
      about: 'certificates of clients',
      part: (manifest) => listOf(serversOf(manifest).filter(({ tls }) => CLIENT_CERTIFICATES.has(tls?.mode ?? ''))),
    },
  ],
  [kindKey(kinds.ServiceEntry)]: [
    {
      about: 'connections out of the mesh that are not HTTP',
      part: (manifest) => {
        const { hosts, ports = [], ...others } = specOf<ServiceEntrySpec>(manifest);
        const opaque = ports.filter(({ protocol }) => !isHttp(parseProtocol(protocol ?? '')));
        return opaque.length === 0 ? undefined : [hosts, opaque, others];
      },
    },
  ],
  [kindKey(kinds.Sidecar)]: [
    { about: 'listeners that Sidecars declare', part: (manifest) => specOf<SidecarSpec>(manifest).ingress },
  ],
  [kindKey(kinds.AuthorizationPolicy)]: [
    { about: TARGETS, part: targeted },
    {
      about: 'external authorization',
      part: (manifest) => (String(policyOf(manifest).action) === 'CUSTOM' ? policyOf(manifest) : undefined),
    },
    {
      about: 'conditions on addresses of pods, server names and filters',
      part: (manifest) => {
        const rules = policyOf(manifest).rules ?? [];
        return listOf(rules.flatMap(({ when = [] }) => when.filter(({ key }) => UNKNOWN_CONDITION.test(key))));
      },
    },
    {
      about: 'paths of policies that no request is known for',
      part: (manifest) => {
        const operations = (policyOf(manifest).rules ?? []).flatMap(({ to = [] }) => to);
        const paths = operations.flatMap(({ operation }) => [
          ...(operation?.paths ?? []),
          ...(operation?.notPaths ?? []),
        ]);
        return listOf(paths.filter((path) => path !== '*' && policyPathsOf(path).length === 0));
      },
    },
  ],
  [kindKey(kinds.RequestAuthentication)]: [
    { about: TARGETS, part: targeted },
    {
      about: 'where tokens are, and who signs them',
      part: (manifest) =>
        listOf(
          (specOf<RequestAuthenticationSpec>(manifest).jwtRules ?? []).map((rule) => ({
            ...rule,
            audiences: undefined,
          })),
        ),
    },
  ],
  [kindKey(kinds.ConfigMap)]: [{ about: 'what else the configuration of the mesh says', part: otherConfigOf }],
  [kindKey(kinds.Namespace)]: [
    { about: 'ambient mode', part: ({ object }) => object.metadata.labels?.['istio.io/dataplane-mode'] },
  ],
};

function blindSpotsOf({ identity }: Manifest): readonly Blind[] {
  if (identity.group === GATEWAY_API) return whole('the Gateway API');
  return BLIND[kindKey(identity)] ?? [];
}

/** Whether nobody looks into the connections of a server. */
function isOpaque(protocol: string, mode = ''): boolean {
  const parsed = parseProtocol(protocol);
  return parsed === 'HTTPS' ? mode.endsWith('PASSTHROUGH') : !isHttp(parsed);
}

function serversOf(manifest: Manifest): NonNullable<GatewaySpec['servers']> {
  return specOf<GatewaySpec>(manifest).servers ?? [];
}

function policyOf(manifest: Manifest): AuthorizationPolicySpec {
  return specOf<AuthorizationPolicySpec>(manifest);
}

function targeted(manifest: Manifest): unknown {
  return hasTarget(manifest) ? specOf(manifest) : undefined;
}

/** Fields of the configuration that answers rest on. */
const JUDGED: ReadonlySet<string> = new Set([
  'accessLogFile',
  'accessLogEncoding',
  'accessLogFormat',
  'enableTracing',
  'defaultProviders',
  'enableAutoMtls',
  'outboundTrafficPolicy',
  'defaultHttpRetryPolicy',
  'rootNamespace',
  'trustDomain',
  'trustDomainAliases',
]);

function otherConfigOf(manifest: Manifest): unknown {
  const { name } = manifest.identity;
  if (!name.startsWith('istio')) return undefined;
  const set = { get: () => manifest };
  const others = Object.entries(meshConfigOf(set)).filter(([field]) => !JUDGED.has(field));
  return others.length === 0 ? undefined : Object.fromEntries(others);
}
