import { Document, isMap, Pair, Scalar } from 'yaml';
import { DataFileKind, Objection } from './data-file';
import schema from './image-lock.schema.json';

/** An image that is used by its digest. */
export interface LockedImage {
  /** Host and path of the repository: `ghcr.io/acme/header-filter`. */
  readonly image: string;
  /** What people call the digest; nothing is pulled by it. */
  readonly tag?: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
}

/** Which images environments use, as `environments/images.lock.yaml` has it. */
export interface ImageLock {
  /** By the name that compositions call them. */
  readonly images: Readonly<Record<string, LockedImage>>;
}

const IMAGE_LOCK = new DataFileKind<ImageLock>({
  what: 'the image lock',
  schema,
  explain: ({ keyword, params, instancePath }, where) => {
    if (keyword === 'propertyNames') {
      const { propertyName } = params as { propertyName: string };
      return `"${propertyName}" is no name for an image: use lower-case letters, digits and dashes`;
    }
    if (keyword !== 'pattern') return undefined;
    const field = instancePath.split('/').at(-1)!;
    return `${where} ${PATTERNS[field]!}`;
  },
  object: (_, document) => entriesOf(document).flatMap(([name, fields]) => wrongSetters(name, fields)),
});

/** What the patterns of the schema mean. */
const PATTERNS: Readonly<Record<string, string>> = {
  image: 'is no image repository: write host/path, without scheme, tag and digest',
  tag: 'is no tag: use letters, digits, dots, dashes and underscores',
  digest: 'is no image digest: write sha256: and 64 hexadecimal digits, as `crane digest` prints',
};

/**
 * Reads an image lock.
 *
 * @param text YAML
 * @param file names the text in errors
 * @throws DataFileError with the line of each syntax error, value that the schema refuses, and setter comment that
 * would make the image automation write something wrong
 */
export function parseImageLock(text: string, file: string): ImageLock {
  return IMAGE_LOCK.parse(text, file);
}

type Field = Pair<Scalar<string>, Scalar<string>>;

function entriesOf(document: Document): [name: string, fields: readonly Field[]][] {
  const images: unknown = document.get('images');
  if (!isMap<Scalar<string>>(images)) return [];
  return images.items.flatMap(({ key, value }) => (isMap(value) ? [[key.value, value.items as Field[]]] : []));
}

/** What Flux writes into a line: `name`, `tag` or `digest` of the image that a policy selects. */
interface Setter {
  readonly policy: string;
  readonly part: string;
}

/** What a field of the lock is called by Flux. */
const PART_OF_FIELD: Readonly<Record<string, string>> = { image: 'name', tag: 'tag', digest: 'digest' };

/**
 * A comment that is no setter is silently passed over by Flux, and one for another part makes it write the tag where the
 * digest belongs; of two policies, or with only one of both lines, tag and digest would not belong together.
 */
function wrongSetters(name: string, fields: readonly Field[]): Objection[] {
  const objections: Objection[] = [];
  const policies = new Map<string, string | undefined>();
  for (const { key, value } of fields) {
    const field = key.value;
    const object = (message: string): void => {
      objections.push({ offset: value!.range![0], message: `/images/${name}/${field} ${message}` });
    };
    const comment = value!.comment ?? '';
    const setter = setterOf(comment);
    policies.set(field, setter?.policy);
    if (!comment.includes('$imagepolicy')) continue;
    const wanted = PART_OF_FIELD[field]!;
    if (setter === undefined) {
      object(`has a setter comment that Flux passes over: write # {"$imagepolicy": "<namespace>:<policy>:${wanted}"}`);
    } else if (setter.part !== wanted) {
      const found = setter.part === '' ? 'the whole reference' : `the ${setter.part}`;
      object(`has a setter comment that writes ${found} there: end it with :${wanted}`);
    }
  }
  const [digest, tag] = [policies.get('digest'), policies.get('tag')];
  if (objections.length === 0 && policies.has('tag') && digest !== tag) {
    const offset = fields.find(({ key }) => key.value === (digest === undefined ? 'digest' : 'tag'))!.value!.range![0];
    const message = `/images/${name} has a tag and a digest of different policies: give both lines setter comments of one policy`;
    objections.push({ offset, message });
  }
  return objections;
}

/** @see https://fluxcd.io/flux/guides/image-update/#configure-image-update-for-custom-resources */
function setterOf(comment: string): Setter | undefined {
  try {
    const { $imagepolicy: reference } = JSON.parse(comment) as { readonly $imagepolicy?: unknown };
    if (typeof reference !== 'string') return undefined;
    const [namespace, policy, part = '', ...rest] = reference.split(':');
    return namespace && policy && rest.length === 0 ? { policy: `${namespace}:${policy}`, part } : undefined;
  } catch {
    return undefined;
  }
}
