import { defineFleet, fleetApp } from 'istio-gitops';
import development from './development';
import production from './production';
import staging from './staging';

const fleet = defineFleet({ environments: [development, staging, production] });
export default fleet;

// `cdk8s synth` runs this file and says by this variable where it wants the charts.
if (process.env['CDK8S_OUTDIR'] !== undefined) fleetApp(fleet).synth();
