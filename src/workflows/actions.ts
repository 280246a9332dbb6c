/** An action at one commit: a tag can be moved to other code, a commit cannot. */
export interface PinnedAction {
  /** `actions/checkout` */
  readonly action: string;
  readonly commit: string;
  /** The tag of the commit, for people and for Dependabot. */
  readonly tag: string;
}

/** All actions that generated workflows use. */
export const ACTIONS = {
  checkout: { action: 'actions/checkout', commit: '3d3c42e5aac5ba805825da76410c181273ba90b1', tag: 'v7.0.1' },
  setupNode: { action: 'actions/setup-node', commit: '820762786026740c76f36085b0efc47a31fe5020', tag: 'v7.0.0' },
  uploadArtifact: {
    action: 'actions/upload-artifact',
    commit: 'bbbca2ddaa5d8feaa63e36b76fdaad77386f024f',
    tag: 'v7.0.0',
  },
  downloadArtifact: {
    action: 'actions/download-artifact',
    commit: '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c',
    tag: 'v8.0.1',
  },
  uploadSarif: {
    action: 'github/codeql-action/upload-sarif',
    commit: '8aad20d150bbac5944a9f9d289da16a4b0d87c1e',
    tag: 'v4.36.2',
  },
  createAppToken: {
    action: 'actions/create-github-app-token',
    commit: '1b10c78c7865c340bc4f6099eb2f838309f1e8c3',
    tag: 'v3.1.1',
  },
} as const satisfies Record<string, PinnedAction>;
