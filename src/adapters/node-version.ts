const { engines } = require('istio-gitops/package.json') as { readonly engines: { readonly node: string } };

/** The Node that runs us, and the oldest that will do. */
export const NODE = { version: process.versions.node, minimum: engines.node.replace('>=', '') } as const;
