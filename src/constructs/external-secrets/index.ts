/**
 * L2 of External Secrets: stores, and the Secrets that are made from them.
 *
 * @packageDocumentation
 */
export { ClusterSecretStore, ClusterSecretStoreProps } from './cluster-secret-store';
export { ExternalSecret, ExternalSecretProps, RemoteValue } from './external-secret';
export { SecretStore, SecretStoreProps } from './secret-store';
export { ISecretStore } from './store';
