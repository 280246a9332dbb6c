import { valueOf } from '../../model/props';
import { PropsError } from '../../model/props-error';

/** Where External Secrets reads values from, whoever owns it. */
export interface ISecretStore {
  /** Whether one namespace can use it, or all. */
  readonly kind: 'SecretStore' | 'ClusterSecretStore';
  /** Name of the object. */
  readonly name: string;
  /** The one namespace that can use a SecretStore. @default all can use a ClusterSecretStore */
  readonly namespace?: string | undefined;
}

export const SECRET_STORE = valueOf<ISecretStore>(
  { fix: 'pass a store such as ClusterSecretStore.fromName(scope, id, name)', hidesText: true },
  (value) => {
    if (typeof value !== 'object' || value === null) return false;
    const { kind, name, namespace } = value as Partial<Record<keyof ISecretStore, unknown>>;
    const isKind = kind === 'ClusterSecretStore' || (kind === 'SecretStore' && typeof namespace === 'string');
    return isKind && typeof name === 'string';
  },
);

/** @throws PropsError when the provider holds its values in the object itself */
export function refuseFakeProvider(where: string, provider: object): void {
  if (!('fake' in provider)) return;
  throw new PropsError(where, 'the provider "fake" has its values in plain text', 'name a provider that keeps them');
}
