import * as kinds from '../mesh/kinds';
import type { Mesh } from '../mesh/mesh';
import { AuthorizationPolicySpec, GatewaySpec, specOf, VirtualServiceSpec } from '../mesh/specs';
import type { TrafficAnswer } from '../mesh/traffic/answer';
import type { Kind } from '../model/identity';
import type { Manifest } from '../model/manifest';

/** A part of an object that decides over requests. */
export interface CoveredPart {
  readonly manifest: Manifest;
  readonly pointer: string;
  /** What people call it: its name, or what it is for. */
  readonly title: string;
}

/** The parts of one kind: how many there are, and which of them no request has met. */
export interface KindCoverage {
  readonly kind: string;
  readonly total: number;
  readonly missed: readonly CoveredPart[];
}

interface CoveredKind {
  readonly kind: Kind;
  readonly parts: (manifest: Manifest) => readonly Omit<CoveredPart, 'manifest'>[];
}

/** What has parts, and which. A rule that hands on to a delegate is covered by the rules of that. */
const COVERED: readonly CoveredKind[] = [
  {
    kind: kinds.VirtualService,
    parts: (manifest) => {
      const { http = [] } = specOf<VirtualServiceSpec>(manifest);
      return http.flatMap(({ name, delegate }, index) =>
        delegate === undefined ? [{ pointer: `/spec/http/${index}`, title: `rule ${name ?? index}` }] : [],
      );
    },
  },
  {
    kind: kinds.Gateway,
    parts: (manifest) => {
      const { servers = [] } = specOf<GatewaySpec>(manifest);
      return servers.flatMap(({ port, hosts }, index) =>
        HTTP.test(port.protocol)
          ? [{ pointer: `/spec/servers/${index}`, title: `${port.number}/${port.protocol} ${hosts.join(', ')}` }]
          : [],
      );
    },
  },
  {
    kind: kinds.AuthorizationPolicy,
    parts: (manifest) => {
      const { rules = [], action = 'ALLOW' } = specOf<AuthorizationPolicySpec>(manifest);
      // A policy without rules says all that it says by being there.
      if (rules.length === 0) return [{ pointer: '', title: `${action} nothing` }];
      return rules.map((_, index) => ({ pointer: `/spec/rules/${index}`, title: `${action} rule ${index}` }));
    },
  },
];

/** Protocols of servers whose requests are routed by what they say. */
const HTTP = /^(https?|http2|grpc|grpc-web)$/i;

/** Which parts of a mesh requests have met. */
export class Coverage {
  private readonly touched = new Set<string>();

  constructor(private readonly mesh: Mesh) {}

  /** @param answer with its trace */
  touch({ trace, policies }: TrafficAnswer): void {
    for (const { manifest, pointer = '', isPassedOver } of trace) {
      if (manifest !== undefined && isPassedOver !== true) this.touchPart({ manifest, pointer });
    }
    for (const { manifest } of policies) this.touchPart({ manifest, pointer: '' });
  }

  touchPart({ manifest, pointer }: Pick<CoveredPart, 'manifest' | 'pointer'>): void {
    this.touched.add(`${manifest.key} ${partOf(pointer)}`);
  }

  record(): readonly KindCoverage[] {
    return COVERED.map(({ kind, parts }) => {
      const all = this.mesh
        .all(kind)
        .flatMap((manifest) => parts(manifest).map((part): CoveredPart => ({ manifest, ...part })));
      const missed = all.filter(({ manifest, pointer }) => !this.touched.has(`${manifest.key} ${pointer}`));
      return { kind: kind.kind, total: all.length, missed };
    });
  }
}

/** The first three segments: `/spec/http/0` of `/spec/http/0/match/1`. */
function partOf(pointer: string): string {
  return pointer.split('/').slice(0, 4).join('/');
}
