import { parseAddress } from './ip';

/** What Go's net/url makes of a URL, as far as CEL can ask for it. */
export interface GoUrl {
  readonly scheme: string;
  /** With its port; IPv6 addresses in brackets. */
  readonly host: string;
  readonly escapedPath: string;
  readonly rawQuery: string;
}

/** Characters that Go lets stand unescaped, beyond letters, digits and `-_.~`. */
const UNESCAPED = {
  path: '$&+,/:;=@',
  host: '!$&\'()*+,;=:[]<>"',
  zone: '!$&\'()*+,;=:[]<>"',
  userinfo: '$&+,;=',
  fragment: '$&+,/:;=?@!()*',
} as const;

type Place = keyof typeof UNESCAPED;

/** Bytes as characters 0–255, as Go walks a string. */
function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function textOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/**
 * A URL as Go reads it in a request line: absolute, or an absolute path; `#` starts no fragment. Undefined for what it
 * refuses. As of Go 1.25; later ones refuse some hosts with several colons.
 *
 * @see https://pkg.go.dev/net/url#ParseRequestURI
 */
export function parseRequestUri(text: string): GoUrl | undefined {
  return parse(bytesOf(text), 'request');
}

/** @see https://pkg.go.dev/net/url#Parse */
export function parseUrl(text: string): GoUrl | undefined {
  const bytes = bytesOf(text);
  const hash = bytes.indexOf('#');
  const url = parse(hash < 0 ? bytes : bytes.slice(0, hash), 'reference');
  return hash < 0 || unescape(bytes.slice(hash + 1), 'fragment') !== undefined ? url : undefined;
}

function parse(bytes: string, via: 'request' | 'reference'): GoUrl | undefined {
  if (/[\x00-\x1f\x7f]/.test(bytes)) return undefined; // eslint-disable-line no-control-regex -- which are meant
  if (bytes === '' && via === 'request') return undefined;
  if (bytes === '*') return { scheme: '', host: '', escapedPath: '*', rawQuery: '' };
  if (bytes.startsWith(':')) return undefined;
  const [prefix, name] = /^([a-z][a-z\d+.-]*):/i.exec(bytes) ?? ['', ''];
  const scheme = name.toLowerCase();
  const [beforeQuery, rawQuery] = cut(bytes.slice(prefix.length), '?');
  let rest = beforeQuery;
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { scheme, host: '', escapedPath: '', rawQuery: textOf(rawQuery) };
    if (via === 'request' || cut(rest, '/')[0].includes(':')) return undefined;
  }
  let host = '';
  const hasAuthority = scheme !== '' || (via === 'reference' && !rest.startsWith('///'));
  if (hasAuthority && rest.startsWith('//')) {
    const slash = rest.indexOf('/', 2);
    const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
    rest = slash < 0 ? '' : rest.slice(slash);
    const parsed = parseAuthority(authority);
    if (parsed === undefined) return undefined;
    host = parsed;
  }
  const path = unescape(rest, 'path');
  if (path === undefined) return undefined;
  return { scheme, host: textOf(host), escapedPath: escapedPath(rest, path), rawQuery: textOf(rawQuery) };
}

function parseAuthority(authority: string): string | undefined {
  const at = authority.lastIndexOf('@');
  const host = parseHost(authority.slice(at + 1));
  if (at < 0 || host === undefined) return host;
  const userinfo = authority.slice(0, at);
  const isValid = /^[\w\-.:~!$&'()*+,;=%@]*$/.test(userinfo) && unescape(userinfo, 'userinfo') !== undefined;
  return isValid ? host : undefined;
}

function parseHost(host: string): string | undefined {
  const open = host.lastIndexOf('[');
  if (open > 0) return undefined;
  if (open === 0) return parseIpLiteral(host);
  const colon = host.lastIndexOf(':');
  if (colon >= 0 && !isOptionalPort(host.slice(colon))) return undefined;
  return unescape(host, 'host');
}

function parseIpLiteral(host: string): string | undefined {
  const close = host.lastIndexOf(']');
  if (close < 0 || !isOptionalPort(host.slice(close + 1))) return undefined;
  const name = host.slice(1, close);
  const zone = name.indexOf('%25');
  const [address, suffix] =
    zone < 0
      ? [unescape(name, 'host'), '']
      : [unescape(name.slice(0, zone), 'host'), unescape(name.slice(zone), 'zone')];
  if (address === undefined || suffix === undefined) return undefined;
  return parseAddress(address + suffix)?.family === 6 ? `[${address}${suffix}]${host.slice(close + 1)}` : undefined;
}

function isOptionalPort(text: string): boolean {
  return /^(:\d*)?$/.test(text);
}

/** Undefined where an escape is broken, or a character may not stand there. */
function unescape(bytes: string, place: Place): string | undefined {
  let broken = 0;
  const result = bytes.replaceAll(/%(..)?|[^%]/gs, (part: string, digits?: string) => {
    if (part.startsWith('%')) {
      if (digits === undefined || !/^[\da-f]{2}$/i.test(digits)) broken++;
      const code = Number.parseInt(digits ?? '', 16);
      if (place === 'host' && code < 0x80 && digits !== '25') broken++;
      if (place === 'zone' && digits !== '25' && code !== 0x20 && shouldEscape(String.fromCharCode(code), 'host')) {
        broken++;
      }
      return broken > 0 ? '' : String.fromCharCode(code);
    }
    if ((place === 'host' || place === 'zone') && part < '\x80' && shouldEscape(part, place)) broken++;
    return part;
  });
  return broken > 0 ? undefined : result;
}

function shouldEscape(character: string, place: Place): boolean {
  return !/[A-Za-z\d\-_.~]/.test(character) && !UNESCAPED[place].includes(character);
}

/** The path as it came where that is a right way to write it, else Go's own. */
function escapedPath(raw: string, path: string): string {
  if (/^[A-Za-z\d\-_.~!$&'()*+,;=:@[\]%/]*$/.test(raw)) return raw;
  if (path === '*') return '*';
  return path.replaceAll(/[\s\S]/g, (character) =>
    shouldEscape(character, 'path')
      ? `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
      : character,
  );
}

/** The host without its port, and without the brackets of IPv6. */
export function hostnameOf({ host }: GoUrl): string {
  return splitHost(host)[0];
}

export function portOf({ host }: GoUrl): string {
  return splitHost(host)[1];
}

function splitHost(host: string): [string, string] {
  const [, brackets, rest = host] = /^\[(.*)\](.*)$/s.exec(host) ?? [];
  const [, name, port] = /^([\s\S]*):(\d*)$/.exec(brackets === undefined ? host : rest) ?? [];
  return [brackets ?? name ?? host, port ?? ''];
}

/** Values of a query by name; pairs that Go cannot read are left out. */
export function queryOf({ rawQuery }: GoUrl): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const pair of rawQuery.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    const [name, value] = cut(bytesOf(pair), '=').map((part) => unescape(part.replaceAll('+', ' '), 'path'));
    if (name === undefined || value === undefined) continue;
    values.set(textOf(name), [...(values.get(textOf(name)) ?? []), textOf(value)]);
  }
  return values;
}

function cut(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
