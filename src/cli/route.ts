import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import pc from 'picocolors';
import { Mesh } from '../mesh/mesh';
import { parseRequest, WrittenRequest } from '../mesh/traffic/parse-request';
import { Traffic } from '../mesh/traffic/traffic';
import { isMap, Json, JsonMap } from '../model/json';
import type { RequestDefaults } from '../replay/line';
import { Served } from '../replay/served';
import { routeAsJson } from '../report/route-json';
import { routeAsText } from '../report/route-text';
import { pathsFrom } from '../report/text';
import { requestLine } from '../traffic-tests/written-request';
import { NotReadable } from './readable-sets';
import { APP_OPTION } from './environment';
import { ExitCode } from './exit-codes';
import { teaching } from './help';
import type { Io } from './io';
import { replay } from './route-requests';
import { trafficSet } from './traffic-set';
import { UsageError } from './usage-error';

const FORMATS = ['text', 'json'] as const;
const INGRESS = 'ingress';

interface RouteOptions {
  readonly header: Headers;
  readonly from: string;
  readonly as?: string | undefined;
  readonly claims?: JsonMap | undefined;
  readonly address?: string | undefined;
  readonly requests?: string | undefined;
  readonly env?: string | undefined;
  readonly path?: string | undefined;
  readonly format: (typeof FORMATS)[number];
  readonly app: string;
}

export function routeCommand(io: Io, finish: (code: ExitCode) => void) {
  return new Command('route')
    .description('Say what a request would meet: where it goes, what is done to it, and why.')
    .argument('[request...]', 'METHOD URL, or a URL alone for GET')
    .addOption(
      new Option('--header <name=value>', 'a header of the request; repeatable')
        .default({}, 'none')
        .argParser((text, others: Headers) => ({ ...others, ...headerOf(text, others) })),
    )
    .option('--from <sender>', 'ingress, or NAMESPACE/NAME of a gateway or of a workload', INGRESS)
    .option(
      '--as <principal>',
      'identity that the sender proves (default: its own), such as cluster.local/ns/shop/sa/web',
    )
    .addOption(
      new Option(
        '--claims <json>',
        'claims of a valid token that comes with it (default: those of its headers)',
      ).argParser(claimsOf),
    )
    .option('--address <ip>', 'IP address of the sender (default: nobody knows)')
    .option('--requests <file>', "requests in JSON lines, or Envoy's JSON access log; - for the standard input")
    .option('--env <environment>', 'environment to ask (default: the only one)')
    .option('--path <path>', 'folder or file of YAML to ask instead')
    .addOption(new Option('--format <format>', 'how to say it').choices(FORMATS).default('text' as const))
    .option(...APP_OPTION)
    .addHelpText('after', HELP)
    .action(async (words, options) => {
      finish(await route(words, options, io));
    });
}

const HELP = teaching({
  examples: [
    ["route 'GET https://api.example.com/v1/x' --env production", 'from outside of the mesh'],
    ['route http://api/ --from shop/web --path deploy/overlays/staging', "from a workload, by anybody's YAML"],
    ['route --requests access.log --env production', "yesterday's requests, by what is configured now"],
  ],
  one: 'lines of --requests that cannot be read; sources that synth refuses',
});

async function route(words: readonly string[], options: RouteOptions, io: Io): Promise<ExitCode> {
  const { from, as, claims, address, header: headers, format, requests } = options;
  if ((words.length === 0) === (requests === undefined)) {
    throw new UsageError("name one request, such as 'GET https://api.example.com/', or a file of them with --requests");
  }
  const defaults = {
    from,
    headers,
    ...(as !== undefined && { as }),
    ...(claims !== undefined && { claims }),
    ...(address !== undefined && { address }),
  };
  const request =
    requests === undefined ? usable(() => parseRequest({ ...requestLine(words.join(' ')), ...defaults })) : undefined;
  const set = await trafficSet(options, io);
  if (set instanceof NotReadable) {
    io.stderr(set.why);
    io.stderr('nothing is answered: what was read is not all that is there\n');
    return set.code;
  }
  const mesh = new Mesh(set);
  const traffic = new Traffic(mesh);
  if (requests !== undefined) {
    // What the command line says is wrong for all of them, whatever they are; that there is no ingress, for those that come by it.
    const any = usable(() => parseRequest({ ...defaults, url: 'http://localhost/' }));
    if (from !== INGRESS) usable(() => traffic.answer(any));
    return replay({ traffic, requests, defaults: { ...defaults, ...servedTo(mesh, from) }, format }, io);
  }
  const answer = usable(() => traffic.explain(request!));
  io.stdout(
    format === 'json'
      ? routeAsJson(answer, pathsFrom(io.cwd))
      : routeAsText(answer, { cwd: io.cwd, colours: pc.createColors(io.colours) }),
  );
  return ExitCode.Clean;
}

/** What the command line says is to blame for what cannot be understood of it. */
function usable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

/** What gateways serve, where the sender sends through one. */
function servedTo(mesh: Mesh, from: string): Pick<RequestDefaults, 'served'> {
  return from === INGRESS || mesh.gateways.has(from) ? { served: new Served(mesh) } : {};
}

type Headers = NonNullable<WrittenRequest['headers']>;

/** A name that comes again is another header. */
function headerOf(text: string, others: Headers): Headers {
  const [, name, value] = /^([^=\s:]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError('Write a name and a value, such as x-canary=true.');
  }
  const key = name.toLowerCase();
  return { [key]: Object.hasOwn(others, key) ? [others[key]!, value].flat() : value };
}

function claimsOf(text: string): JsonMap {
  let claims: Json | undefined;
  try {
    claims = JSON.parse(text) as Json;
  } catch {
    claims = undefined;
  }
  if (claims !== undefined && isMap(claims)) return claims;
  throw new InvalidArgumentError(`Write an object of JSON, such as '{"iss":"https://id.example","sub":"ann"}'.`);
}
