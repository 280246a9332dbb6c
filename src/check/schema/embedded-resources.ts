import { location, Segment, shown } from './field-path';
import { metadataProblems, MetadataRules, metadataShape } from './metadata';
import { isDns1035Label, isPathSegment } from './names';
import type { SchemaProblem } from './problem';
import type { SchemaNode } from './schema-node';
import { visitFeature } from './visit-feature';

type Fields = Readonly<Record<string, unknown>>;

const ANY_NAME: MetadataRules = { isName: isPathSegment, wanted: 'may have no / and no %', needsName: false };

/** What there is against the Kubernetes objects that stand in fields of a value. */
export interface EmbeddedProblems {
  /** What Go cannot read or does not know: the whole object is refused before it is validated. */
  readonly shape: readonly SchemaProblem[];
  readonly validation: readonly SchemaProblem[];
}

export function embeddedProblems(root: SchemaNode, object: unknown): EmbeddedProblems {
  const problems = { shape: [], validation: [] };
  visitFeature('embedded resources', root, object, (node, value, path) => {
    const isObject = typeof value === 'object' && !Array.isArray(value);
    if (node.isEmbedded && isObject) judge(value as Fields, path, problems);
  });
  return problems;
}

function judge(
  object: Fields,
  path: readonly Segment[],
  { shape, validation }: { shape: SchemaProblem[]; validation: SchemaProblem[] },
): void {
  for (const field of ['apiVersion', 'kind'] as const) {
    const value = object[field];
    const at = location([...path, field]);
    if (value === undefined) {
      const { pointer } = location(path);
      validation.push({ code: 'FieldValueRequired', ...at, pointer, message: `the field "${field}" is missing` });
    } else if (typeof value !== 'string') {
      shape.push({ code: 'Malformed', ...at, message: `${shown(value)} is not of type string` });
    } else if (!IS_RIGHT[field](value)) {
      validation.push({ code: 'FieldValueInvalid', ...at, message: `${shown(value)} is no ${field} of an object` });
    }
  }
  const { metadata } = object;
  if (metadata === undefined || metadata === null) return;
  const ofMetadata = metadataShape(metadata, [...path, 'metadata']);
  shape.push(...ofMetadata);
  if (ofMetadata.some(({ code }) => code === 'Malformed')) return;
  validation.push(...metadataProblems(metadata, ANY_NAME, [...path, 'metadata']));
}

const IS_RIGHT = {
  apiVersion: (version: string) => version !== '' && version.split('/').length <= 2,
  kind: (kind: string) => isDns1035Label(kind.toLowerCase()),
} as const;
