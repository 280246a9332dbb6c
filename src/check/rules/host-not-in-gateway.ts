import { MESH } from '../../mesh/virtual-service';
import type { Rule } from '../rule';

/** A host of a virtual service that no server of its gateway admits is never served there. */
export const hostNotInGateway: Rule = {
  code: 'IST0132',
  name: 'VirtualServiceHostNotFoundInGateway',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: true,
  *check(mesh) {
    for (const { manifest, namespace, hosts, gateways } of mesh.virtualServices) {
      const inMesh = gateways.includes(MESH);
      const known = gateways.map((name) => mesh.gateways.get(name)).filter((gateway) => gateway !== undefined);
      // Where one of its gateways is another repository's, nobody here knows what that one serves.
      if (known.length + (inMesh ? 1 : 0) < gateways.length) continue;
      for (const [i, host] of hosts.entries()) {
        // A virtual service of mesh and gateway may hold hosts that are meant for the mesh alone.
        if (inMesh || known.some((gateway) => gateway.serves(host, namespace))) continue;
        yield {
          manifest,
          pointer: `/spec/hosts/${i}`,
          message: `the host ${host} is outside of ${gateways.join(', ')}, which serves ${known
            .flatMap((gateway) => gateway.hosts.map((pattern) => pattern.host))
            .join(', ')}`,
          effect: 'requests for the host get 404',
          fix: 'add the host to a server of the gateway, or use one that it serves',
        };
      }
    }
  },
};
