import type { HttpRule, VirtualServiceView } from '../../mesh/virtual-service';
import { Expressions, textsOf } from './expressions';

/** A host that a wildcard stands for; any other host as it is. */
export function concreteHost(host: string): string {
  return host === '*' ? 'any.example' : host.replace(/^\*/, 'any');
}

/**
 * All that a virtual service connects: its hosts, itself, what it hands on to, its destinations, and what hosts are asked
 * for or become.
 */
export function namesOf(virtualService: VirtualServiceView): readonly string[] {
  const { hosts, targets, spec, manifest } = virtualService;
  const { namespace, name } = manifest.identity;
  return [
    ...hosts,
    `${namespace}/${name}`,
    ...[...virtualService.delegates()].map((delegate) => `${delegate.namespace}/${delegate.name}`),
    ...targets.map(({ host }) => host),
    ...(spec.http ?? []).flatMap(authorities),
  ];
}

const AUTHORITY: ReadonlySet<string> = new Set(['host', ':authority']);

/** Hosts that requests have in spite of their URL's: those that a rule asks for, and those that it writes. */
function authorities({ match = [], rewrite, headers, route = [] }: HttpRule): readonly string[] {
  const asked = match.flatMap(({ authority, headers: wanted = {} }) => [
    ...Object.entries(wanted),
    ...(authority === undefined ? [] : ([['host', authority]] as const)),
  ]);
  const written = [headers, ...route.map((share) => share.headers)].flatMap((changes) => {
    return [changes?.request?.set, changes?.request?.add].flatMap((set = {}) => Object.entries(set));
  });
  return [
    ...(rewrite?.authority === undefined ? [] : [rewrite.authority]),
    ...asked.filter(isAuthority).flatMap(([, value]) => textsOf(value, new Expressions())),
    ...written.filter(isAuthority).map(([, value]) => value),
  ];
}

function isAuthority([name]: readonly [string, unknown]): boolean {
  return AUTHORITY.has(name.toLowerCase());
}
