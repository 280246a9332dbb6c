import { CLUSTER_DOMAIN } from '../host';
import type { MeshConfig } from '../mesh-config';

/** The trust domain of a mesh and the names that it had or has besides. */
export class TrustDomains {
  private readonly names: readonly string[];

  constructor({ trustDomain = CLUSTER_DOMAIN, trustDomainAliases = [] }: MeshConfig) {
    this.names = [trustDomain, ...trustDomainAliases];
  }

  /** Principals with those that they stand for: `cluster.local/ns/…` is any of the mesh's domains. */
  ofPrincipals(principals: readonly string[]): readonly string[] {
    return principals.flatMap((principal) => {
      const parts = principal.split('/');
      const [domain = ''] = parts;
      if (parts.length !== 5 || domain === '*') return [principal];
      if (domain !== CLUSTER_DOMAIN && !this.names.some((name) => fits(domain, name))) return [principal];
      return this.names.map((name) => (endsAs(domain, name) ? principal : [name, ...parts.slice(1)].join('/')));
    });
  }

  /** Domains with those that they stand for. */
  ofDomains(domains: readonly string[]): readonly string[] {
    return domains.flatMap((domain) => (this.names.includes(domain) ? this.names : [domain]));
  }
}

/** `*-domain` and `domain-*` fit. */
function fits(pattern: string, name: string): boolean {
  return pattern === name || endsAs(pattern, name) || (pattern.endsWith('*') && name.startsWith(pattern.slice(0, -1)));
}

function endsAs(pattern: string, name: string): boolean {
  return pattern.startsWith('*') && name.endsWith(pattern.slice(1));
}
