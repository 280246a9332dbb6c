import type { Json } from '../../model/json';
import type { Semantic } from '../traffic/semantics';
import { claimAt, claimMatches, namesInBrackets } from './claim';
import * as inbound from './inbound-request';
import type { InboundRequest } from './inbound-request';
import { parseAddress, rangeMatch } from './ip-range';
import { isPathTemplate, pathTemplateMatch } from './path-template';
import { requestPrincipalMatch } from './request-principal';
import { namespaceMatch, principalMatch, serviceAccountMatch, trustDomainMatch } from './peer-match';
import { caselessMatch, headerMatch, stringMatch } from './string-match';
import type { TrustDomains } from './trust-domains';

/** Something of a request that conditions are about. */
export interface Attribute {
  /** Whether connections that carry no HTTP lack it. */
  readonly isHttp: boolean;
  /** The test of one value; undefined where istiod makes nothing of the value. */
  readonly matcher: (value: string) => Test | undefined;
  /** What values stand for, where it is more than themselves. */
  readonly expand?: (values: readonly string[]) => readonly string[];
  /** Whether nobody knows it; the answer rests on the doubt then. */
  readonly isUnknown?: (request: InboundRequest) => boolean;
  readonly doubt?: Semantic;
  /** As policies write it; undefined where there is none. */
  readonly describe: (request: InboundRequest) => string | undefined;
  /** Words for none, after `there is`. */
  readonly nothing: string;
}

export type Test = (request: InboundRequest) => boolean;

/** An attribute that is a text, `null` where a request has none, and undefined where nobody knows. */
function text(
  nothing: string,
  isHttp: boolean,
  of: (request: InboundRequest) => string | null | undefined,
  matcher: (value: string) => ((text: string) => boolean) | undefined,
  doubt?: Semantic,
): Attribute {
  return {
    isHttp,
    matcher: (value) => {
      const matches = matcher(value);
      if (matches === undefined) return undefined;
      return (request) => {
        const subject = of(request);
        return subject !== null && subject !== undefined && matches(subject);
      };
    },
    ...(doubt === undefined ? {} : { doubt, isUnknown: (request: InboundRequest) => of(request) === undefined }),
    describe: (request) => of(request) ?? undefined,
    nothing,
  };
}

/** A part of the identity that the sender proves. */
function identity(
  matcher: (value: string) => (uri: string) => boolean,
  partOf: (principal: string) => string | undefined,
): Attribute {
  return {
    ...text('no identity', false, inbound.uriOf, matcher),
    describe: ({ peer: { principal } }) => (principal === undefined ? undefined : (partOf(principal) ?? principal)),
  };
}

function address(of: (request: InboundRequest) => string | undefined, doubt: Semantic): Attribute {
  const matcher = (value: string): ((text: string) => boolean) | undefined => {
    const isIn = rangeMatch(value);
    if (isIn === undefined) return undefined;
    return (subject) => {
      const parsed = parseAddress(subject);
      return parsed !== undefined && isIn(parsed);
    };
  };
  return text('no address that is known', false, of, matcher, doubt);
}

function claim(path: readonly string[]): Attribute {
  return {
    isHttp: true,
    matcher: (value) => {
      const matches = stringMatch(value);
      return ({ claims }) => claimMatches(claimAt(claims, path), matches);
    },
    describe: ({ claims }) => asText(claimAt(claims, path)),
    nothing: `no token with the claim ${path.join('.')}`,
  };
}

function asText(value: Json | undefined): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}

function header(name: string): Attribute {
  const lower = name.toLowerCase();
  return {
    ...text(
      `no header ${lower}`,
      true,
      (request) => inbound.headerOf(request, lower),
      headerMatch,
      'headers that proxies add',
    ),
    matcher: (value) => {
      const matches = headerMatch(value);
      return (request) => inbound.headerValuesOf(request, lower).some(matches);
    },
  };
}

/** What nobody can look up here. */
function unknown(doubt: Semantic): Attribute {
  return {
    isHttp: false,
    matcher: () => () => false,
    isUnknown: () => true,
    doubt,
    describe: () => undefined,
    nothing: 'nothing that is known',
  };
}

/** For keys and values that istiod makes nothing of. */
const INVALID: Attribute = {
  isHttp: false,
  matcher: () => undefined,
  describe: () => undefined,
  nothing: 'nothing',
};

const PORT = text(
  'no port',
  false,
  ({ receiver }) => String(receiver.port),
  (value) => (/^\d+$/.test(value) && Number(value) < 65536 ? (port) => Number(port) === Number(value) : undefined),
);

export const OPERATIONS = {
  hosts: text('no host', true, ({ request }) => request.authority, caselessMatch),
  methods: text('no method', true, ({ request }) => request.method, headerMatch),
  paths: text(
    'no path',
    true,
    ({ request }) => request.path,
    (value) => (isPathTemplate(value) ? pathTemplateMatch(value) : stringMatch(value)),
  ),
  ports: PORT,
} satisfies Readonly<Record<string, Attribute>>;

/** What policies of a namespace can say of who sends a request. */
export function sourcesFor(namespace: string, domains: TrustDomains) {
  return {
    principals: {
      ...identity(principalMatch, (principal) => principal),
      expand: (values: readonly string[]) => domains.ofPrincipals(values),
    },
    requestPrincipals: {
      isHttp: true,
      matcher: (value: string) => {
        const matches = requestPrincipalMatch(value);
        return ({ claims }: InboundRequest) => matches(claims);
      },
      describe: ({ claims }: InboundRequest) =>
        claims === undefined ? undefined : `${asText(claims['iss'])}/${asText(claims['sub'])}`,
      nothing: 'no token',
    },
    serviceAccounts: identity(
      (value) => serviceAccountMatch(value, namespace),
      (principal) => /\/ns\/([^/]+)\/sa\/(.+)$/.exec(principal)?.slice(1).join('/'),
    ),
    trustDomains: {
      ...identity(trustDomainMatch, (principal) => principal.split('/')[0]),
      expand: (values: readonly string[]) => domains.ofDomains(values),
    },
    namespaces: identity(namespaceMatch, (principal) => /\/ns\/([^/]+)\//.exec(principal)?.[1]),
    remoteIpBlocks: address(inbound.remoteAddressOf, 'addresses of callers'),
    ipBlocks: address(inbound.connectingAddressOf, 'addresses of callers'),
  } satisfies Readonly<Record<string, Attribute>>;
}

export type Sources = ReturnType<typeof sourcesFor>;

/** What the key of a condition is about; undefined for keys that istiod does not know. */
export function attributeOf(key: string, sources: Sources): Attribute | undefined {
  if (key.startsWith('request.headers')) {
    const rest = key.slice('request.headers'.length);
    return rest.startsWith('[') && rest.endsWith(']') ? header(rest.slice(1, -1)) : INVALID;
  }
  if (key.startsWith('request.auth.claims')) {
    const path = namesInBrackets(key.slice('request.auth.claims'.length));
    return path === undefined ? INVALID : claim(path);
  }
  if (key.startsWith('experimental.envoy.filters.')) {
    return key.includes('[') ? unknown('metadata of Envoy filters') : INVALID;
  }
  switch (key) {
    case 'source.ip':
      return sources.ipBlocks;
    case 'remote.ip':
      return sources.remoteIpBlocks;
    case 'source.namespace':
      return sources.namespaces;
    case 'source.principal':
      return sources.principals;
    case 'source.serviceAccount':
      return sources.serviceAccounts;
    case 'source.trustDomain':
      return sources.trustDomains;
    case 'request.auth.principal':
      return sources.requestPrincipals;
    case 'request.auth.audiences':
      return claim(['aud']);
    case 'request.auth.presenter':
      return claim(['azp']);
    case 'destination.ip':
      return unknown('addresses of pods');
    case 'destination.port':
      return PORT;
    case 'connection.sni':
      return text('no server name', false, inbound.serverNameOf, stringMatch, 'server name of mutual TLS');
    default:
      return undefined;
  }
}
