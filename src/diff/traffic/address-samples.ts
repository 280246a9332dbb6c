import { isIP } from '../../mesh/ip';

/** The ends of a block of addresses such as `10.0.0.0/8`, and what is next to them outside of it. */
export function addressesOf(block: string): readonly string[] {
  const [address = '', length] = block.split('/');
  if (!isIP(address)) return [];
  const isWide = address.includes(':');
  const bits = isWide ? 128 : 32;
  const free = BigInt(Math.max(0, bits - Number(length ?? bits)));
  const last = (1n << BigInt(bits)) - 1n;
  const start = (numberOf(address, isWide) >> free) << free;
  const end = start + (1n << free) - 1n;
  return [start - 1n, start, end, end + 1n].filter((one) => one >= 0n && one <= last).map((one) => textOf(one, isWide));
}

function numberOf(address: string, isWide: boolean): bigint {
  if (!isWide) return address.split('.').reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const [left = '', right] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::', 2);
  const [head, tail] = [left, right ?? ''].map((groups) => groups.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(8 - head!.length - tail!.length).fill('0');
  return [...head!, ...zeros, ...tail!].reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

function textOf(number: bigint, isWide: boolean): string {
  const size = isWide ? 16n : 8n;
  const parts = Array.from({ length: isWide ? 8 : 4 }, (_, i) => (number >> (size * BigInt(i))) & ((1n << size) - 1n));
  return parts
    .reverse()
    .map((part) => part.toString(isWide ? 16 : 10))
    .join(isWide ? ':' : '.');
}
