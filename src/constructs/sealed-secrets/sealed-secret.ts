import type { Construct } from 'constructs';
import * as l1 from '../../../imports/bitnami.com';
import { objectOf, oneOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import type { ISecret } from '../kubernetes/secret-reference';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';
import { SEALED_SECRET_FILE, SealedSecretFile, SealingScope } from './sealed-secret-file';

/** What kubeseal made, and where the Secret is to be. */
export interface SealedSecretProps extends Omit<ResourceProps, 'name'> {
  /** What kubeseal made of the Secret. */
  readonly file: SealedSecretFile;
  /** Name of the object and of the Secret. @default that of the Secret that was sealed */
  readonly name?: string | undefined;
  /**
   * What the values have to be bound to: a wider scope lets others unseal them under a name of their own.
   * @default 'strict': the name and the namespace
   */
  readonly scope?: SealingScope | undefined;
}

const PROPS = objectOf<SealedSecretProps>({
  ...RESOURCE_SHAPE,
  file: SEALED_SECRET_FILE,
  scope: optional(oneOf('strict', 'namespace-wide', 'cluster-wide')),
});

/** Annotations that say the scope; without one it is strict. */
const SCOPE_ANNOTATIONS: Readonly<Record<SealingScope, Readonly<Record<string, string>>>> = {
  strict: {},
  'namespace-wide': { 'sealedsecrets.bitnami.com/namespace-wide': 'true' },
  'cluster-wide': { 'sealedsecrets.bitnami.com/cluster-wide': 'true' },
};

/**
 * A Secret whose values only the controller of one cluster can read.
 *
 * @see https://github.com/bitnami-labs/sealed-secrets
 */
export class SealedSecret extends Resource {
  readonly resource: l1.SealedSecret;
  /** The Secret that the controller makes; its name and namespace are always those of this object. */
  readonly secret: ISecret;

  /** @throws PropsError when the file is sealed for another scope, name or namespace, as which nobody could unseal it */
  constructor(scope: Construct, id: string, props: SealedSecretProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { file, scope: wanted = 'strict', name = file.secretName, annotations = {}, ...rest } = props;
    this.checkScope(file, wanted);
    this.checkIdentity(file, { name, namespace: rest.namespace });
    this.secret = { name, namespace: rest.namespace };
    const secretMetadata = {
      labels: file.secretMetadata.labels,
      annotations: { ...file.secretMetadata.annotations, ...SCOPE_ANNOTATIONS[wanted] },
    };
    this.resource = new l1.SealedSecret(this, 'Resource', {
      metadata: metadataOf(id, { ...rest, name, annotations: { ...annotations, ...SCOPE_ANNOTATIONS[wanted] } }),
      spec: {
        encryptedData: file.encryptedData,
        template: { type: file.type, metadata: withoutEmpty(secretMetadata) },
      },
    });
  }

  private checkScope({ fileName, scope }: SealedSecretFile, wanted: SealingScope): void {
    if (scope === wanted) return;
    throw new PropsError(
      this.node.path,
      `${fileName} is sealed for the scope ${scope}, and ${wanted} is asked for`,
      `seal it again by \`kubeseal --scope ${wanted}\`, or state \`scope\``,
    );
  }

  private checkIdentity({ fileName, scope, secretName, namespace }: SealedSecretFile, secret: ISecret): void {
    if (scope === 'cluster-wide') return;
    const isOther = namespace !== secret.namespace || (scope === 'strict' && secretName !== secret.name);
    if (!isOther) return;
    const what = scope === 'strict' ? `the Secret ${namespace}/${secretName}` : `the namespace ${namespace}`;
    throw new PropsError(
      this.node.path,
      `${fileName} is sealed for ${what}, and could not be unsealed as ${secret.namespace}/${secret.name}`,
      'seal a Secret of that name and namespace',
    );
  }
}

/** Undefined where nothing is in it. */
function withoutEmpty<T extends Readonly<Record<string, object>>>(fields: T): Partial<T> | undefined {
  const entries = Object.entries(fields).filter(([, value]) => Object.keys(value).length > 0);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Partial<T>);
}
