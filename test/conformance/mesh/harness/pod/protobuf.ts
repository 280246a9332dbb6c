// The wire format of protocol buffers, as far as messages of strings, bytes and messages need it.
// https://protobuf.dev/programming-guides/encoding/

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;

/** A field that is a string, bytes, or a message that is encoded already. */
export function field(number: number, value: string | Buffer): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([varint((number << 3) | LENGTH_DELIMITED), varint(bytes.length), bytes]);
}

/** A field that is a whole number or a choice. */
export function numberField(number: number, value: number): Buffer {
  return Buffer.concat([varint((number << 3) | VARINT), varint(value)]);
}

export function message(...fields: readonly Buffer[]): Buffer {
  return Buffer.concat(fields);
}

/** The strings of a repeated field. */
export function stringsOf(encoded: Buffer, number: number): readonly string[] {
  return messagesOf(encoded, number).map((bytes) => bytes.toString('utf8'));
}

/** The messages of a repeated field, each encoded. */
export function messagesOf(encoded: Buffer, number: number): readonly Buffer[] {
  const messages: Buffer[] = [];
  let position = 0;
  const readVarint = (): number => {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = encoded.readUInt8(position++);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (position < encoded.length) {
    const tag = readVarint();
    const type = tag % 8;
    if (type === LENGTH_DELIMITED) {
      const length = readVarint();
      if (Math.floor(tag / 8) === number) messages.push(encoded.subarray(position, position + length));
      position += length;
    } else if (type === VARINT) readVarint();
    else position += type === FIXED_64 ? 8 : 4;
  }
  return messages;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
