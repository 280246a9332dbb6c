import { isList, isMap, Json, JsonMap } from '../../model/json';
import { goRegExp } from './go-reg-exp';
import { IMAGES } from './field-specs';
import { SetField, setFields } from './field-spec';
import type { ImageChange } from './kustomization';
import type { Resource } from './resource';

/** What an entry of `images` makes of the reference to an image. */
export function imageSetter({ name, newName, newTag, digest }: ImageChange): SetField {
  const isMeant = goRegExp(`^${name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`);
  return (value = null) => {
    if (typeof value === 'object' && value !== null) throw new TypeError('an image is no string');
    if (typeof value !== 'string' || !isMeant(value)) return value;
    const image = parts(value);
    if (newTag || digest) {
      image.tag = newTag ?? '';
      image.digest = digest ?? '';
    }
    return `${newName || image.name}${image.tag && `:${image.tag}`}${image.digest && `@${image.digest}`}`;
  };
}

/** `registry:5000/name:tag@digest`; a colon before the first slash is of a port. */
function parts(image: string): { name: string; tag: string; digest: string } {
  const slash = Math.max(0, image.indexOf('/'));
  const at = image.indexOf('@', slash);
  const untilDigest = at < 0 ? image : image.slice(0, at);
  const colon = untilDigest.indexOf(':', slash);
  return {
    name: colon < 0 ? untilDigest : untilDigest.slice(0, colon),
    tag: colon < 0 ? '' : untilDigest.slice(colon + 1),
    digest: at < 0 ? '' : image.slice(at + 1),
  };
}

/** The images of an object's `containers` and `initContainers` at any depth, and of its volumes. */
export function setImages(resource: Resource, set: SetField): void {
  if (resource.object.kind !== 'CustomResourceDefinition')
    resource.fields = inContainers(resource.fields, set) as JsonMap;
  for (const spec of IMAGES) resource.object = setFields(resource.object, spec, set);
}

function inContainers(value: Json, set: SetField): Json {
  if (isList(value)) return value.map((item) => inContainers(item, set));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => {
      const walked = inContainers(field, set);
      const isContainers = (name === 'containers' || name === 'initContainers') && isList(walked);
      return [name, isContainers ? walked.map((container) => withImage(container, set)) : walked];
    }),
  );
}

function withImage(container: Json, set: SetField): Json {
  if (!isMap(container) || container.image === undefined) return container;
  return { ...container, image: set(container.image) };
}
