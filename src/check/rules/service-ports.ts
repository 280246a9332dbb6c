import * as kinds from '../../mesh/kinds';
import type { Mesh } from '../../mesh/mesh';
import { protocolOfPort } from '../../mesh/protocol';
import { ServicePort, ServiceSpec, specOf } from '../../mesh/specs';
import type { Manifest } from '../../model/manifest';
import type { Rule } from '../rule';
import { SYSTEM_NAMESPACES } from '../system-namespaces';

/** A port whose name says nothing of its protocol. */
export const portName: Rule = {
  code: 'IST0118',
  name: 'PortNameIsNotUnderNamingConvention',
  severity: 'info',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'Neither the name of a Service port nor its appProtocol says what it speaks.',
    effect:
      'proxies find out by looking: slower first bytes, and no HTTP rules for protocols where the server talks first',
    fix: 'name the port protocol-something (http-web, grpc-api, tcp-db), or state appProtocol',
    bad: `apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: web, port: 8080 }] }
`,
    good: `apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: http-web, port: 8080 }] }
`,
  },
  *check(mesh) {
    for (const { manifest, type, port, pointer } of portsOf(mesh)) {
      if (type === 'ExternalName' || protocolOfPort(port) !== undefined) continue;
      const said =
        port.appProtocol === undefined ? `the name "${port.name ?? ''}"` : `appProtocol "${port.appProtocol}"`;
      yield { manifest, pointer, message: `${said} of port ${port.port} says no protocol that Istio knows` };
    }
  },
};

/** An ExternalName Service with a TCP port. */
export const externalNamePort: Rule = {
  code: 'IST0150',
  name: 'ExternalNameServiceTypeInvalidPortName',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A port of an ExternalName Service is named tcp, or its name says no protocol.',
    effect: 'the proxy takes all traffic to that port for the Service, whatever host it is for',
    fix: 'name the port http, https or tls, or use a ServiceEntry',
    bad: `apiVersion: v1
kind: Service
metadata: { name: legacy, namespace: shop }
spec: { type: ExternalName, externalName: legacy.example, ports: [{ name: tcp, port: 443 }] }
`,
    good: `apiVersion: v1
kind: Service
metadata: { name: legacy, namespace: shop }
spec: { type: ExternalName, externalName: legacy.example, ports: [{ name: tls, port: 443 }] }
`,
  },
  *check(mesh) {
    for (const { manifest, type, port, pointer } of portsOf(mesh)) {
      if (type !== 'ExternalName' || (port.name !== 'tcp' && protocolOfPort(port) !== undefined)) continue;
      yield {
        manifest,
        pointer,
        message: `port ${port.port} of an ExternalName Service is named "${port.name ?? ''}"`,
      };
    }
  },
};

/** Labels of istiod's on the Services that it makes for Kubernetes Gateways. */
const MADE_BY_ISTIOD = ['istio.io-gateway-controller', 'istio.io-mesh-controller', 'istio.io-eastwest-controller'];

interface PortOfService {
  readonly manifest: Manifest;
  readonly type: string | undefined;
  readonly port: ServicePort;
  readonly pointer: string;
}

function* portsOf(mesh: Mesh): Generator<PortOfService> {
  for (const manifest of mesh.all(kinds.Service)) {
    if (SYSTEM_NAMESPACES.has(manifest.identity.namespace)) continue;
    const { labels = {} } = manifest.object.metadata;
    // The control plane's own, as Istio tells them.
    if (labels['istio'] !== undefined || labels['release'] === 'istio') continue;
    if (MADE_BY_ISTIOD.includes(labels['gateway.istio.io/managed'] ?? '')) continue;
    const { type, ports = [] } = specOf<ServiceSpec>(manifest);
    for (const [i, port] of ports.entries()) yield { manifest, type, port, pointer: `/spec/ports/${i}` };
  }
}
