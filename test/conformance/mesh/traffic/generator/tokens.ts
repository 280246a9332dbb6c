import { IdentityProvider } from '../../identity-provider';

const NEVER = 4_102_444_800;
const LONG_AGO = 1_000_000_000;

interface Issuer {
  readonly name: string;
  /** Key set, as a token rule holds it. */
  readonly jwks: string;
}

const providers = ['https://id.example.com', 'issuer@other.example'].map((name) => ({
  name,
  provider: new IdentityProvider(name.includes('://') ? name : `https://${name.split('@')[1]}`, name),
}));

export const ISSUERS: readonly Issuer[] = providers.map(({ name, provider }) => ({
  name,
  jwks: provider.pod.documents!['/.well-known/jwks.json']!,
}));

const [first, second] = providers.map(({ provider }) => provider) as [IdentityProvider, IdentityProvider];

/** Signed by those issuers, or bad in a way that needs no look at the signature. */
export const TOKENS: readonly string[] = [
  first.token({ aud: 'shop', sub: 'alice', groups: ['staff', 'admin'], exp: NEVER }),
  first.token({ aud: 'shop', sub: 'bob', groups: ['guest'], exp: NEVER }),
  first.token({ aud: 'https://stock/', sub: 'alice', exp: NEVER }),
  first.token({ aud: 'shop', sub: 'alice', groups: ['staff'], exp: LONG_AGO }),
  second.token({ aud: 'shop', sub: 'carol', groups: ['staff'], exp: NEVER }),
  'no-token',
];
