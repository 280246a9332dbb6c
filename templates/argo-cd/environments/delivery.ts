import { argoCd } from 'istio-gitops';

/** One Argo CD that reaches all clusters; each environment becomes an Application. */
export const delivery = argoCd();
