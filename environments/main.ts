import { defineFleet, fleetApp, githubActions } from 'istio-gitops';
import { controllers } from './controllers';
import development from './development';
import production from './production';
import staging from './staging';

const fleet = defineFleet({
  repository: { url: 'https://github.com/your-org/istio-config.git' },
  environments: [development, staging, production],
  workflows: githubActions({ command: 'npm run --silent istio-gitops --' }),
  compose: controllers,
});
export default fleet;

// `cdk8s synth` runs this file and says by this variable where it wants the charts.
if (process.env['CDK8S_OUTDIR'] !== undefined) fleetApp(fleet).synth();
