import * as pulumi from '@pulumi/pulumi';
import { getVersion } from '@pulumi/kubernetes/utilities';
import { groupOf, Kind, versionOf } from '../model/identity';
import { segmentsOf } from '../model/json-pointer';
import type { Manifest } from '../model/manifest';

/** One manifest as a resource of Pulumi's Kubernetes provider, of whatever kind. */
export class ManifestResource extends pulumi.CustomResource {
  /**
   * @param isPatch whether something else has made the object, so that only these fields of it are ours
   * @param options win over what the kind asks for; lists of both are added up
   */
  constructor(name: string, { identity, object }: Manifest, isPatch: boolean, options: pulumi.CustomResourceOptions) {
    const { apiVersion, kind, ...fields } = object;
    const isSecret = identity.group === '' && kind === 'Secret';
    super(
      typeOf(apiVersion, isPatch ? `${kind}Patch` : kind),
      name,
      { apiVersion, kind, ...(isSecret ? withSecrets(fields) : fields) },
      pulumi.mergeOptions(
        {
          // Which plugin the engine runs, as the resources of the provider's own package say it.
          version: getVersion(),
          aliases: otherVersionsOf(apiVersion).map((other) => ({ type: typeOf(other, kind) })),
          // Of what is patched nothing goes but our own fields.
          retainOnDelete: !isPatch && holdsOthers(identity),
          additionalSecretOutputs: isSecret ? [...SECRET_FIELDS] : [],
        },
        options,
      ),
    );
  }
}

/** With a namespace goes all that is in it, with a definition all objects of its kind, whoever made them. */
function holdsOthers({ group, kind }: Kind): boolean {
  return (
    (group === '' && kind === 'Namespace') || (group === 'apiextensions.k8s.io' && kind === 'CustomResourceDefinition')
  );
}

const SECRET_FIELDS = ['data', 'stringData'] as const;

function withSecrets(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const hidden = SECRET_FIELDS.filter((field) => field in fields);
  return { ...fields, ...Object.fromEntries(hidden.map((field) => [field, pulumi.secret(fields[field])])) };
}

/** The provider reads group, version and kind from the type, and wants a group there. */
function typeOf(apiVersion: string, kind: string): string {
  return `kubernetes:${groupOf(apiVersion) === '' ? `core/${apiVersion}` : apiVersion}:${kind}`;
}

/** Versions that kinds of this field have had. */
const VERSIONS = [
  'v1alpha1',
  'v1alpha2',
  'v1alpha3',
  'v1beta1',
  'v1beta2',
  'v1beta3',
  'v1',
  'v2beta1',
  'v2beta2',
  'v2',
];

/**
 * To Pulumi another version is another type. Without aliases a step from `v1beta1` to `v1`, one stored object to the API
 * server, would delete the object and make it again.
 */
function otherVersionsOf(apiVersion: string): string[] {
  const group = groupOf(apiVersion);
  if (group === '') return [];
  return VERSIONS.filter((version) => version !== versionOf(apiVersion)).map((version) => `${group}/${version}`);
}

/** A JSON pointer as Pulumi writes the path of a property: `spec.http[0].route[0].weight`. */
export function propertyPath(pointer: string): string {
  return segmentsOf(pointer)
    .map((segment, i) => {
      if (/^\d+$/.test(segment)) return `[${segment}]`;
      if (/^\w+$/.test(segment)) return i === 0 ? segment : `.${segment}`;
      return `["${segment.replaceAll('"', '\\"')}"]`;
    })
    .join('');
}
