import type { GatewayServer } from '../../../mesh/gateway';
import { isHttp, isTls, parseProtocol } from '../../../mesh/protocol';
import type { GatewaySpec } from '../../../mesh/specs';
import type { Report } from './report';
import { checkServerTls, isPassedOn } from './server-tls';
import * as values from './values';

export function checkGateway(spec: GatewaySpec, name: string, report: Report): void {
  if (!values.isDnsLabel(name)) report.error('/metadata/name', `"${name}" is no name of a gateway: it has no dots`);
  const { servers = [] } = spec;
  if (servers.length === 0) report.error('/spec', 'a gateway needs a server');
  const portNames = new Set<string>();
  for (const [i, server] of servers.entries()) {
    const pointer = `/spec/servers/${i}`;
    checkServer(server, pointer, report);
    const { name: portName, protocol } = server.port;
    if (portNames.has(portName)) report.error(`${pointer}/port/name`, `the port name "${portName}" is there twice`);
    portNames.add(portName);
    if (server.tls?.httpsRedirect === true && !isHttp(parseProtocol(protocol))) {
      report.warn(`${pointer}/tls/httpsRedirect`, 'httpsRedirect is for servers that speak HTTP');
    }
  }
}

function checkServer(server: GatewayServer, pointer: string, report: Report): void {
  const { hosts, port, bind = '', tls } = server;
  if (hosts.length === 0) report.error(pointer, 'a server needs a host');
  for (const [i, host] of hosts.entries()) checkHost(host, `${pointer}/hosts/${i}`, report);
  const isPortRight = checkPort(server, pointer, report);
  if (bind.startsWith(values.SOCKET)) {
    report.error(`${pointer}/bind`, values.socketProblem(bind));
    if (port.number !== 0) report.error(`${pointer}/port/number`, 'a socket of the file system has port 0');
  } else if (bind !== '') report.error(`${pointer}/bind`, values.addressProblem(bind));
  if (tls !== undefined) checkServerTls(tls, `${pointer}/tls`, report);
  if (!isPortRight) return;
  const protocol = parseProtocol(port.protocol);
  if (isTls(protocol) && tls === undefined) report.error(pointer, `a server of ${protocol!} needs tls`);
  if (isTls(protocol) || tls === undefined) return;
  const hasFiles = [tls.caCertificates, tls.privateKey, tls.serverCertificate].some((file = '') => file !== '');
  if (isHttp(protocol) && isPassedOn(tls) && !hasFiles) return;
  report.error(`${pointer}/tls`, `a server of ${protocol!} has no certificates: use HTTPS or TLS`);
}

function checkPort({ port, bind = '' }: GatewayServer, pointer: string, report: Report): boolean {
  const before = report.errors.length;
  const { number, name, protocol, targetPort = 0 } = port;
  if (parseProtocol(protocol) === undefined) report.error(`${pointer}/port/protocol`, `"${protocol}" is no protocol`);
  if (number > 0 || !bind.startsWith(values.SOCKET)) report.error(`${pointer}/port/number`, values.portProblem(number));
  if (targetPort > 0) report.error(`${pointer}/port/targetPort`, 'targetPort means nothing in a gateway');
  if (name === '') report.error(`${pointer}/port`, 'a port needs a name');
  return report.errors.length === before;
}

function checkHost(text: string, pointer: string, report: Report): void {
  const slash = text.indexOf('/');
  const namespace = slash < 0 ? '*' : text.slice(0, slash);
  if (namespace !== '*' && namespace !== '.' && !values.isDnsLabel(namespace)) {
    report.error(pointer, `"${namespace}" is no namespace`);
  }
  checkFullHost(text.slice(slash + 1), pointer, report, true);
}

/** Hosts of gateways and Sidecars have no short names and no partial wildcards. */
export function checkFullHost(host: string, pointer: string, report: Report, mayBeAddress: boolean): void {
  if (host !== '*' && !host.includes('.')) report.error(pointer, `"${host}" is a short name: write the whole one`);
  const problem = values.hostProblem(host);
  if (!mayBeAddress || !values.isIpAddress(host)) report.error(pointer, problem);
  if (values.isPartialWildcard(host)) report.error(pointer, `the wildcard of "${host}" is not its whole first label`);
}
