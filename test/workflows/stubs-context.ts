import type { WorkflowContext } from '../../src/workflows/context';

const SOURCES = { owner: 'your-org', name: 'istio-config', branch: 'main' };

/** The facts of a fleet whose sources and deploy tree are in one repository. */
export const ONE_REPOSITORY: WorkflowContext = {
  environments: [
    {
      name: 'development',
      clusters: ['dev'],
      statuses: [
        {
          controller: 'flux',
          cluster: 'dev',
          namespace: 'flux-system',
          selector: 'cluster=dev,environment=development',
        },
      ],
      services: {},
    },
    {
      name: 'staging',
      clusters: ['staging'],
      statuses: [
        { controller: 'argo-cd', cluster: 'staging', namespace: 'argocd', application: 'istio-config-staging' },
      ],
      services: { api: 'canary', web: 'blue-green' },
    },
    {
      name: 'production',
      clusters: ['prod-us-east', 'prod-eu-west'],
      statuses: ['us-east', 'eu-west'].map((cluster) => ({
        controller: 'argo-cd' as const,
        cluster: `prod-${cluster}`,
        namespace: 'argocd',
        application: `istio-config-production-prod-${cluster}`,
      })),
      services: { api: 'canary', web: 'blue-green' },
    },
  ],
  sources: SOURCES,
  deploy: { ...SOURCES, path: 'deploy' },
  hasTwoRepositories: false,
  runsOn: 'ubuntu-24.04',
  node: '24',
  command: 'npx --no-install istio-gitops',
  synth: 'npx --no-install istio-gitops synth',
  validateWords: [],
  publishBy: 'pull-request',
};

/** The same fleet with its deploy tree at the root of a repository of its own. */
export const TWO_REPOSITORIES: WorkflowContext = {
  ...ONE_REPOSITORY,
  deploy: { owner: 'your-org', name: 'istio-deploy', branch: 'main', path: '.' },
  hasTwoRepositories: true,
};
