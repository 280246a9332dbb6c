import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Pod } from './harness/scene';

const KEY_ID = 'key';
const LIFETIME_SECONDS = 3600;

/** What a token says, besides who issued it and when. */
export interface Claims {
  readonly aud?: string | readonly string[];
  readonly sub?: string;
  /** In seconds since 1970. @default in an hour */
  readonly exp?: number | undefined;
  readonly [other: string]: unknown;
}

/** Issues tokens to end users, and publishes the key by which everybody can check them. */
export class IdentityProvider {
  private readonly key: KeyObject;
  /** Publishes the key set. */
  readonly pod: Pod;

  /**
   * @param url where it publishes the key set
   * @param issuer what its tokens name
   */
  constructor(
    url: string,
    private readonly issuer = url,
  ) {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.key = privateKey;
    const key = { ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig', alg: 'RS256' };
    this.pod = {
      name: 'identity-provider',
      namespace: 'outside',
      serviceAccount: 'default',
      labels: {},
      role: 'alone',
      hosts: [new URL(url).hostname],
      ports: [],
      tlsPorts: [443],
      documents: { '/.well-known/jwks.json': JSON.stringify({ keys: [key] }) },
    };
  }

  token(claims: Claims): string {
    const exp = Math.floor(Date.now() / 1000) + LIFETIME_SECONDS;
    const header = encode({ alg: 'RS256', kid: KEY_ID, typ: 'JWT' });
    const signed = `${header}.${encode({ iss: this.issuer, exp, ...claims })}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), this.key).toString('base64url')}`;
  }
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
