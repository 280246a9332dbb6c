import { defineFleet } from '../../src/platform/index.js';
import { environments } from './environments.js';

/** What `istio-gitops synth --app` gets. */
export default defineFleet({ environments });
