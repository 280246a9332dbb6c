import fc from 'fast-check';
import type { Probe } from '../../../../mesh/traffic/differential/probe';
import type { KubernetesObject } from '../../../../../src/model/identity';
import { SLICES } from '../arena';
import { target } from './targets';
import { TOKENS } from './tokens';
import {
  HEADERS,
  METHODS,
  ODD_PATHS,
  PATHS,
  QUERIES,
  REGEXES,
  type StringMatch,
  VALUE_REGEXES,
  VALUES,
} from './vocabulary';

/** The words of a match, as far as a request can be made of them. */
interface Match {
  readonly uri?: StringMatch;
  readonly method?: StringMatch;
  readonly headers?: Readonly<Record<string, StringMatch>>;
  readonly queryParams?: Readonly<Record<string, StringMatch>>;
}

interface RoutingSpec {
  readonly http?: readonly { readonly match?: readonly Match[] }[];
}

/** Requests to a slice, about half of which one of its rules asks for. */
export function probes(slice: number, objects: readonly KubernetesObject[]): fc.Arbitrary<Probe> {
  const matches = objects
    .filter(({ kind }) => kind === 'VirtualService')
    .flatMap(({ spec }) => (spec as RoutingSpec).http ?? [])
    .flatMap(({ match = [] }) => match);
  const wanted =
    matches.length === 0
      ? fc.constant({})
      : fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...matches) }, { weight: 1, arbitrary: fc.constant({}) });
  return wanted.chain((match: Match) =>
    fc
      .record({
        target: target(slice, objects),
        path: path(match.uri),
        query: query(match.queryParams),
        method: method(match.method),
        headers: headers(match.headers),
        token: token(),
      })
      .map(
        ({ target: { from, origin, host }, path: there, query: asked, method: verb, headers: more, token: proof }) => ({
          from,
          method: verb,
          url: `${origin}${there}${asked}`,
          headers: { ...more, ...proof, ...(host !== undefined && { host }) },
        }),
      ),
  );
}

function path(wanted: StringMatch | undefined): fc.Arbitrary<string> {
  const any = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...PATHS) },
    { weight: 2, arbitrary: fc.constantFrom(...ODD_PATHS) },
  );
  const asked = examples(wanted, REGEXES, (prefix) => [prefix, `${prefix}/more`, `${prefix}x`]);
  if (asked.length === 0) return any;
  const near = fc.constantFrom(...asked.flatMap(mutations));
  return fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...asked) },
    { weight: 2, arbitrary: near },
    { weight: 1, arbitrary: any },
  );
}

/** Paths that a reader may take for the same. */
function mutations(text: string): readonly string[] {
  return [
    `${text}/`,
    text.replace(/(.)\/$/, '$1'),
    text.toUpperCase(),
    text.replace('/', '//'),
    `/.${text}`,
    `${text}/..${text}`,
    text.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  ];
}

function query(wanted: Readonly<Record<string, StringMatch>> = {}): fc.Arbitrary<string> {
  const any = fc.constantFrom(...QUERIES);
  const [[name, match] = []] = Object.entries(wanted);
  if (name === undefined) return any;
  const asked = examples(match, VALUE_REGEXES, (prefix) => [prefix, `${prefix}x`]).map(encodeURIComponent);
  const near = asked.flatMap((value) => [`?${name}=${value}`, `?${name}=${value}`, `?z=1&${name}=${value}`]);
  return fc.oneof({ weight: 1, arbitrary: any }, { weight: 4, arbitrary: fc.constantFrom(...near) });
}

function method(wanted: StringMatch | undefined): fc.Arbitrary<string> {
  const any = fc.oneof(
    { weight: 4, arbitrary: fc.constant('GET') },
    { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
  );
  const asked = METHODS.filter(
    (verb) => verb === wanted?.exact || (wanted?.prefix !== undefined && verb.startsWith(wanted.prefix)),
  );
  return asked.length === 0 ? any : fc.oneof(fc.constantFrom(...asked), any);
}

function headers(wanted: Readonly<Record<string, StringMatch>> = {}): fc.Arbitrary<Readonly<Record<string, string>>> {
  const any = fc.dictionary(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...HEADERS) },
      { weight: 1, arbitrary: fc.constantFrom('x-tag', 'x-returned-one') },
    ),
    fc.constantFrom(...VALUES),
    { maxKeys: 2 },
  );
  const asked = Object.entries(wanted).map(([name, match]) => {
    const values = examples(match, VALUE_REGEXES, (prefix) => [prefix, `${prefix}x`]);
    return fc.constantFrom(...(values.length === 0 ? VALUES : values)).map((value) => ({ [name]: value }));
  });
  if (asked.length === 0) return any;
  const met = fc.tuple(any, ...asked).map((parts) => Object.assign({}, ...parts) as Record<string, string>);
  return fc.oneof({ weight: 3, arbitrary: met }, { weight: 1, arbitrary: any });
}

function token(): fc.Arbitrary<Readonly<Record<string, string>>> {
  const any = fc.constantFrom(...TOKENS);
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant({}) },
    { weight: 3, arbitrary: any.map((one) => ({ authorization: `Bearer ${one}` })) },
    { weight: 1, arbitrary: any.map((one) => ({ 'x-user-token': one })) },
  );
}

/** Strings that a match takes. */
function examples(
  match: StringMatch | undefined,
  regexes: ReadonlyMap<string, readonly string[]>,
  withPrefix: (prefix: string) => readonly string[],
): readonly string[] {
  if (match?.exact !== undefined) return [match.exact];
  if (match?.prefix !== undefined) return withPrefix(match.prefix);
  return match?.regex === undefined ? [] : (regexes.get(match.regex) ?? []);
}

/** Which slice's probes go to hosts of others is of no account: all of them are in the one mesh that answers. */
export function probesOfAll(
  objectsOf: readonly (readonly KubernetesObject[])[],
  each: number,
): fc.Arbitrary<readonly Probe[]> {
  return fc
    .tuple(
      ...Array.from({ length: SLICES }, (_, slice) =>
        fc.array(probes(slice, objectsOf[slice] ?? []), { minLength: each, maxLength: each }),
      ),
    )
    .map((lists) => lists.flat());
}
