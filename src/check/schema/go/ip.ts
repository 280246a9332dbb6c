/** An address as Go's packages net and net/netip parse it. */
export interface Address {
  readonly family: 4 | 6;
  /** All 32 or 128 bits. */
  readonly bits: bigint;
  /** Of IPv6 alone; `''` for none. */
  readonly zone: string;
}

export interface Prefix {
  readonly address: Address;
  readonly length: number;
}

/** Whether leading zeros are let pass in the numbers of an IPv4 address: netip refuses them, Kubernetes' own fork takes them. */
type Zeros = 'strict' | 'sloppy';

/** @see https://pkg.go.dev/net/netip#ParseAddr */
export function parseAddress(text: string): Address | undefined {
  const first = /[.:%]/.exec(text)?.[0];
  if (first === '.') return parseV4(text, 'strict');
  return first === ':' ? parseV6(text, 'strict') : undefined;
}

/** @see https://pkg.go.dev/net/netip#ParsePrefix */
export function parsePrefix(text: string): Prefix | undefined {
  const slash = text.lastIndexOf('/');
  if (slash < 0) return undefined;
  const address = parseAddress(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (address === undefined || address.zone !== '' || !/^(\d|[1-9]\d+)$/.test(length)) return undefined;
  return Number(length) <= widthOf(address) ? { address, length: Number(length) } : undefined;
}

/** The format `ipv4`: an address with a dot. */
export function isSloppyV4(text: string): boolean {
  return text.includes('.') && parseSloppyAddress(text) !== undefined;
}

/** The format `ipv6`, which Go's own `net.ParseIP` reads: an address with a colon and without a zone. */
export function isV6(text: string): boolean {
  const address = text.includes(':') ? parseAddress(text) : undefined;
  return address !== undefined && address.zone === '';
}

/** The format `cidr`. */
export function isSloppyCidr(text: string): boolean {
  const slash = text.indexOf('/');
  if (slash < 0) return false;
  const [part, length] = [text.slice(0, slash), text.slice(slash + 1)];
  const address = parseV4(part, 'sloppy') ?? (part.includes('%') ? undefined : parseV6(part, 'sloppy'));
  return address !== undefined && /^\d+$/.test(length) && Number(length) <= widthOf(address);
}

function parseSloppyAddress(text: string): Address | undefined {
  const first = /[.:]/.exec(text)?.[0];
  if (first === '.') return parseV4(text, 'sloppy');
  return first === ':' && !text.includes('%') ? parseV6(text, 'sloppy') : undefined;
}

function parseV4(text: string, zeros: Zeros): Address | undefined {
  const numbers = text.split('.');
  const pattern = zeros === 'strict' ? /^(0|[1-9]\d{0,2})$/ : /^\d+$/;
  if (numbers.length !== 4 || !numbers.every((number) => pattern.test(number) && Number(number) <= 255))
    return undefined;
  return { family: 4, bits: numbers.reduce((bits, number) => (bits << 8n) + BigInt(number), 0n), zone: '' };
}

function parseV6(text: string, zeros: Zeros): Address | undefined {
  const percent = text.indexOf('%');
  const zone = percent < 0 ? '' : text.slice(percent + 1);
  if (percent >= 0 && zone === '') return undefined;
  const halves = (percent < 0 ? text : text.slice(0, percent)).split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half, i) => groupsOf(half, i === halves.length - 1, zeros));
  const [left, right] = groups;
  if (left === undefined || (halves.length === 2 && right === undefined)) return undefined;
  const missing = 8 - left.length - (right?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...left, ...Array<bigint>(missing).fill(0n), ...(right ?? [])];
  return { family: 6, bits: all.reduce((bits, group) => (bits << 16n) + group, 0n), zone };
}

/** Groups of one side of a `::`; the last side may end with an IPv4 address, which stands for two. */
function groupsOf(half: string, isLast: boolean, zeros: Zeros): bigint[] | undefined {
  if (half === '') return [];
  const parts = half.split(':');
  const groups: bigint[] = [];
  for (const [i, part] of parts.entries()) {
    if (isLast && i === parts.length - 1 && part.includes('.')) {
      const address = parseV4(part, zeros);
      if (address === undefined) return undefined;
      groups.push(address.bits >> 16n, address.bits & 0xffffn);
    } else {
      // Kubernetes' fork counts the value alone, netip the digits as well.
      if (!/^[\da-f]+$/i.test(part) || (zeros === 'strict' && part.length > 4)) return undefined;
      const group = BigInt(`0x${part}`);
      if (group > 0xffffn) return undefined;
      groups.push(group);
    }
  }
  return groups;
}

export function widthOf({ family }: Address): number {
  return family === 4 ? 32 : 128;
}

/** An IPv4 address in the clothes of IPv6, such as `::ffff:1.2.3.4`. */
export function isV4InV6({ family, bits }: Address): boolean {
  return family === 6 && bits >> 32n === 0xffffn;
}

/** As Go writes it: RFC 5952. */
export function formatAddress({ family, bits, zone }: Address): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 0xffn)).join('.');
  const suffix = zone === '' ? '' : `%${zone}`;
  if (isV4InV6({ family, bits, zone })) {
    return `::ffff:${formatAddress({ family: 4, bits: bits & 0xffff_ffffn, zone: '' })}${suffix}`;
  }
  const groups = Array.from({ length: 8 }, (_, i) => ((bits >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  const runs = [...groups.join(':').matchAll(/(?:^|:)(0(?::0)+)(?=:|$)/g)].map(([, run]) => run!);
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  if (longest === '') return groups.join(':') + suffix;
  const text = groups.join(':').replace(new RegExp(`(^|:)${longest}(:|$)`), '::');
  return text + suffix;
}

export function maskOf({ address, length }: Prefix): bigint {
  const width = widthOf(address);
  return ((1n << BigInt(width)) - 1n) ^ ((1n << BigInt(width - length)) - 1n);
}

/** Whether all of another network, or one address, is in a network. */
export function contains(outer: Prefix, inner: Prefix): boolean {
  const mask = maskOf(outer);
  return (
    outer.address.family === inner.address.family &&
    outer.length <= inner.length &&
    (outer.address.bits & mask) === (inner.address.bits & mask)
  );
}
