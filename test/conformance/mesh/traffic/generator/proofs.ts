import fc from 'fast-check';
import type { Facts } from '../../../../mesh/traffic/differential/probe';
import { addressOf, REFUSAL } from '../arena';
import { FORGED_TOKENS, TOKENS } from './tokens';
import { rarely } from './vocabulary';

/** What a request says of who sends it, and what is true of that. */
export interface Proof {
  readonly headers: Readonly<Record<string, string>>;
  /** Parameters of the query. */
  readonly parameters: readonly string[];
  readonly facts: Facts;
}

/** Values of `x-forwarded-for`, of which some are no addresses. */
const FORWARDED: readonly string[] = [
  '203.0.113.7',
  '192.0.2.1, 203.0.113.7',
  '203.0.113.7,192.0.2.1',
  '203.0.113.7,nobody',
  '10.244.0.1',
  '2001:db8::1',
  '192.0.2.1:8080',
];

/** @param from who sends it */
export function proof(from: string): fc.Arbitrary<Proof> {
  return fc
    .record({
      shown: tokens(),
      forwarded: rarely(fc.constantFrom(...FORWARDED), 5),
      scheme: rarely(fc.constantFrom('http', 'https', 'HTTPS', 'ftp'), 12),
      isRefused: rarely(fc.constant(true), 4),
    })
    .map(({ shown: { headers, parameters, isForged }, forwarded, scheme, isRefused = false }) => ({
      headers: {
        ...headers,
        ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }),
        ...(scheme !== undefined && { 'x-forwarded-proto': scheme }),
        ...(isRefused && { [REFUSAL]: 'yes' }),
      },
      parameters,
      facts: { address: addressOf(from), areTokensGenuine: !isForged, isAuthorized: !isRefused },
    }));
}

interface Shown extends Pick<Proof, 'headers' | 'parameters'> {
  readonly isForged: boolean;
}

function tokens(): fc.Arbitrary<Shown> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant({ headers: {}, parameters: [], isForged: false }) },
    { weight: 8, arbitrary: shown(TOKENS, false) },
    { weight: 1, arbitrary: shown(FORGED_TOKENS, true) },
  );
}

function shown(texts: readonly string[], isForged: boolean): fc.Arbitrary<Shown> {
  const one = fc.constantFrom(...texts).chain(place);
  return fc
    .oneof({ weight: 4, arbitrary: fc.tuple(one) }, { weight: 1, arbitrary: fc.tuple(one, one) })
    .map((places) => ({
      headers: Object.assign({}, ...places.map(({ headers }) => headers)) as Record<string, string>,
      parameters: places.flatMap(({ parameters }) => parameters),
      isForged,
    }));
}

/** Where a token may be. */
function place(token: string): fc.Arbitrary<Pick<Proof, 'headers' | 'parameters'>> {
  const header = (name: string, value: string) => fc.constant({ headers: { [name]: value }, parameters: [] });
  return fc.oneof(
    { weight: 6, arbitrary: header('authorization', `Bearer ${token}`) },
    { weight: 1, arbitrary: header('authorization', `bearer ${token}`) },
    { weight: 2, arbitrary: header('x-user-token', token) },
    { weight: 2, arbitrary: header('x-user-jwt', `jwt ${token}`) },
    { weight: 1, arbitrary: header('x-user-jwt', `jwt;v="${token}", more`) },
    {
      weight: 2,
      arbitrary: fc
        .constantFrom(`session=${token}`, `a=b; session=${token}; c="d"`, `session="${token}"`)
        .map((cookie) => ({ headers: { cookie }, parameters: [] })),
    },
    {
      weight: 3,
      arbitrary: fc
        .constantFrom(`token=${token}`, `access_token=${token}`, `z=%20&token=${token}`)
        .map((parameter) => ({ headers: {}, parameters: [parameter] })),
    },
  );
}
