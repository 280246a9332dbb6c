/**
 * @returns the addresses as they are
 * @throws RangeError when they are neither one address nor a block in CIDR notation
 */
export function checkIpBlock(block: string): string {
  const [address = '', length, ...rest] = block.split('/');
  const bits = isIpv4(address) ? 32 : isIpv6(address) ? 128 : 0;
  const isLength = length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= bits);
  if (bits === 0 || !isLength || rest.length > 0) {
    throw new RangeError(`"${block}" is no block of addresses: write 10.0.0.0/8, 2001:db8::/32 or one address`);
  }
  return block;
}

function isIpv4(address: string): boolean {
  const numbers = address.split('.');
  return numbers.length === 4 && numbers.every((number) => /^\d{1,3}$/.test(number) && Number(number) <= 255);
}

function isIpv6(address: string): boolean {
  return /^[\da-f:.]+$/i.test(address) && URL.canParse(`http://[${address}]/`);
}
