import { isPlain } from '../../model/manifest';
import { misfitOf } from './definition-schema';
import { KindSchema, Scope, VersionSource } from './kind-schema';

/** A CustomResourceDefinition that cannot be read. */
export class DefinitionError extends Error {}

type Fields = Readonly<Record<string, unknown>>;

/** Whether an object is a CustomResourceDefinition, of any version. */
export function isDefinition(object: { readonly apiVersion?: unknown; readonly kind?: unknown }): boolean {
  const { apiVersion, kind } = object;
  return kind === 'CustomResourceDefinition' && String(apiVersion).startsWith('apiextensions.k8s.io/');
}

/**
 * The kind that a CustomResourceDefinition defines, in all versions that are served; each is validated by its own
 * schema, as an API server does.
 *
 * @throws DefinitionError that says which field of the definition cannot be read
 */
export function kindFromDefinition(definition: object): KindSchema {
  const { apiVersion, metadata, spec: given } = definition as Fields;
  const name = isFields(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : 'a CRD without a name';
  if (apiVersion !== 'apiextensions.k8s.io/v1') {
    throw new DefinitionError(
      `${name}: apiVersion is ${String(apiVersion)}, and only apiextensions.k8s.io/v1 is served`,
    );
  }
  const spec = fields(given, `${name}: spec`);
  const scope = text(spec['scope'], `${name}: spec.scope`);
  if (scope !== 'Namespaced' && scope !== 'Cluster') {
    throw new DefinitionError(`${name}: spec.scope is ${scope}, neither Namespaced nor Cluster`);
  }
  if (spec['preserveUnknownFields'] === true) {
    throw new DefinitionError(`${name}: spec.preserveUnknownFields makes that no schema is followed; leave it out`);
  }
  const group = text(spec['group'], `${name}: spec.group`);
  const kind = text(fields(spec['names'], `${name}: spec.names`)['kind'], `${name}: spec.names.kind`);
  const versions = servedVersions(spec['versions'], name);
  return new KindSchema({ group, kind, scope: scope satisfies Scope, isCore: false }, versions);
}

function servedVersions(value: unknown, name: string): VersionSource[] {
  if (!Array.isArray(value)) throw new DefinitionError(`${name}: spec.versions is no list`);
  return value.flatMap((item: unknown, i): VersionSource[] => {
    const where = `${name}: spec.versions[${i}]`;
    const { name: version, served, schema, subresources } = fields(item, where);
    if (served !== true) return [];
    const root = fields(fields(schema, `${where}.schema`)['openAPIV3Schema'], `${where}.schema.openAPIV3Schema`);
    const misfit = misfitOf(item);
    if (misfit !== undefined) throw new DefinitionError(`${where}.${misfit.field} cannot be read: ${misfit.why}`);
    return [
      {
        name: text(version, `${where}.name`),
        subresources: subresources ?? {},
        load: () => root,
      },
    ];
  });
}

function fields(value: unknown, where: string): Fields {
  if (!isFields(value)) throw new DefinitionError(`${where} is no object`);
  return value;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && isPlain(value);
}

function text(value: unknown, where: string): string {
  if (typeof value !== 'string' || value === '') throw new DefinitionError(`${where} is no text`);
  return value;
}
