import type { CelInput } from '@bufbuild/cel';

const SECOND = 1_000_000_000n;

/** A duration as CEL has it. */
export function durationOf(nanoseconds: bigint): CelInput {
  return message('google.protobuf.Duration', nanoseconds / SECOND, nanoseconds % SECOND);
}

/** A point in time as CEL has it, of a text that has the format `date` or `date-time`. */
export function timestampOf(text: string): CelInput {
  const [, whole = text, fraction = ''] = /^(.*:\d\d)[.,](\d+)(?=[Zz+-])/.exec(text) ?? [];
  const zone = /([Zz]|[+-]\d\d:\d\d)$/.exec(text)?.[0] ?? 'Z';
  const milliseconds = Date.parse(/[Tt]/.test(text) ? whole.replace(zone, '') + zone : text);
  if (Number.isNaN(milliseconds)) throw new Error(`Invalid date-time formatted string ${text}`);
  const nanos = BigInt(fraction.padEnd(9, '0').slice(0, 9));
  return message('google.protobuf.Timestamp', BigInt(milliseconds) / 1000n, nanos);
}

/** The evaluator takes messages of Protocol Buffers by their type's name, which spares us its library. */
function message($typeName: string, seconds: bigint, nanos: bigint): CelInput {
  return { $typeName, seconds, nanos: Number(nanos) };
}
