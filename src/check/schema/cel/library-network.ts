import { celFunc, CelFunc, CelMap, celMethod, CelScalar, listType, mapType } from '@bufbuild/cel';
import { Address, contains, formatAddress, isV4InV6, maskOf, parseAddress, parsePrefix, Prefix } from '../go/ip';
import { GoUrl, hostnameOf, parseRequestUri, parseUrl, portOf, queryOf } from '../go/url';
import { fieldOf, OPAQUE, opaque } from './opaque';

const { BOOL, DYN, INT, STRING } = CelScalar;

/** @see https://pkg.go.dev/k8s.io/apiserver/pkg/cel/library#URLs */
export const urls: readonly CelFunc[] = [
  celFunc('isURL', [STRING], BOOL, (text) => parseRequestUri(text) !== undefined),
  celFunc('url', [STRING], OPAQUE, (text) => {
    const url = parseRequestUri(text) === undefined ? undefined : parseUrl(text);
    if (url === undefined) throw new Error(`URL parse error during conversion from string: ${text}`);
    return opaque('url', { ...url }) as CelMap;
  }),
  ...Object.entries({
    getScheme: ({ scheme }: GoUrl) => scheme,
    getHost: ({ host }: GoUrl) => host,
    getHostname: hostnameOf,
    getPort: portOf,
    getEscapedPath: ({ escapedPath }: GoUrl) => escapedPath,
  }).map(([name, get]) =>
    celMethod(name, OPAQUE, [], STRING, function () {
      return get(urlOf(this));
    }),
  ),
  celMethod('getQuery', OPAQUE, [], mapType(STRING, listType(STRING)), function () {
    return queryOf(urlOf(this));
  }),
];

function urlOf(value: CelMap): GoUrl {
  const text = (name: keyof GoUrl): string => fieldOf<string>(value, name);
  return { scheme: text('scheme'), host: text('host'), escapedPath: text('escapedPath'), rawQuery: text('rawQuery') };
}

/** @see https://pkg.go.dev/k8s.io/apiserver/pkg/cel/library#IP */
export const addresses: readonly CelFunc[] = [
  celFunc('isIP', [STRING], BOOL, (text) => addressIn(text) !== undefined),
  celFunc('ip', [STRING], OPAQUE, (text) => toIp(addressIn(text) ?? fail(`"${text}" is no IP address`))),
  celFunc('ip.isCanonical', [STRING], BOOL, (text) => {
    return formatAddress(addressIn(text) ?? fail(`"${text}" is no IP address`)) === text;
  }),
  celMethod('family', OPAQUE, [], INT, function () {
    return BigInt(addressOf(this).family);
  }),
  ...Object.entries({
    isUnspecified: ({ bits }: Address) => bits === 0n,
    isLoopback: isIn('127.0.0.0/8', '::1/128'),
    isLinkLocalMulticast: isIn('224.0.0.0/24', 'ff02::/16'),
    isLinkLocalUnicast: isIn('169.254.0.0/16', 'fe80::/10'),
    isGlobalUnicast: (address: Address) => !isNotGlobal(address),
  }).map(([name, test]) =>
    celMethod(name, OPAQUE, [], BOOL, function () {
      return test(addressOf(this));
    }),
  ),
  celFunc('string', [OPAQUE], STRING, (value) =>
    fieldOf(value, 'type') === 'ip' ? formatAddress(addressOf(value)) : formatPrefix(prefixOf(value)),
  ),
];

/** @see https://pkg.go.dev/k8s.io/apiserver/pkg/cel/library#CIDR */
export const networks: readonly CelFunc[] = [
  celFunc('isCIDR', [STRING], BOOL, (text) => prefixIn(text) !== undefined),
  celFunc('cidr', [STRING], OPAQUE, (text) => toCidr(prefixIn(text) ?? fail(`"${text}" is no CIDR`))),
  celMethod('containsIP', OPAQUE, [DYN], BOOL, function (ip) {
    const address = typeof ip === 'string' ? addressIn(ip) : addressOf(ip as CelMap);
    return contains(prefixOf(this), hostPrefix(address ?? fail('it is no IP address')));
  }),
  celMethod('containsCIDR', OPAQUE, [DYN], BOOL, function (cidr) {
    const prefix = typeof cidr === 'string' ? prefixIn(cidr) : prefixOf(cidr as CelMap);
    return contains(prefixOf(this), prefix ?? fail('it is no CIDR'));
  }),
  celMethod('ip', OPAQUE, [], OPAQUE, function () {
    return toIp(prefixOf(this).address);
  }),
  celMethod('prefixLength', OPAQUE, [], INT, function () {
    return BigInt(prefixOf(this).length);
  }),
  celMethod('masked', OPAQUE, [], OPAQUE, function () {
    const prefix = prefixOf(this);
    const { address } = prefix;
    return toCidr({ ...prefix, address: { ...address, bits: address.bits & maskOf(prefix) } });
  }),
];

function addressIn(text: string): Address | undefined {
  const address = parseAddress(text);
  return address === undefined || address.zone !== '' || isV4InV6(address) ? undefined : address;
}

function prefixIn(text: string): Prefix | undefined {
  const prefix = parsePrefix(text);
  return prefix === undefined || isV4InV6(prefix.address) ? undefined : prefix;
}

function toIp({ family, bits }: Address): CelMap {
  return opaque('ip', { family: BigInt(family), bits }) as CelMap;
}

function addressOf(value: CelMap): Address {
  const family = fieldOf<bigint>(value, 'family') === 4n ? 4 : 6;
  return { family, bits: fieldOf<bigint>(value, 'bits'), zone: '' };
}

function toCidr({ address, length }: Prefix): CelMap {
  return opaque('cidr', { family: BigInt(address.family), bits: address.bits, length: BigInt(length) }) as CelMap;
}

function prefixOf(value: CelMap): Prefix {
  return { address: addressOf(value), length: Number(fieldOf<bigint>(value, 'length')) };
}

function hostPrefix(address: Address): Prefix {
  return { address, length: address.family === 4 ? 32 : 128 };
}

function formatPrefix({ address, length }: Prefix): string {
  return `${formatAddress(address)}/${length}`;
}

function isIn(...blocks: readonly string[]): (address: Address) => boolean {
  const prefixes = blocks.map((block) => parsePrefix(block)!);
  return (address) => prefixes.some((prefix) => contains(prefix, hostPrefix(address)));
}

const isNotGlobal = isIn(
  '0.0.0.0/32',
  '::/128',
  '127.0.0.0/8',
  '::1/128',
  '224.0.0.0/4',
  'ff00::/8',
  '169.254.0.0/16',
  'fe80::/10',
  '255.255.255.255/32',
);

function fail(message: string): never {
  throw new Error(message);
}
