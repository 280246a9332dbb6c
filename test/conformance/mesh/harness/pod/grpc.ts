import type { ServerHttp2Stream } from 'node:http2';

const HEADER_BYTES = 5;

/** A message as gRPC frames it: not compressed, and how long it is. */
export function frame(message: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(message.length, 1);
  return Buffer.concat([header, message]);
}

/** Hands on the messages of a stream, each when all of it has come. */
export function onMessage(stream: ServerHttp2Stream, take: (message: Buffer) => void): void {
  let received = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + received.readUInt32BE(1);
      if (received.length < end) return;
      const message = received.subarray(HEADER_BYTES, end);
      received = received.subarray(end);
      take(message);
    }
  });
}
