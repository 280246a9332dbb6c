import type { Kind } from '../model/identity';
import { segmentsOf } from '../model/json-pointer';
import { CATEGORIES, Category, FieldChange } from './change';
import { dialectOf } from './share-changes';

/** Groups and kinds that say who may do what. */
const POLICY_GROUPS = new Set(['security.istio.io', 'rbac.authorization.k8s.io']);
const POLICY_KINDS = new Set([
  'networking.k8s.io/NetworkPolicy',
  'gateway.networking.k8s.io/ReferenceGrant',
  'gateway.networking.k8s.io/BackendTLSPolicy',
]);

/** Groups whose objects say which hosts there are, and by which fields of `spec`. */
const HOST_GROUPS = new Set(['networking.istio.io', 'gateway.networking.k8s.io']);
const KINDS_WITH_HOSTS = new Set(['VirtualService', 'Gateway', 'ServiceEntry', 'HTTPRoute', 'GRPCRoute', 'TLSRoute']);
/** `gateways` and `parentRefs` bind hosts to where they are served. */
const HOST_FIELDS = new Set(['hosts', 'host', 'hostnames', 'gateways', 'parentRefs']);
/** Lists of what a gateway serves, and the fields of an item that say for which hosts. */
const SERVED = new Set(['servers', 'listeners']);
const SERVED_HOSTS = new Set(['hosts', 'hostname']);

const KINDS_WITH_TLS = new Set(['DestinationRule', 'Gateway', 'Sidecar']);

export function rankOf(category: Category): number {
  return CATEGORIES.indexOf(category);
}

/** What an object is about that there was not before. */
export function categoryOfNew(kind: Kind): Category {
  if (isPolicy(kind)) return 'policies';
  return HOST_GROUPS.has(kind.group) && KINDS_WITH_HOSTS.has(kind.kind) ? 'hosts' : 'other';
}

export function categoryOf({ from, to }: FieldChange, kind: Kind): Category {
  const [top, ...fields] = segmentsOf(to ?? from ?? '');
  if (isPolicy(kind)) return top === 'metadata' || top === 'apiVersion' ? 'other' : 'policies';
  if (top !== 'spec' || !HOST_GROUPS.has(kind.group)) return 'other';
  if (isShare(fields, kind) || isVersion(fields, kind)) return 'weights';
  if (isHost(fields)) return 'hosts';
  return KINDS_WITH_TLS.has(kind.kind) && fields.includes('tls') ? 'policies' : 'other';
}

function isPolicy({ group, kind }: Kind): boolean {
  return POLICY_GROUPS.has(group) || POLICY_KINDS.has(`${group}/${kind}`);
}

/** Whether it is in a list of destinations, and about which they are or what they get: `http/0/route/1/weight`. */
function isShare([rules = '', , route, , field]: readonly string[], kind: Kind): boolean {
  const dialect = dialectOf(kind);
  if (dialect?.rules.includes(rules) !== true || route !== dialect.route) return false;
  return field !== 'headers' && field !== 'filters';
}

/** Which pods a subset stands for, and so who gets its share: `subsets/0/labels/version`. */
function isVersion([list, , field]: readonly string[], { group, kind }: Kind): boolean {
  return group === 'networking.istio.io' && kind === 'DestinationRule' && list === 'subsets' && field === 'labels';
}

function isHost([field = '', , served]: readonly string[]): boolean {
  return HOST_FIELDS.has(field) || (SERVED.has(field) && (served === undefined || SERVED_HOSTS.has(served)));
}
