import { type Claims, IdentityProvider } from '../../identity-provider';

const NEVER = 4_102_444_800;
const LONG_AGO = 1_000_000_000;

export interface Issuer {
  readonly name: string;
  /** Key set, as a token rule holds it. */
  readonly jwks: string;
}

const NAMES = ['https://id.example.com', 'issuer@other.example'];

function provider(name: string): IdentityProvider {
  return new IdentityProvider(name.includes('://') ? name : `https://${name.split('@')[1]}`, name);
}

const providers = NAMES.map(provider);

export const ISSUERS: readonly Issuer[] = providers.map(({ pod }, i) => ({
  name: NAMES[i]!,
  jwks: pod.documents!['/.well-known/jwks.json']!,
}));

/** Has the name and the key's name of the first issuer, and another key. */
const forger = provider(NAMES[0]!);
const [first, second] = providers as [IdentityProvider, IdentityProvider];

const ALICE: Claims = {
  aud: 'shop',
  sub: 'alice',
  groups: ['staff', 'admin'],
  realm: { team: 'tea', roles: ['dev', 'ops'], 'a.b': 'c' },
  scope: 'read write',
  skills: 'cook bake',
  azp: 'phone',
  level: 7,
  active: true,
  exp: NEVER,
};

/** Signed by those issuers, or bad in a way that needs no look at the signature. */
export const TOKENS: readonly string[] = [
  first.token(ALICE),
  first.token({ aud: 'shop', sub: 'bob', groups: ['guest'], realm: { team: 'milk' }, exp: NEVER }),
  first.token({ aud: 'https://stock/', sub: 'alice', groups: 'staff', level: 7.5, exp: undefined }),
  first.token({ aud: ['other', 'shop'], sub: 'bob', realm: 'tea', skills: 'bake', exp: NEVER }),
  first.token({ ...ALICE, exp: LONG_AGO }),
  first.token({ ...ALICE, nbf: NEVER }),
  first.token({ sub: 'dora', scope: ['read'], level: -1, active: false, exp: NEVER }),
  second.token({ aud: 'shop', sub: 'carol', groups: ['staff'], realm: { roles: ['dev'] }, exp: NEVER }),
  second.token({ aud: 'stock', groups: ['guest'], exp: NEVER }),
  'no-token',
];

/** Those that say the same, and whose issuer has not signed them. */
export const FORGED_TOKENS: readonly string[] = [
  forger.token(ALICE),
  forger.token({ aud: 'shop', sub: 'bob', groups: ['admin'], exp: NEVER }),
  forger.token({ ...ALICE, exp: LONG_AGO }),
  tampered(first.token({ aud: 'shop', sub: 'bob', exp: NEVER }), { ...ALICE, iss: NAMES[0] }),
];

/** With other claims under the same signature. */
function tampered(token: string, claims: Claims): string {
  return token
    .split('.')
    .with(1, Buffer.from(JSON.stringify(claims)).toString('base64url'))
    .join('.');
}
