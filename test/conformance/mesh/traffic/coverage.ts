import type { Manifest } from '../../../../src/model/manifest';
import { type Semantic, SEMANTICS } from '../../../../src/mesh/traffic/semantics';
import { specOf, type VirtualServiceSpec } from '../../../../src/mesh/specs';
import type { HttpMatch, HttpRule } from '../../../../src/mesh/virtual-service';
import type { Pair } from '../../../mesh/traffic/differential/pair';

export type Proven = { [S in Semantic]: (typeof SEMANTICS)[S] extends 'proven' ? S : never }[Semantic];

/** A pair with the rules that decided: those that the trace names last for each proxy. */
interface Exercise extends Pair {
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

const isFromOutside = ({ probe }: Exercise): boolean => probe.from === 'ingress';

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
};

/** How many pairs there were of each outcome, and which semantics they rest on. */
export class Coverage {
  private readonly outcomes = new Map<string, number>();
  private readonly exercised = new Map<Proven, number>();
  pairs = 0;
  undecided = 0;

  add(pair: Pair): void {
    this.pairs++;
    if (!pair.isDecided) {
      this.undecided++;
      return;
    }
    increase(this.outcomes, pair.answer.outcome);
    const exercise = { ...pair, rules: rulesOf(pair) };
    for (const [semantic, isExercised] of Object.entries(EXERCISES)) {
      if (isExercised(exercise)) increase(this.exercised, semantic as Proven);
    }
  }

  /** Semantics that are called proven, and no pair rests on. */
  get unexercised(): readonly Proven[] {
    return (Object.keys(EXERCISES) as Proven[]).filter((semantic) => !this.exercised.has(semantic));
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
