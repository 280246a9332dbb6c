import fc from 'fast-check';
import type { Probe } from '../../../../mesh/traffic/differential/probe';
import type { KubernetesObject } from '../../../../../src/model/identity';
import { SLICES } from '../arena';
import { proof } from './proofs';
import { target } from './targets';
import {
  COOKIE_REGEXES,
  HEADERS,
  METHODS,
  ODD_PATHS,
  ORIGINS,
  PATHS,
  QUERIES,
  rarely,
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
  readonly withoutHeaders?: Readonly<Record<string, StringMatch>>;
  readonly queryParams?: Readonly<Record<string, StringMatch>>;
}

interface RoutingSpec {
  readonly http?: readonly { readonly match?: readonly Match[]; readonly corsPolicy?: object }[];
}

/** What a rule asks for, and whether it says anything to browsers. */
interface Wanted extends Match {
  readonly hasCors?: boolean;
}

/** Requests to a slice, about half of which one of its rules asks for. */
export function probes(slice: number, objects: readonly KubernetesObject[]): fc.Arbitrary<Probe> {
  const matches = objects
    .filter(({ kind }) => kind === 'VirtualService')
    .flatMap(({ spec }) => (spec as RoutingSpec).http ?? [])
    .flatMap(({ match = [{}], corsPolicy }) =>
      match.map((one): Wanted => ({ ...one, hasCors: corsPolicy !== undefined })),
    );
  const wanted =
    matches.length === 0
      ? fc.constant({})
      : fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...matches) }, { weight: 1, arbitrary: fc.constant({}) });
  return wanted.chain((match: Wanted) =>
    fc
      .record({
        target: target(slice, objects),
        path: path(match.uri),
        query: query(match.queryParams),
        method: method(match.method),
        headers: headers(match),
        asking: browser(match.hasCors ?? false),
      })
      .chain(({ target: { from, origin, host }, path: there, query: asked, method: verb, headers: more, asking }) =>
        proof(from).map(({ headers: proving, parameters, facts }) => ({
          from,
          method: 'access-control-request-method' in asking ? 'OPTIONS' : verb,
          url: `${origin}${there}${withParameters(asked, parameters)}`,
          headers: { ...more, ...asking, ...proving, ...(host !== undefined && { host }) },
          facts,
        })),
      ),
  );
}

function withParameters(asked: string, parameters: readonly string[]): string {
  const all = [...(asked.length > 1 ? [asked.slice(1)] : []), ...parameters];
  return parameters.length === 0 ? asked : `?${all.join('&')}`;
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
  const near = asked.flatMap((value) => [
    `?${name}=${value}`,
    `?${name}=${value}`,
    `?z=1&${name}=${value}`,
    `?${name}=other&${name}=${value}`,
    `?${name}=${value}&${name}=other`,
  ]);
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

type Headers = Probe['headers'];

function headers({ headers: wanted = {}, withoutHeaders: unwanted = {} }: Match): fc.Arbitrary<Headers> {
  const value = oftenOne(fc.constantFrom(...VALUES));
  const any = fc.dictionary(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...HEADERS) },
      { weight: 1, arbitrary: fc.constantFrom('x-tag', 'x-returned-one') },
    ),
    value,
    { maxKeys: 2 },
  );
  const met = (conditions: typeof wanted): fc.Arbitrary<Headers> =>
    fc
      .tuple(
        any,
        ...Object.entries(conditions)
          .filter(([name]) => !name.startsWith('@')) // a claim
          .map(([name, match]) =>
            (name === 'cookie' ? valueFor(match) : oftenOne(valueFor(match))).map((one) => ({ [name]: one })),
          ),
      )
      .map((parts) => Object.assign({}, ...parts) as Headers);
  return fc.oneof(
    { weight: 6, arbitrary: met(wanted) },
    { weight: 1, arbitrary: met({ ...unwanted, ...wanted }) },
    { weight: 1, arbitrary: any },
  );
}

/** Some headers come twice; that of cookies does not, since clients put all of them into one. */
function oftenOne(value: fc.Arbitrary<string>): fc.Arbitrary<string | readonly string[]> {
  const other = fc.constantFrom(...VALUES);
  const two = fc.oneof(fc.tuple(value, other), fc.tuple(other, value));
  return fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: two });
}

function valueFor(match: StringMatch): fc.Arbitrary<string> {
  const values = examples(match, HEADER_REGEXES, (prefix) => [prefix, `${prefix}x`]);
  return fc.constantFrom(...(values.length === 0 ? VALUES : values));
}

const HEADER_REGEXES = new Map([...VALUE_REGEXES, ...COOKIE_REGEXES]);

/** What a browser adds where a script of some page sends the request, or asks whether it may. */
function browser(hasCors: boolean): fc.Arbitrary<Readonly<Record<string, string>>> {
  const origin = fc.constantFrom(...ORIGINS);
  const simple = origin.map((one) => ({ origin: one }));
  const preflight = fc
    .tuple(origin, fc.constantFrom('GET', 'POST', 'DELETE'), rarely(fc.constantFrom('x-user', 'x-flag,x-mark'), 2))
    .map(([one, method, names]) => ({
      origin: one,
      'access-control-request-method': method,
      ...(names !== undefined && { 'access-control-request-headers': names }),
    }));
  const none = fc.constant({});
  return hasCors
    ? fc.oneof(none, simple, simple, preflight, preflight)
    : fc.oneof({ weight: 30, arbitrary: none }, { weight: 1, arbitrary: simple }, { weight: 1, arbitrary: preflight });
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
