import type { RepositoryProps } from 'istio-gitops';

/** This repository, which has the sources and, in `deploy/`, what GitOps controllers read. */
export const repository: RepositoryProps = {
  url: 'https://github.com/your-org/istio-config.git',
};
