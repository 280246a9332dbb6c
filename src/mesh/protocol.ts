import type { ServicePort } from './specs';

/** Protocols that Istio knows, as it writes them. */
const PROTOCOLS = [
  'TCP',
  'UDP',
  'GRPC',
  'GRPC-Web',
  'HTTP',
  'HTTP_PROXY',
  'HTTP2',
  'HTTPS',
  'TLS',
  'Mongo',
  'Redis',
  'MySQL',
] as const;

export type Protocol = (typeof PROTOCOLS)[number];

const BY_NAME: ReadonlyMap<string, Protocol> = new Map(PROTOCOLS.map((protocol) => [protocol.toLowerCase(), protocol]));

/** The protocol of that name, in any case; undefined for others. */
export function parseProtocol(name: string): Protocol | undefined {
  return BY_NAME.get(name.toLowerCase());
}

export function isHttp(protocol: Protocol | undefined): boolean {
  return protocol !== undefined && ['HTTP', 'HTTP2', 'HTTP_PROXY', 'GRPC', 'GRPC-Web'].includes(protocol);
}

export function isTls(protocol: Protocol | undefined): boolean {
  return protocol === 'HTTPS' || protocol === 'TLS';
}

/** Ports that proxies never look into, because their servers talk first. */
const NEVER_SNIFFED = [25, 53, 3306, 27017];

const APP_PROTOCOLS: Readonly<Partial<Record<string, Protocol>>> = {
  'kubernetes.io/h2c': 'HTTP2',
  'kubernetes.io/ws': 'HTTP',
  'kubernetes.io/wss': 'HTTPS',
};

/**
 * What a port of a Service speaks, by its appProtocol or its name; undefined where proxies have to find out.
 *
 * @see https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 */
export function protocolOfPort({ name = '', port, protocol, appProtocol }: ServicePort): Protocol | undefined {
  if (protocol === 'UDP') return 'UDP';
  const standard = appProtocol === undefined ? undefined : APP_PROTOCOLS[appProtocol];
  if (standard !== undefined) return standard;
  const said = appProtocol ?? name;
  if (said.toLowerCase().startsWith('grpc-web')) return 'GRPC-Web';
  return parseProtocol(said.split('-', 1)[0]!) ?? (NEVER_SNIFFED.includes(port) ? 'TCP' : undefined);
}
