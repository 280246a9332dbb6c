import { ProxyConfig } from '../../imports/networking.istio.io';
import { RequestAuthentication } from '../constructs/istio/request-authentication';
import { ApplicationIdentity, applicationMetadata } from './application-identity';
import type { MeshApplicationProps } from './application-props';
import { LocalRateLimits } from './local-rate-limits';

/** What the proxies of an application's pods do besides routing: tokens, rates, and how they stop. */
export function configureProxies(
  application: ApplicationIdentity,
  { connectionDraining, endUser, rateLimit }: MeshApplicationProps,
): void {
  const { name, namespace } = application;
  const matchLabels = application.workload.labels;
  const metadata = applicationMetadata(application, name);
  if (endUser !== undefined) {
    const jwtRules = [endUser.authentication.jwtRule];
    new RequestAuthentication(application, 'request-authentication', { ...metadata, jwtRules, matchLabels });
  }
  if (rateLimit !== undefined) {
    const limits = new LocalRateLimits(application, 'rate-limits', {
      namespace,
      name: `${name}-rate-limits`,
      matchLabels,
      context: 'SIDECAR_INBOUND',
    });
    limits.limitAll(rateLimit);
  }
  if (connectionDraining !== undefined) {
    new ProxyConfig(application, 'proxy-config', {
      metadata,
      spec: {
        selector: { matchLabels },
        environmentVariables: {
          // Instead of after a fixed time, in which connections may be cut off or long be gone.
          EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'true',
          MINIMUM_DRAIN_DURATION: connectionDraining.minimum.toString(),
        },
      },
    });
  }
}
