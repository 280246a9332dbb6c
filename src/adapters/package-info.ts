/** By its own name, because sources and compiled files stand at different depths below package.json. */
export const { version } = require('istio-gitops/package.json') as { readonly version: string };
