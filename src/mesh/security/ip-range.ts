/** The bytes of an address: four, or sixteen for IPv6. */
export type Address = readonly number[];

/** The bytes of an IP address; undefined for other text. */
export function parseAddress(text: string): Address | undefined {
  const numbers = text.split('.');
  if (numbers.length === 4 && numbers.every((number) => /^(0|[1-9]\d{0,2})$/.test(number) && Number(number) < 256)) {
    return numbers.map(Number);
  }
  if (!/^[\da-f:.]+$/i.test(text) || !URL.canParse(`http://[${text}]/`)) return undefined;
  // A URL has it in hexadecimal groups, of which one run of zeros may be left out.
  const [left, right] = new URL(`http://[${text}]/`).hostname.slice(1, -1).split('::', 2);
  const [head, tail] = [groupsOf(left), groupsOf(right)];
  const zeros = Array<number>(8 - head.length - tail.length).fill(0);
  return [...head, ...zeros, ...tail].flatMap((group) => [group >> 8, group & 255]);
}

function groupsOf(text: string | undefined): number[] {
  return text === undefined || text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

/** The addresses of a block such as `10.0.0.0/8`, or of one address; undefined for other text. */
export function rangeMatch(block: string): ((address: Address) => boolean) | undefined {
  const [text = '', written, ...rest] = block.split('/');
  const first = parseAddress(text);
  if (first === undefined || rest.length > 0 || !(written === undefined || /^\d{1,3}$/.test(written))) return undefined;
  const length = Number(written ?? first.length * 8);
  if (length > first.length * 8) return undefined;
  const whole = length >> 3;
  const shift = 8 - (length & 7);
  return (address) => {
    if (address.length !== first.length) return false;
    for (let index = 0; index < whole; index++) if (address[index] !== first[index]) return false;
    return whole === first.length || address[whole]! >> shift === first[whole]! >> shift;
  };
}
