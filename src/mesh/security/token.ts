import { isList, isMap, Json, JsonMap } from '../../model/json';

/** What a token says; nobody has checked that its issuer says so. */
export interface Token {
  readonly claims: JsonMap;
  /** Its second part, as it is written. */
  readonly payload: string;
}

const ALGORITHMS: ReadonlySet<Json | undefined> = new Set([
  ...['ES256', 'ES384', 'ES512', 'HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  'EdDSA',
]);

/** Claims that must be of a type if they are there. */
const TYPES: Readonly<Record<string, 'string' | 'number'>> = {
  iss: 'string',
  sub: 'string',
  jti: 'string',
  iat: 'number',
  nbf: 'number',
  exp: 'number',
};

/** Reads a JSON Web Token as proxies do; undefined for text that is none. */
export function parseToken(text: string): Token | undefined {
  const parts = text.split('.');
  if (parts.length !== 3 || !parts.every(isBase64Url)) return undefined;
  const [header, claims] = [jsonMapOf(parts[0]!), jsonMapOf(parts[1]!)];
  if (header === undefined || claims === undefined || !ALGORITHMS.has(header['alg'])) return undefined;
  if (header['kid'] !== undefined && typeof header['kid'] !== 'string') return undefined;
  const isTyped = Object.entries(TYPES).every(([name, type]) => !(name in claims) || typeof claims[name] === type);
  if (!isTyped || audiencesOf(claims) === undefined) return undefined;
  return { claims, payload: parts[1]! };
}

/** Whom a token is for; undefined where that is neither a text nor a list of texts. */
export function audiencesOf({ aud = [] }: JsonMap): readonly string[] | undefined {
  if (typeof aud === 'string') return [aud];
  return isList(aud) && aud.every((audience) => typeof audience === 'string') ? aud : undefined;
}

function isBase64Url(text: string): boolean {
  const [digits = ''] = text.split('=', 1);
  return /^[\w-]+={0,2}$/.test(text) && digits.length % 4 !== 1;
}

function jsonMapOf(base64Url: string): JsonMap | undefined {
  try {
    const value = JSON.parse(Buffer.from(base64Url, 'base64url').toString('utf8')) as Json;
    return isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
