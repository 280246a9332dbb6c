export { SealedSecret, SealedSecretProps } from './sealed-secret';
export { SealedSecretFile, SealingScope } from './sealed-secret-file';
