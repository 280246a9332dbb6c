/**
 * L2 of Flux: sources, Kustomizations, image automation and notifications.
 *
 * @packageDocumentation
 */
export { Alert, AlertProps, EventSource } from './alert';
export { FluxResourceProps, SecretReference } from './flux-resource';
export { GitRepository, GitRepositoryProps, GitVerification } from './git-repository';
export { ImagePolicy, ImagePolicyProps, TagFilter, TagOrder, TagPolicy } from './image-policy';
export { ImageRepository, ImageRepositoryProps } from './image-repository';
export { CommitAuthor, ImageUpdateAutomation, ImageUpdateAutomationProps, SigningKey } from './image-update-automation';
export { FluxSource, IgnoredFields, Kustomization, KustomizationProps } from './kustomization';
export { OciReference, OciVerification, OCIRepository, OCIRepositoryProps, OidcIdentity } from './oci-repository';
export { CommitStatusType, Provider, ProviderProps, ProviderType } from './provider';
export { Receiver, ReceiverProps, ReceiverType } from './receiver';
