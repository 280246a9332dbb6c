/**
 * L2 of Sealed Secrets: Secrets whose values only the controller of one cluster can read.
 *
 * @packageDocumentation
 */
export { SealedSecret, SealedSecretProps } from './sealed-secret';
export { SealedSecretFile, SealingScope } from './sealed-secret-file';
