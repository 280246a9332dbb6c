import { append, groupBy } from '../../mesh/group';
import * as kinds from '../../mesh/kinds';
import { isEmptySelector, selects } from '../../mesh/labels';
import type { Mesh } from '../../mesh/mesh';
import { ServicePort, ServiceSpec, specOf } from '../../mesh/specs';
import type { Workload } from '../../mesh/workloads';
import { describeIdentity } from '../../model/identity';
import type { Manifest } from '../../model/manifest';
import type { Rule } from '../rule';

const deployment = (user = ''): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web, sidecar.istio.io/inject: 'true' } }
    spec: { ${user}containers: [{ name: web, image: web }] }
`;
const service = (name: string, port: string): string => `---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: http, ${port} }] }
`;

/** Services of the same pods that disagree on what a port speaks. */
export const conflictingServiceProtocols: Rule = {
  code: 'IST0116',
  name: 'DeploymentAssociatedToMultipleServices',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'Several Services of the same pods have a port of one number with different protocols.',
    effect: 'the proxy takes one of the protocols for the port',
    fix: 'state the same protocol, or use different ports',
    bad: deployment() + service('web', 'port: 80, protocol: TCP') + service('web-udp', 'port: 80, protocol: UDP'),
    good: deployment() + service('web', 'port: 80, protocol: TCP') + service('web-udp', 'port: 81, protocol: UDP'),
  },
  *check(mesh) {
    for (const [workload, services] of servicesOfWorkloads(mesh)) {
      for (const [port, users] of groupBy(services, ({ port }) => port.port)) {
        const protocols = new Set(users.map(({ port: { protocol = 'TCP' } }) => protocol));
        if (protocols.size < 2) continue;
        const names = namesOf(users);
        yield {
          manifest: workload.manifest,
          related: users.map(({ manifest }) => manifest),
          message: `port ${port} is ${[...protocols].join(' and ')} in ${names}`,
        };
      }
    }
  },
};

/** Services of the same pods that lead different ports to one. */
export const conflictingServicePorts: Rule = {
  code: 'IST0137',
  name: 'DeploymentConflictingPorts',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'Several Services of the same pods lead different ports to one port of the pods.',
    effect: 'the proxy of the pods takes one of the two for all of what arrives there',
    fix: 'use the same port in all Services of the pods',
    bad: deployment() + service('web', 'port: 80, targetPort: 8080') + service('api', 'port: 81, targetPort: 8080'),
    good: deployment() + service('web', 'port: 80, targetPort: 8080') + service('api', 'port: 80, targetPort: 8080'),
  },
  *check(mesh) {
    for (const [workload, services] of servicesOfWorkloads(mesh)) {
      for (const [target, users] of groupBy(services, ({ port }) => String(port.targetPort ?? port.port))) {
        const numbers = new Set(users.map(({ port }) => port.port));
        if (numbers.size < 2) continue;
        const names = namesOf(users);
        yield {
          manifest: workload.manifest,
          related: users.map(({ manifest }) => manifest),
          message: `the ports ${[...numbers].join(' and ')} of ${names} all lead to ${target}`,
        };
      }
    }
  },
};

/** The user that the proxy's own traffic is told by. */
const PROXY_USER = 1337;

/** An application that runs as the proxy does. */
export const applicationUser: Rule = {
  code: 'IST0144',
  name: 'InvalidApplicationUID',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'An application runs as user 1337, which is the proxy.',
    effect: 'its traffic passes by the proxy: no mutual TLS, no routes, no policies',
    fix: 'run it as another user',
    bad: deployment('securityContext: { runAsUser: 1337 }, '),
    good: deployment('securityContext: { runAsUser: 1000 }, '),
  },
  *check({ workloads }) {
    for (const { manifest, spec, pointer } of workloads) {
      const { labels = {} } = manifest.object.metadata;
      if (labels['istio'] !== undefined || labels['release'] === 'istio') continue;
      if (spec.securityContext?.runAsUser === PROXY_USER) {
        yield { manifest, pointer: `${pointer}/spec/securityContext/runAsUser`, message: 'its pods run as user 1337' };
      }
      for (const [i, { name = '', securityContext }] of (spec.containers ?? []).entries()) {
        if (securityContext?.runAsUser !== PROXY_USER || ['istio-proxy', 'istio-operator'].includes(name)) continue;
        yield {
          manifest,
          pointer: `${pointer}/spec/containers/${i}/securityContext/runAsUser`,
          message: `its container ${name} runs as user 1337`,
        };
      }
    }
  },
};

interface PortOfService {
  readonly manifest: Manifest;
  readonly port: ServicePort;
}

/** The ports of the Services of each Deployment in the mesh that has several. */
function* servicesOfWorkloads(mesh: Mesh): Generator<[Workload, PortOfService[]]> {
  const ports = new Map<Workload, PortOfService[]>();
  for (const manifest of mesh.all(kinds.Service)) {
    const spec = specOf<ServiceSpec>(manifest);
    if (isEmptySelector(spec.selector)) continue;
    for (const workload of mesh.workloads.selectedBy(spec.selector, manifest.identity.namespace)) {
      for (const port of spec.ports ?? []) append(ports, workload, { manifest, port });
    }
  }
  for (const [workload, services] of ports) {
    if (services.length > 1 && isInMesh(workload, mesh)) yield [workload, services];
  }
}

/** Whether pods get a proxy: by what they say themselves, else by what their namespace says. */
function isInMesh({ namespace, labels, annotations, spec }: Workload, mesh: Mesh): boolean {
  if ((spec.containers ?? []).some(({ name, image = '' }) => name === 'istio-proxy' && image !== '')) return true;
  const own = labels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject'];
  if (own !== undefined) return own === 'true';
  const manifest = mesh.set.get({ ...kinds.Namespace, namespace: '', name: namespace });
  return selects({ 'istio-injection': 'enabled' }, manifest?.object.metadata.labels);
}

function namesOf(users: readonly PortOfService[]): string {
  return [...new Set(users.map(({ manifest }) => describeIdentity(manifest.identity)))].join(', ');
}
