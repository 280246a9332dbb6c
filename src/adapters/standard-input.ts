import { MOST_FILE_BYTES } from '../read/text-file';

/** All of a stream, or as much of one without end as it takes to see that it is longer than what is read. */
export async function readStream(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MOST_FILE_BYTES) break;
  }
  return Buffer.concat(chunks);
}
