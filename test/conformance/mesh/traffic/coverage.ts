import type { Manifest } from '../../../../src/model/manifest';
import { type Semantic, SEMANTICS } from '../../../../src/mesh/traffic/semantics';
import { type DestinationRuleSpec, specOf, type VirtualServiceSpec } from '../../../../src/mesh/specs';
import type { MeshConfig } from '../../../../src/mesh/mesh-config';
import { EVERYWHERE } from '../../../../src/mesh/visibility';
import { isRoutingClaim } from '../../../../src/mesh/http';
import type { HttpMatch, HttpRule } from '../../../../src/mesh/virtual-service';
import type { Pair } from '../../../mesh/traffic/differential/pair';
import type { Probe } from '../../../mesh/traffic/differential/probe';
import { SECURITY } from './security-coverage';

export type Proven = { [S in Semantic]: (typeof SEMANTICS)[S] extends 'proven' ? S : never }[Semantic];

/** A pair with the rules that decided: those that the trace names last for each proxy, and the mesh config. */
interface Exercise extends Pair {
  readonly config: MeshConfig;
  readonly rules: readonly Taken[];
}

interface Taken {
  readonly rule: HttpRule;
  readonly match: HttpMatch | undefined;
  readonly index: number;
  readonly manifest: Manifest;
}

const matched =
  (...fields: readonly (keyof HttpMatch)[]) =>
  ({ rules }: Exercise): boolean =>
    rules.some(({ match }) => match !== undefined && fields.some((field) => match[field] !== undefined));

const ruled =
  (...fields: readonly (keyof HttpRule)[]) =>
  ({ rules }: Exercise): boolean =>
    rules.some(({ rule }) => fields.some((field) => rule[field] !== undefined));

const judged =
  (kind: string) =>
  ({ answer }: Exercise): boolean =>
    answer.policies.some(({ manifest }) => manifest.identity.kind === kind);

const stepped =
  (step: string) =>
  ({ answer }: Exercise): boolean =>
    answer.trace.some((one) => one.step === step);

const isFromOutside = ({ probe }: Pick<Exercise, 'probe'>): boolean => probe.from === 'ingress';

/** How to tell that a pair rests on a semantic. */
const EXERCISES: Readonly<Record<Proven, (exercise: Exercise) => boolean>> = {
  'hosts of gateways': (exercise) => isFromOutside(exercise) && exercise.rules.length > 0,
  'server names of TLS': ({ probe, seen }) => probe.url.startsWith('https:') && seen.status > 0,
  'redirects to HTTPS': ({ answer, rules }) => answer.outcome === 'redirect' && rules.length === 0,
  'order of rules': ({ rules }) => rules.some(({ index }) => index > 0),
  'matches of paths': matched('uri'),
  'matches of headers': matched('headers', 'withoutHeaders'),
  'matches of query parameters': matched('queryParams'),
  'matches of methods, schemes and authorities': matched('method', 'scheme', 'authority'),
  'matches of ports, gateways and senders': matched('port', 'gateways', 'sourceLabels', 'sourceNamespace'),
  delegates: ({ rules }) => rules.some(({ manifest }) => specOf<VirtualServiceSpec>(manifest).hosts === undefined),
  rewrites: ruled('rewrite'),
  redirects: ruled('redirect'),
  'cross-origin requests': ({ rules, probe }) =>
    'origin' in probe.headers && rules.some(({ rule }) => rule.corsPolicy !== undefined),
  mirrors: ({ seen }) => seen.copies !== undefined,
  'direct responses': ruled('directResponse'),
  faults: ruled('fault'),
  'header operations': ({ rules }) =>
    rules.some(({ rule }) => [rule, ...(rule.route ?? [])].some(({ headers }) => headers !== undefined)),
  'weighted destinations': ({ answer }) => answer.destinations.length > 1,
  subsets: ({ seen }) => /^outbound\|\d+\|.+\|/.test(seen.cluster ?? ''),
  'destinations that are not there': ({ answer }) => answer.outcome === 'unavailable',
  'services in the mesh': (exercise) =>
    !isFromOutside(exercise) && /svc\.cluster\.local$/.test(exercise.seen.cluster ?? ''),
  'service entries': ({ seen }) => /\.example$/.test(seen.cluster ?? ''),
  'traffic that no rule knows': ({ answer }) => answer.outcome === 'passthrough',
  'path normalization': ({ probe, seen }) =>
    seen.path !== undefined && /\/\/|\/\.|%|\\/.test(new URL(probe.url).pathname === '' ? '' : probe.url.slice(8)),
  'mutual TLS': stepped('mtls'),
  'authorization policies': judged('AuthorizationPolicy'),
  'rules for tokens': judged('RequestAuthentication'),
  'claims in routes': ({ rules }) =>
    rules.some(({ match }) => Object.keys({ ...match?.headers, ...match?.withoutHeaders }).some(isRoutingClaim)),
  'trusted proxies': ({ answer, probe }) =>
    ('x-forwarded-for' in probe.headers || 'x-forwarded-proto' in probe.headers) &&
    answer.trace.some(({ because }) => because.endsWith('trusts')),
  'default visibility': (exercise) => DEFAULTS.some((field) => isDefaulted(field, exercise)),
};

const DEFAULTS = [
  'defaultVirtualServiceExportTo',
  'defaultServiceExportTo',
  'defaultDestinationRuleExportTo',
] as const satisfies readonly (keyof MeshConfig)[];

/** Whether a request got somewhere although not all namespaces see what has no `exportTo`. */
function isDefaulted(field: (typeof DEFAULTS)[number], { config, answer }: Exercise): boolean {
  return config[field]?.includes(EVERYWHERE) === false && answer.outcome === 'routed';
}

/** Parts of semantics that random meshes could cease to have without anybody's notice. */
const OCCASIONS: Readonly<Record<string, (exercise: Exercise) => boolean>> = {
  'preflights that a proxy answers': ({ answer, seen }) =>
    answer.outcome === 'direct' && seen.responseHeaders?.['access-control-allow-methods'] !== undefined,
  'preflights that are sent on': ({ answer, probe, rules }) =>
    answer.outcome === 'routed' && asksFirst(probe) && rules.some(({ rule }) => rule.corsPolicy !== undefined),
  'answers for other origins': ({ answer, seen, probe }) =>
    answer.outcome === 'routed' && !asksFirst(probe) && seen.responseHeaders?.[ALLOWED] !== undefined,
  'no copies of a share of 0': ({ rules, seen }) =>
    rules.some(({ rule }) => rule.mirror !== undefined && rule.mirrorPercentage?.value === 0) &&
    seen.copies === undefined,
  'copies of a request with another authority': ({ answer }) =>
    (answer.copies ?? []).some(({ authority }) => authority.startsWith('rewritten.')),
  'copies that nobody gets': ({ answer }) => (answer.copies ?? []).some(({ outcome }) => outcome !== 'routed'),
  'rules for cookies': ({ rules }) => rules.some(({ match }) => match?.headers?.['cookie'] !== undefined),
  'headers and headers that must not be': ({ rules }) =>
    rules.some(({ match }) => match?.headers !== undefined && match.withoutHeaders !== undefined),
  'headers that come twice': ({ probe, rules }) =>
    rules.some(({ match }) =>
      Object.keys({ ...match?.headers, ...match?.withoutHeaders }).some((name) => Array.isArray(probe.headers[name])),
    ),
  'parameters that come twice': ({ probe, rules }) =>
    rules.some(({ match }) => match?.queryParams !== undefined) && /[?&](\w+)=.*&\1=/.test(probe.url),
  'empty queries': ({ probe, answer }) => answer.outcome === 'routed' && probe.url.endsWith('?'),
  'requests straight to the egress gateway': ({ probe, seen }) =>
    probe.from.startsWith('istio-system/exit-') && seen.pod !== undefined,
  ...Object.fromEntries(DEFAULTS.map((field) => [field, (exercise: Exercise) => isDefaulted(field, exercise)])),
  'virtual services of a gateway and of the mesh': ({ probe, rules }) =>
    !isFromOutside({ probe }) &&
    rules.some(({ manifest }) => (specOf<VirtualServiceSpec>(manifest).gateways?.length ?? 0) > 1),
  'destination rules for all hosts of a domain': ({ answer }) =>
    answer.outcome === 'routed' &&
    answer.trace.some(
      ({ manifest }) => manifest !== undefined && specOf<DestinationRuleSpec>(manifest).host?.startsWith('*'),
    ),
};

const ALL = { ...EXERCISES, ...OCCASIONS, ...SECURITY };

const ALLOWED = 'access-control-allow-origin';

function asksFirst({ headers }: Probe): boolean {
  return headers['access-control-request-method'] !== undefined;
}

/** How many pairs there were of each outcome, and which semantics they rest on. */
export class Coverage {
  private readonly outcomes = new Map<string, number>();
  private readonly exercised = new Map<string, number>();
  pairs = 0;
  undecided = 0;

  /** @param config of the mesh that it was served in */
  add(pair: Pair, config: MeshConfig): void {
    this.pairs++;
    if (!pair.isDecided) {
      this.undecided++;
      return;
    }
    increase(this.outcomes, pair.answer.outcome);
    const exercise = { ...pair, config, rules: rulesOf(pair) };
    for (const [name, isExercised] of Object.entries(ALL)) {
      if (isExercised(exercise)) increase(this.exercised, name);
    }
  }

  /** Semantics that are called proven, and occasions, that no pair rests on. */
  get unexercised(): readonly string[] {
    return Object.keys(ALL).filter((name) => !this.exercised.has(name));
  }

  describe(): string {
    const shares = (counts: ReadonlyMap<string, number>): string =>
      [...counts]
        .sort(([, a], [, b]) => b - a)
        .map(([name, count]) => `  ${name}: ${count} (${((100 * count) / this.pairs).toFixed(1)} %)`)
        .join('\n');
    return [
      `${this.pairs} pairs, ${this.undecided} of them left open by Istio`,
      `outcomes\n${shares(this.outcomes)}`,
      `semantics\n${shares(this.exercised)}`,
    ].join('\n');
  }
}

const RULE = /^\/spec\/http\/(\d+)(?:\/match\/(\d+))?/;

function rulesOf({ answer }: Pair): readonly Taken[] {
  const last = new Map(answer.trace.filter(({ step }) => step === 'route').map((step) => [step.at, step]));
  return [...last.values()].flatMap(({ manifest, pointer = '' }) => {
    const [, index, match] = RULE.exec(pointer) ?? [];
    if (manifest === undefined || index === undefined) return [];
    const rule = specOf<VirtualServiceSpec>(manifest).http?.[Number(index)];
    if (rule === undefined) return [];
    return [
      { rule, match: match === undefined ? undefined : rule.match?.[Number(match)], index: Number(index), manifest },
    ];
  });
}

function increase<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
