import { didYouMean } from '../../model/suggest';
import { location, Segment, shown } from './field-path';
import { isRfc3339 } from './go/date-time';
import { isDnsLabel, isDnsSubdomain, labelValueProblem, qualifiedNameProblem } from './names';
import type { ProblemCode, SchemaProblem } from './problem';

type Fields = Readonly<Record<string, unknown>>;

/** How Go reads a field: a type of JSON, a time, or a list, map or struct of others. Null is the empty value everywhere. */
type GoType =
  'string' | 'boolean' | 'int64' | 'time' | 'anything' | { readonly list: GoType } | { readonly map: GoType } | Struct;
interface Struct {
  readonly fields: Readonly<Record<string, GoType>>;
}

/** @see https://pkg.go.dev/k8s.io/apimachinery/pkg/apis/meta/v1#ObjectMeta */
const OBJECT_META: Struct = {
  fields: {
    name: 'string',
    generateName: 'string',
    namespace: 'string',
    selfLink: 'string',
    uid: 'string',
    resourceVersion: 'string',
    generation: 'int64',
    creationTimestamp: 'time',
    deletionTimestamp: 'time',
    deletionGracePeriodSeconds: 'int64',
    labels: { map: 'string' },
    annotations: { map: 'string' },
    ownerReferences: {
      list: {
        fields: {
          apiVersion: 'string',
          kind: 'string',
          name: 'string',
          uid: 'string',
          controller: 'boolean',
          blockOwnerDeletion: 'boolean',
        },
      },
    },
    finalizers: { list: 'string' },
    managedFields: {
      list: {
        fields: {
          manager: 'string',
          operation: 'string',
          apiVersion: 'string',
          time: 'time',
          fieldsType: 'string',
          fieldsV1: 'anything',
          subresource: 'string',
        },
      },
    },
  },
};

/** What Go cannot read of the metadata of an object, and the fields that it does not know. */
export function metadataShape(metadata: unknown, path: readonly Segment[]): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  read(metadata, OBJECT_META, [...path], problems);
  return problems;
}

function read(value: unknown, type: GoType, path: Segment[], problems: SchemaProblem[]): void {
  if (value === null || type === 'anything') return;
  const refuse = (words: string): void => {
    problems.push({ code: 'Malformed', ...location(path), message: `${shown(value)} ${words}` });
  };
  if (typeof type === 'string') {
    if (type === 'time' ? typeof value !== 'string' : !SCALARS[type](value)) refuse(`is not of type ${type}`);
    else if (type === 'time' && !isRfc3339(value as string)) refuse('is no time such as 2006-01-02T15:04:05Z');
    return;
  }
  const isList = Array.isArray(value);
  if (typeof value !== 'object' || isList !== 'list' in type) {
    refuse(`is not of type ${'list' in type ? 'array' : 'object'}`);
    return;
  }
  for (const name in value) {
    const child = (value as Fields)[name];
    path.push(isList ? Number(name) : name);
    const below = 'list' in type ? type.list : 'map' in type ? type.map : ownField(type.fields, name);
    if (below !== undefined) {
      read(child, below, path, problems);
    } else {
      const known = Object.keys((type as Struct).fields);
      const message = `unknown field "${name}"${didYouMean(name, known)}`;
      problems.push({ code: 'UnknownField', ...location(path), message });
    }
    path.pop();
  }
}

function ownField(fields: Readonly<Record<string, GoType>>, name: string): GoType | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

const SCALARS: Readonly<Record<'string' | 'boolean' | 'int64', (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  int64: (value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 63,
};

/** What an API server asks of metadata. */
export interface MetadataRules {
  /** Whether a name is right. */
  readonly isName: (name: string) => boolean;
  /** What {@link isName} wants, in words that end a sentence. */
  readonly wanted: string;
  /** What a name is for; an embedded object may lack it. */
  readonly needsName: boolean;
}

export const SUBDOMAIN_NAME: MetadataRules = {
  isName: isDnsSubdomain,
  wanted: 'must be lower-case letters, digits, - and ., at most 253, with a letter or digit at both ends',
  needsName: true,
};

const ANNOTATIONS_LIMIT = 256 * 1024;
const GENERATED_NAME = { kept: 58, suffix: 'xxxxx' } as const;

/** The name that an object gets, made of a prefix where it has none of its own. */
export function nameOf(metadata: ObjectMeta | null | undefined): string | undefined {
  const { name, generateName } = metadata ?? {};
  if (name) return name;
  return generateName ? generateName.slice(0, GENERATED_NAME.kept) + GENERATED_NAME.suffix : undefined;
}

/** What an API server has against the metadata of an object, which Go could read. */
export function metadataProblems(
  metadata: ObjectMeta | null | undefined,
  rules: MetadataRules,
  path: readonly Segment[],
): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const { generateName, namespace, labels, annotations, finalizers, ownerReferences } = metadata ?? {};
  const refuse: Refuse = (message, field, below = [], code = 'FieldValueInvalid') => {
    const { pointer } = location([...path, ...field.split('.').slice(0, 1), ...below]);
    problems.push({ code, ...location([...path, field]), pointer, message });
  };
  const prefix = generateName ?? '';
  // A prefix may end with a dash, since something follows.
  if (prefix !== '' && !rules.isName(prefix.replace(/.-$/s, 'a'))) {
    refuse(`${shown(prefix)} ${rules.wanted}`, 'generateName');
  }
  const name = nameOf(metadata);
  if (name !== undefined) {
    if (!rules.isName(name)) refuse(`${shown(name)} ${rules.wanted}`, 'name');
  } else if (rules.needsName) {
    const { pointer } = location(path);
    const { field } = location([...path, 'name']);
    problems.push({ code: 'FieldValueRequired', field, pointer, message: 'the object has no name' });
  }
  if (namespace && !isDnsLabel(namespace)) {
    refuse(`${shown(namespace)} is not the name of a namespace`, 'namespace');
  }
  labelProblems(labels ?? {}, refuse);
  annotationProblems(annotations ?? {}, refuse);
  for (const [i, finalizer] of (finalizers ?? []).entries()) {
    const complaint = qualifiedNameProblem(finalizer ?? '');
    if (complaint !== undefined) refuse(`${shown(finalizer)} ${complaint}`, 'finalizers', [i]);
  }
  if (finalizers?.includes('orphan') === true && finalizers.includes('foregroundDeletion')) {
    refuse('orphan and foregroundDeletion exclude each other', 'finalizers');
  }
  ownerProblems(ownerReferences ?? [], refuse);
  return problems;
}

/** Metadata that Go could read. */
export interface ObjectMeta {
  readonly name?: string | null;
  readonly generateName?: string | null;
  readonly namespace?: string | null;
  readonly labels?: Pairs | null;
  readonly annotations?: Pairs | null;
  readonly finalizers?: readonly (string | null)[] | null;
  readonly ownerReferences?: readonly (Fields | null)[] | null;
}

type Pairs = Readonly<Record<string, string | null>>;

/** @param below leads from the field to what is wrong: an API server does not say more than the field */
type Refuse = (message: string, field: string, below?: readonly Segment[], code?: ProblemCode) => void;

function labelProblems(labels: Pairs, refuse: Refuse): void {
  for (const key in labels) {
    const value = labels[key];
    const ofKey = qualifiedNameProblem(key);
    if (ofKey !== undefined) refuse(`the label ${shown(key)} ${ofKey}`, 'labels', [key]);
    const ofValue = labelValueProblem(value ?? '');
    if (ofValue !== undefined) refuse(`${shown(value)} of the label ${key} ${ofValue}`, 'labels', [key]);
  }
}

function annotationProblems(annotations: Pairs, refuse: Refuse): void {
  let size = 0;
  for (const key in annotations) {
    const value = annotations[key];
    size += Buffer.byteLength(key) + Buffer.byteLength(value ?? '');
    const ofKey = qualifiedNameProblem(key.toLowerCase());
    if (ofKey !== undefined) refuse(`the annotation ${shown(key)} ${ofKey}`, 'annotations', [key]);
  }
  if (size <= ANNOTATIONS_LIMIT) return;
  refuse(`annotations are ${size} bytes, more than ${ANNOTATIONS_LIMIT}`, 'annotations', [], 'FieldValueTooLong');
}

function ownerProblems(owners: readonly (Fields | null)[], refuse: Refuse): void {
  for (const [i, owner] of owners.entries()) {
    const { apiVersion, kind, name, uid } = owner ?? {};
    const version = (apiVersion as string | null | undefined)?.split('/').at(-1);
    for (const [field, value] of Object.entries({ apiVersion: version, kind, name, uid })) {
      if (!value) refuse(`an owner has no ${field}`, `ownerReferences.${field}`, [i]);
    }
    if (apiVersion === 'v1' && kind === 'Event') refuse('an Event owns nothing', 'ownerReferences', [i]);
  }
  if (owners.filter((owner) => owner?.['controller'] === true).length > 1) {
    refuse('several owners are controllers', 'ownerReferences');
  }
}
