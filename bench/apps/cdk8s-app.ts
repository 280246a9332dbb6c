import { App, Chart } from 'cdk8s';
import { ENVIRONMENTS, environmentLabels } from '../workload';
import { compose } from './compose';

// `cdk8s synth` says by CDK8S_OUTDIR where it wants the charts, and so does the benchmark of App.synth() alone.
const app = new App();
for (const settings of ENVIRONMENTS) {
  compose(new Chart(app, settings.name, { labels: environmentLabels(settings) }), settings);
}
app.synth();
