import type { ObjectChange, ShareChange } from '../diff/change';
import { groupBy } from '../mesh/group';
import * as kinds from '../mesh/kinds';
import { kindKey } from '../model/identity';
import { isList, isMap, Json } from '../model/json';
import { listed } from './listed';

/**
 * What a reviewer must see of an object that comes or goes, in a line: its hosts, its shares, whom its policy lets in. Empty
 * where nothing of its kind is of that sort. It takes objects of any shape.
 */
export function essenceOf({ identity, fields, shares }: ObjectChange): string {
  const object = fields[0]?.after ?? fields[0]?.before ?? null;
  const essence = ESSENCES[kindKey(identity)]?.(at(object, 'spec')) ?? [];
  return [...essence, ...splitsOf(shares)].filter((part) => part !== '').join('; ');
}

type Essence = (spec: Json) => readonly string[];

const route: Essence = (spec) => [
  joined(
    listed(texts(at(spec, 'hostnames'))),
    'at',
    listed(each(at(spec, 'parentRefs'), (ref) => text(at(ref, 'name')))),
  ),
];

const ESSENCES: Readonly<Record<string, Essence>> = {
  [kindKey(kinds.VirtualService)]: (spec) => [
    joined(listed(texts(at(spec, 'hosts'))), 'at', listed(texts(at(spec, 'gateways')))),
  ],
  [kindKey(kinds.Gateway)]: (spec) =>
    each(at(spec, 'servers'), (server) => {
      const port = ['number', 'protocol'].map((field) => text(at(server, 'port', field)));
      return joined(listed(texts(at(server, 'hosts'))), 'on', words(...port, text(at(server, 'tls', 'mode'))));
    }),
  [kindKey(kinds.KubernetesGateway)]: (spec) =>
    each(at(spec, 'listeners'), (listener) => {
      const port = ['port', 'protocol'].map((field) => text(at(listener, field)));
      return joined(
        text(at(listener, 'hostname')) || 'any host',
        'on',
        words(...port, text(at(listener, 'tls', 'mode'))),
      );
    }),
  'gateway.networking.k8s.io/HTTPRoute': route,
  'gateway.networking.k8s.io/GRPCRoute': route,
  'gateway.networking.k8s.io/TLSRoute': route,
  [kindKey(kinds.ServiceEntry)]: (spec) => [
    joined(listed(texts(at(spec, 'hosts'))), 'on', listed(each(at(spec, 'ports'), (port) => text(at(port, 'number'))))),
  ],
  [kindKey(kinds.DestinationRule)]: (spec) => [
    text(at(spec, 'host')),
    joined(
      '',
      'subsets',
      listed(each(at(spec, 'subsets'), (one) => words(text(at(one, 'name')), labels(at(one, 'labels'))))),
    ),
    joined('', 'TLS', text(at(spec, 'trafficPolicy', 'tls', 'mode'))),
  ],
  [kindKey(kinds.Sidecar)]: (spec) => [
    joined('', 'knows', listed(list(at(spec, 'egress')).flatMap((listener) => texts(at(listener, 'hosts'))))),
  ],
  [kindKey(kinds.AuthorizationPolicy)]: (spec) => {
    const rules = each(at(spec, 'rules'), ruleText);
    const action = text(at(spec, 'action')) || 'ALLOW';
    const whom = joined(action, 'on', labels(at(spec, 'selector', 'matchLabels')));
    return [`${whom}: ${rules.length === 0 ? 'nothing' : listed(rules)}`];
  },
  [kindKey(kinds.PeerAuthentication)]: (spec) => [
    joined('', 'mutual TLS', text(at(spec, 'mtls', 'mode')) || 'inherited'),
  ],
  [kindKey(kinds.RequestAuthentication)]: (spec) => [
    joined('', 'tokens of', listed(each(at(spec, 'jwtRules'), (rule) => text(at(rule, 'issuer'))))),
  ],
};

/** Rules that share their requests among several destinations. */
function splitsOf(shares: readonly ShareChange[]): readonly string[] {
  return [...groupBy(shares, ({ path }) => path)]
    .filter(([, destinations]) => destinations.length > 1)
    .map(([path, destinations]) => {
      const parts = destinations.map(({ destination: { host, subset }, before, after }) => {
        return `${subset ?? host} ${Math.max(before, after)} %`;
      });
      return `${path.replace(/^spec\./, '')}: ${parts.join(', ')}`;
    });
}

/** `default/web, namespace monitoring to GET POST /api/*`. */
function ruleText(rule: Json): string {
  const callers = each(at(rule, 'from'), (from) => clauses(at(from, 'source'), CALLERS)).join(' or ');
  const operations = each(at(rule, 'to'), (to) => clauses(at(to, 'operation'), OPERATIONS)).join(' or ');
  const conditions = each(at(rule, 'when'), (condition) => text(at(condition, 'key'))).join(' and ');
  return joined(joined(callers || 'anybody', 'to', operations), 'when', conditions);
}

/** Fields whose values say what they are. */
const CALLERS: ReadonlySet<string> = new Set(['principals', 'serviceAccounts']);
const OPERATIONS: ReadonlySet<string> = new Set(['methods', 'paths', 'hosts']);

function clauses(value: Json, plain: ReadonlySet<string>): string {
  if (!isMap(value)) return '';
  return Object.entries(value)
    .map(([field, values]) => {
      const told = texts(values).map((one) => one.replace(/^cluster\.local\/ns\/([^/]+)\/sa\//, '$1/'));
      return words(plain.has(field) ? '' : field, listed(told));
    })
    .join(' ');
}

/** The field that names lead to; `null` where there is none. */
function at(value: Json, ...names: readonly string[]): Json {
  return names.reduce<Json>((found, name) => (isMap(found) && Object.hasOwn(found, name) ? found[name]! : null), value);
}

function list(value: Json): readonly Json[] {
  return isList(value) ? value : [];
}

function each(value: Json, tell: (item: Json) => string): readonly string[] {
  return list(value).map(tell);
}

function text(value: Json): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function texts(value: Json): readonly string[] {
  return each(value, text);
}

function labels(value: Json): string {
  return isMap(value) ? Object.entries(value).map(([name, label]) => `${name}=${text(label)}`).join(' ') : ''; // prettier-ignore
}

function words(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

/** `one LINK other`, or nothing of a link that leads nowhere. */
function joined(one: string, link: string, other: string): string {
  return other === '' ? one : words(one, link, other);
}
