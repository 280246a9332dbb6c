/**
 * Kinds of Kubernetes itself, as far as a mesh needs them.
 *
 * @packageDocumentation
 */
export * from './config-map';
export * from './namespace';
export * from './network-policy';
export { ISecret } from './secret-reference';
export * from './service';
export * from './service-account';
