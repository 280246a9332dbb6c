import { valueOf } from '../../model/props';

/** Who signs certificates, whoever owns it. */
export interface IIssuer {
  /** Whether one namespace can use it, or all. */
  readonly kind: 'Issuer' | 'ClusterIssuer';
  /** Name of the object. */
  readonly name: string;
  /** The one namespace that can use an Issuer. @default all can use a ClusterIssuer */
  readonly namespace?: string | undefined;
}

export const ISSUER = valueOf<IIssuer>(
  { fix: 'pass an issuer such as ClusterIssuer.fromName(scope, id, name)', hidesText: true },
  (value) => {
    if (typeof value !== 'object' || value === null) return false;
    const { kind, name, namespace } = value as Partial<Record<keyof IIssuer, unknown>>;
    const isKind = kind === 'ClusterIssuer' || (kind === 'Issuer' && typeof namespace === 'string');
    return isKind && typeof name === 'string';
  },
);
