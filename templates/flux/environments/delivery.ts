import { flux } from 'istio-gitops';

/** A Flux in each cluster. The Secret, beside it in flux-system, lets it read the repository. */
export const delivery = flux({ source: { kind: 'GitRepository', secretRef: { name: 'github-credentials' } } });
