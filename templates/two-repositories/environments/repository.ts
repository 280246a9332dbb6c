import type { RepositoryProps } from 'istio-gitops';

/** GitOps controllers read a repository of their own; the sources, in this one, reach it by pull requests. */
export const repository: RepositoryProps = {
  url: 'https://github.com/your-org/istio-deploy.git',
  sources: { url: 'https://github.com/your-org/istio-config.git' },
};
