import { once } from 'node:events';
import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { Certificate } from '../certificates';
import { frame, onMessage } from './grpc';
import { field, message, stringsOf } from './protobuf';

const SECRET = 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret';

/**
 * Hands a proxy the certificate of its pod, over a socket that no other pod has: what istio-agent does beside each of
 * Istio's own proxies. (gRPC, `envoy.service.secret.v3.SecretDiscoveryService/StreamSecrets`.)
 */
export class SecretDiscovery {
  private readonly sessions = new Set<ServerHttp2Session>();

  private constructor(
    private readonly server: Http2Server,
    private readonly certificate: Certificate,
  ) {
    server.on('session', (session) => {
      this.sessions.add(session);
      session.once('close', () => this.sessions.delete(session));
      session.on('error', () => session.destroy()); // the proxy went away
    });
    server.on('stream', (stream) => this.serve(stream));
  }

  /** @param socket path of the Unix socket to listen on */
  static async start(socket: string, certificate: Certificate): Promise<SecretDiscovery> {
    const discovery = new SecretDiscovery(createServer(), certificate);
    await once(discovery.server.listen(socket), 'listening');
    return discovery;
  }

  stop(): void {
    for (const session of this.sessions) session.destroy();
    this.server.close();
  }

  private serve(stream: ServerHttp2Stream): void {
    let answered = '';
    stream.on('error', () => stream.destroy());
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
    onMessage(stream, (request) => {
      const names = stringsOf(request, 3);
      // A request for what was sent already acknowledges it.
      if (names.join() === answered) return;
      answered = names.join();
      stream.write(frame(this.response(names)));
    });
  }

  private response(names: readonly string[]): Buffer {
    const resources = names.map((name) => message(field(1, SECRET), field(2, this.secret(name))));
    return message(
      field(1, 'only'), // version
      ...resources.map((resource) => field(2, resource)),
      field(4, SECRET),
      field(5, 'only'), // nonce
    );
  }

  private secret(name: string): Buffer {
    const { chain, key, authority } = this.certificate;
    const inline = (text: string): Buffer => field(3, text);
    const content = isAuthority(name)
      ? field(4, message(field(1, inline(authority))))
      : field(2, message(field(1, inline(chain)), field(2, inline(key))));
    return message(field(1, name), content);
  }
}

/** The authority of the mesh, or those that a proxy's system trusts, by the name that Istio gives them. */
function isAuthority(name: string): boolean {
  return name === 'ROOTCA' || name.startsWith('file-root:');
}
