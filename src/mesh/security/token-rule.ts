import type { Manifest } from '../../model/manifest';
import { isList, isMap, Json, JsonMap } from '../../model/json';
import type { RequestAuthenticationSpec } from '../specs';
import { claimAt, withWordLists } from './claim';
import { audiencesOf, parseToken, Token } from './token';
import { findTokens, locationsOf, TokenLocation } from './token-location';

type JwtRule = NonNullable<RequestAuthenticationSpec['jwtRules']>[number];

/** What becomes of a request's tokens by one rule. */
export type TokenStatus =
  'accepted' | 'missing' | 'unknown issuer' | 'wrong audience' | 'malformed' | 'expired' | 'not yet valid' | 'forged';

/** What a rule looks at. */
export interface TokenRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: string;
  /** Of a token that stands for those of the request. */
  readonly claims: JsonMap | undefined;
  /** Seconds since 1970. */
  readonly time: number | undefined;
  readonly areTokensGenuine: boolean | undefined;
}

/** What a rule says of all tokens that it finds. */
export interface TokenVerdict {
  readonly status: TokenStatus;
  /** The good ones, in the order in which they were looked at: also those before one that is refused. */
  readonly tokens: readonly { readonly token: Token; readonly location: TokenLocation }[];
}

/** How far clocks may be apart, in seconds. */
const CLOCK_SKEW = 60;
/** Seconds since 1970 before which nobody sends requests any more: what has expired by 2026 has, whenever it is asked. */
const LONG_AGO = 1_767_225_600;
const WORD_LISTS = ['permission', 'scope'];

/** One rule of a RequestAuthentication, read once. */
export class TokenRule {
  readonly issuer: string;
  private readonly audiences: ReadonlySet<string>;
  private readonly locations: readonly TokenLocation[];
  private readonly wordLists: readonly string[];

  constructor(
    readonly manifest: Manifest,
    /** JSON pointer in the policy. */
    readonly pointer: string,
    private readonly spec: JwtRule,
  ) {
    this.issuer = spec.issuer ?? '';
    this.audiences = new Set((spec.audiences ?? []).map(bare));
    this.locations = locationsOf(spec);
    this.wordLists = [...WORD_LISTS, ...(spec.spaceDelimitedClaims ?? [])];
  }

  /** Whether tokens reach what is behind the proxy. */
  get forwards(): boolean {
    return this.spec.forwardOriginalToken ?? false;
  }

  /** Headers that are the rule's, so that clients can't send them. */
  get ownHeaders(): readonly string[] {
    const { outputPayloadToHeader: payload, outputClaimToHeaders: claims = [] } = this.spec;
    const names = [
      ...(payload === undefined || payload === '' ? [] : [payload]),
      ...claims.map(({ header }) => header),
    ];
    return names.map((name) => name.toLowerCase());
  }

  /** All tokens must be good. The last one found is looked at first. */
  verify(request: TokenRequest): TokenVerdict {
    const tokens: { token: Token; location: TokenLocation }[] = [];
    const found = request.claims === undefined ? this.find(request) : this.standIn(request.claims);
    if (found.length === 0) return { status: 'missing', tokens };
    for (const { token, location } of found.toReversed()) {
      const status = token === undefined ? 'malformed' : this.statusOf(token.claims, request);
      if (status !== 'accepted') return { status, tokens };
      tokens.push({ token: token!, location });
    }
    return { status: 'accepted', tokens };
  }

  private find({ headers, query }: TokenRequest): readonly { token: Token | undefined; location: TokenLocation }[] {
    return findTokens(this.locations, headers, query).map(({ text, location }) => ({
      token: parseToken(text),
      location,
    }));
  }

  /** A token that is only described is where its issuer's rule looks, else where most do. */
  private standIn(claims: JsonMap): readonly { token: Token; location: TokenLocation }[] {
    const { iss = this.issuer } = claims;
    const location = this.locations.find(({ name }) => iss === this.issuer || name === 'authorization');
    if (location === undefined) return [];
    const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return [{ token: { claims: { iss, ...claims }, payload }, location }];
  }

  private statusOf(claims: JsonMap, { time, areTokensGenuine }: TokenRequest): TokenStatus {
    const { iss = '', nbf = 0, exp = 0 } = claims;
    if (this.issuer !== '' && iss !== this.issuer) return 'unknown issuer';
    if (time !== undefined && time + CLOCK_SKEW < Number(nbf)) return 'not yet valid';
    if (exp !== 0 && (time ?? LONG_AGO) > Number(exp) + CLOCK_SKEW) return 'expired';
    const audiences = audiencesOf(claims) ?? [];
    const isForUs = this.audiences.size === 0 || audiences.some((audience) => this.audiences.has(bare(audience)));
    if (!isForUs) return 'wrong audience';
    return areTokensGenuine === false ? 'forged' : 'accepted';
  }

  /** Claims as policies and routes see them. */
  claimsOf({ claims }: Token): JsonMap {
    return withWordLists(claims, this.wordLists);
  }

  /** Whether a header gets a claim of several parts: nothing says in which order they come. */
  hasUnorderedOutput({ claims }: Token): boolean {
    const { outputClaimToHeaders = [] } = this.spec;
    return outputClaimToHeaders.some(({ claim }) => hasSeveralParts(claimAt(claims, claim.split('.'))));
  }

  /** What is made of an accepted token for what is behind the proxy: values by header. */
  outputOf({ claims, payload }: Token): readonly (readonly [name: string, value: string])[] {
    const { outputPayloadToHeader: header = '', outputClaimToHeaders = [] } = this.spec;
    const values = outputClaimToHeaders.map(
      (output) => [output.header.toLowerCase(), headerValue(claimAt(claims, output.claim.split('.')))] as const,
    );
    return [...(header === '' ? [] : [[header.toLowerCase(), payload] as const]), ...values].filter(
      ([, value]) => value !== '',
    );
  }
}

/** An audience without its scheme and without a slash at its end, which do not count. */
function bare(audience: string): string {
  return audience.replace(/^https?:\/\//, '').replace(/\/$/, '');
}

function hasSeveralParts(claim: Json | undefined): boolean {
  if (claim === undefined) return false;
  if (isList(claim)) return claim.some(hasSeveralParts);
  return isMap(claim) && (Object.keys(claim).length > 1 || Object.values(claim).some(hasSeveralParts));
}

/** A claim as proxies put it into a header; `''` for none. */
function headerValue(claim: Json | undefined): string {
  if (claim === undefined || claim === null) return '';
  if (typeof claim === 'number') return Number.isInteger(claim) && claim >= 0 ? String(claim) : claim.toFixed(6);
  if (isList(claim) || isMap(claim)) return Buffer.from(JSON.stringify(claim)).toString('base64');
  return String(claim);
}
