import type { FleetFacts } from '../../src/platform/workflows';
import { ONE_REPOSITORY, TWO_REPOSITORIES } from './stubs-context';

const { environments } = ONE_REPOSITORY;

/** The fleets of the stubs, as synth describes them to `githubActions()`. */
export const ONE: FleetFacts = {
  environments,
  repository: { url: 'https://github.com/your-org/istio-config.git', branch: 'main', path: 'deploy' },
};

export const TWO: FleetFacts = {
  environments,
  repository: {
    url: `https://github.com/your-org/${TWO_REPOSITORIES.deploy.name}`,
    branch: 'main',
    path: '',
    sources: { url: 'git@github.com:your-org/istio-config.git', branch: 'main' },
  },
};

/** Nothing is delivered, and nothing is rolled out by release state. */
export const PLAIN: FleetFacts = {
  environments: [{ name: 'production', clusters: ['prod'], statuses: [], services: {} }],
  repository: { url: 'ssh://git@git.example.com:2222/mesh/config.git', branch: 'trunk', path: '' },
};
