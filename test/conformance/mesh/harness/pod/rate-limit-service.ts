import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { parse } from 'yaml';
import { frame, onMessage } from './grpc';
import { messagesOf, numberField, stringsOf } from './protobuf';

/** A node of the configuration: requests that have the key, and the value if there is one. */
interface Descriptor {
  readonly key: string;
  readonly value?: string;
  readonly rate_limit?: { readonly requests_per_unit: number };
  readonly descriptors?: readonly Descriptor[];
}

interface Configuration {
  readonly domain: string;
  readonly descriptors: readonly Descriptor[];
}

type Entry = readonly [key: string, value: string];

const OK = 1;
const OVER_LIMIT = 2;

/**
 * Answers as Envoy's rate limit service does by the same configuration, with one difference: its units of time last as
 * long as it runs. (gRPC, `envoy.service.ratelimit.v3.RateLimitService/ShouldRateLimit`.)
 */
export function rateLimitService(configuration: string): Http2Server {
  const { domain, descriptors } = parse(configuration) as Configuration;
  const counts = new Map<string, number>();

  const isOver = (entries: readonly Entry[]): boolean => {
    const limit = limitOf(entries, descriptors);
    if (limit === undefined) return false;
    const counted = entries.join();
    const count = (counts.get(counted) ?? 0) + 1;
    counts.set(counted, count);
    return count > limit;
  };

  return createServer().on('stream', (stream: ServerHttp2Stream) => {
    stream.on('error', () => stream.destroy());
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    onMessage(stream, (request) => {
      const asked = stringsOf(request, 1)[0] === domain ? messagesOf(request, 2).map(entriesOf) : [];
      const code = asked.map(isOver).includes(true) ? OVER_LIMIT : OK; // each of them counts
      stream.end(frame(numberField(1, code)));
    });
  });
}

function entriesOf(descriptor: Buffer): readonly Entry[] {
  return messagesOf(descriptor, 1).map((entry) => [stringsOf(entry, 1)[0] ?? '', stringsOf(entry, 2)[0] ?? '']);
}

/** The limit where the entries lead, key by key; all of them have to lead there. */
function limitOf(
  [[key, value] = ['', ''], ...rest]: readonly Entry[],
  nodes: readonly Descriptor[],
): number | undefined {
  const named = nodes.filter((node) => node.key === key);
  const node = named.find((candidate) => candidate.value === value) ?? named.find((candidate) => !candidate.value);
  if (rest.length > 0) return limitOf(rest, node?.descriptors ?? []);
  return node?.rate_limit?.requests_per_unit;
}
