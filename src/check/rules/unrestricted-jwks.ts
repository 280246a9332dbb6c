import * as kinds from '../../mesh/kinds';
import type { Rule } from '../rule';

interface DeploymentSpec {
  readonly template?: {
    readonly spec?: {
      readonly containers?: readonly { readonly env?: readonly { readonly name: string; readonly value?: string }[] }[];
    };
  };
}

const VARIABLE = 'BLOCKED_CIDRS_IN_JWKS_URIS';

/** istiod fetches the keys of issuers from wherever a RequestAuthentication says. */
export const unrestrictedJwks: Rule = {
  code: 'IST0175',
  name: 'JwksUriFetchUnrestricted',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'istiod fetches keys from any address that a RequestAuthentication names.',
    effect: 'whoever may write a RequestAuthentication has istiod send requests into your networks',
    fix: `set ${VARIABLE} on istiod`,
    bad: example(''),
    good: example(`, env: [{ name: ${VARIABLE}, value: 169.254.0.0/16 }]`),
  },
  *check(mesh) {
    const policies = mesh.all(kinds.RequestAuthentication);
    if (policies.length === 0) return;
    for (const manifest of mesh.all(kinds.Deployment)) {
      if (manifest.object.metadata.labels?.['app'] !== 'istiod') continue;
      const { template } = (manifest.object['spec'] ?? {}) as DeploymentSpec;
      const environment = (template?.spec?.containers ?? []).flatMap(({ env = [] }) => env);
      if (environment.some(({ name, value = '' }) => name === VARIABLE && value !== '')) continue;
      const message = `nothing restricts where istiod fetches keys from, and ${policies.length} RequestAuthentication name issuers`;
      yield { manifest, pointer: '/spec/template/spec/containers', related: policies, message };
    }
  },
};

function example(environment: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod, namespace: istio-system, labels: { app: istiod } }
spec:
  selector: { matchLabels: { app: istiod } }
  template:
    metadata: { labels: { app: istiod } }
    spec: { containers: [{ name: discovery, image: pilot${environment} }] }
---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: users, namespace: shop }
spec: { jwtRules: [{ issuer: https://login.example.com, jwksUri: https://login.example.com/keys }] }
`;
}
