import { argoCd, ArgoCdConfig, ArgoCdInstallation, ArgoCdRoot, FleetScope } from 'istio-gitops';
import { repository } from './repository';

/** One Argo CD that reaches all clusters; each environment becomes an Application. */
export const delivery = argoCd();

/** What Argo CD applies to itself: the Application `root`, which is applied by hand once, brings all of it. */
export function controllers(fleet: FleetScope): void {
  new ArgoCdInstallation(fleet, 'argocd');
  // Health checks of Istio's kinds, without which no sync wave waits for istiod.
  new ArgoCdConfig(fleet, 'config');
  new ArgoCdRoot(fleet, 'root', { repository });
}
