export { ClusterSecretStore, ClusterSecretStoreProps } from './cluster-secret-store';
export { ExternalSecret, ExternalSecretProps, RemoteValue } from './external-secret';
export { SecretStore, SecretStoreProps } from './secret-store';
export { ISecretStore } from './store';
