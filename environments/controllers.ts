import {
  ArgoCdConfig,
  ArgoCdInstallation,
  FleetScope,
  GitRepository,
  ImageAutomation,
  IstioConfigHealth,
} from 'istio-gitops';
import { clusters } from './platform';

/** What the GitOps controllers have to know besides what they deliver. */
export function controllers(fleet: FleetScope): void {
  new ArgoCdInstallation(fleet, 'argocd');
  new ArgoCdConfig(fleet, 'config', { url: 'https://argocd.example.com', notifications: { slack: {} } });
  new IstioConfigHealth(fleet, 'istio-config-health', { prometheus: 'http://prometheus.istio-system:9090' });

  new ImageAutomation(fleet, 'image-lock', {
    repository: new GitRepository(fleet, 'istio-config-writable', {
      url: 'ssh://git@github.com/your-org/istio-config',
      secretRef: { name: 'github-read-write' },
    }),
    path: 'environments',
    cluster: clusters.development,
    author: { name: 'fluxcdbot', email: 'fluxcd@example.com' },
    images: {
      'security-headers': { image: 'ghcr.io/your-org/security-headers', policy: { semver: { range: '>=1.0.0' } } },
    },
  });
}
