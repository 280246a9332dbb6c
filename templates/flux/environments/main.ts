import { defineFleet, githubActions } from 'istio-gitops';
import development from './development';
import production from './production';
import { repository } from './repository';
import staging from './staging';

export default defineFleet({
  repository,
  // In the order in which releases are promoted.
  environments: [development, staging, production],
  workflows: githubActions(),
});
