import { createHash } from 'node:crypto';
import { basename } from 'node:path/posix';
import type { Json, JsonMap } from '../../model/json';
import type { KubernetesObject } from '../../model/identity';
import { jsonPointer } from '../../model/json-pointer';
import type { SourceLocation } from '../../model/origin';
import type { Locate } from '../objects';
import { failure, notBuiltHere } from './failure';
import type { GeneratorEntry, GeneratorOptions, Kustomization } from './kustomization';
import { Resource } from './resource';

/** @throws BuildFailure where the file cannot be read */
export type ReadBytes = (path: string, locate: () => SourceLocation) => Uint8Array;

/** The objects of `configMapGenerator` and `secretGenerator`. */
export function generate({ fields, locate }: Kustomization, read: ReadBytes): Resource[] {
  const kinds = [
    ['configMapGenerator', 'ConfigMap', fields.configMapGenerator],
    ['secretGenerator', 'Secret', fields.secretGenerator],
  ] as const;
  return kinds.flatMap(([field, kind, entries = []]) =>
    entries.map((entry: GeneratorEntry, index) => {
      const at: Locate = (pointer = '') => locate(jsonPointer([field, index]) + pointer);
      if (entry.behavior !== undefined && entry.behavior !== 'create') {
        throw notBuiltHere(at('/behavior'), `the behavior ${entry.behavior} of a generator is`);
      }
      const options = withDefaults(entry.options, fields.generatorOptions);
      const resource = new Resource(objectOf(kind, entry, options, pairsOf(entry, at, read)), () => at());
      resource.needsHash = options.disableNameSuffixHash !== true;
      return resource;
    }),
  );
}

function withDefaults(own: GeneratorOptions = {}, common: GeneratorOptions = {}): GeneratorOptions {
  return {
    labels: { ...common.labels, ...own.labels },
    annotations: { ...common.annotations, ...own.annotations },
    disableNameSuffixHash: (own.disableNameSuffixHash ?? false) || (common.disableNameSuffixHash ?? false),
    immutable: (own.immutable ?? false) || (common.immutable ?? false),
  };
}

function objectOf(
  kind: 'ConfigMap' | 'Secret',
  { name, namespace, type }: GeneratorEntry,
  { labels = {}, annotations = {}, immutable }: GeneratorOptions,
  pairs: ReadonlyMap<string, Uint8Array>,
): KubernetesObject {
  const metadata = {
    name,
    ...(namespace ? { namespace } : {}),
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
  };
  const content = kind === 'Secret' ? { type: type || 'Opaque', ...secretData(pairs) } : configMapData(pairs);
  return { apiVersion: 'v1', kind, metadata, ...content, ...(immutable ? { immutable } : {}) };
}

/** What is no text is kept apart, in base64. */
function configMapData(pairs: ReadonlyMap<string, Uint8Array>): JsonMap {
  const data: Record<string, Json> = {};
  const binaryData: Record<string, Json> = {};
  for (const [key, bytes] of pairs) {
    const text = textIn(bytes);
    if (text === undefined) binaryData[key] = base64(bytes);
    else data[key] = text;
  }
  return {
    ...(Object.keys(data).length > 0 ? { data } : {}),
    ...(Object.keys(binaryData).length > 0 ? { binaryData } : {}),
  };
}

function secretData(pairs: ReadonlyMap<string, Uint8Array>): JsonMap {
  if (pairs.size === 0) return {};
  return { data: Object.fromEntries([...pairs].map(([key, bytes]) => [key, base64(bytes)])) };
}

function textIn(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const BASE64_LINE = /.{70}/g;

/** In lines of 70 characters, each with a line feed where there is more than one. */
function base64(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('base64');
  return text.length < 70 ? text : `${text.replace(BASE64_LINE, '$&\n')}${text.length % 70 === 0 ? '' : '\n'}`;
}

/** Values by key: of `envs`, `literals` and `files`, in this order. */
function pairsOf(entry: GeneratorEntry, locate: Locate, read: ReadBytes): Map<string, Uint8Array> {
  const pairs = new Map<string, Uint8Array>();
  const add = (key: string, bytes: Uint8Array, pointer: string): void => {
    if (!/^[-._a-zA-Z0-9]+$/.test(key)) {
      throw failure(
        'BAD_KUSTOMIZATION',
        locate(pointer),
        `the key ${JSON.stringify(key)} can have letters, digits, -, _ and . only`,
      );
    }
    if (pairs.has(key))
      throw failure('BAD_KUSTOMIZATION', locate(pointer), `the key ${key} is there twice: remove one`);
    pairs.set(key, bytes);
  };
  const envs = [...(entry.envs ?? []), ...(entry.env ? [entry.env] : [])];
  for (const [index, path] of envs.entries()) {
    const pointer = index < (entry.envs ?? []).length ? `/envs/${index}` : '/env';
    const text = textIn(read(path, () => locate(pointer)));
    if (text === undefined) throw failure('NOT_UTF8', locate(pointer), `${path} is not UTF-8: save it as UTF-8`);
    for (const [key, value] of variablesIn(text)) add(key, Buffer.from(value), pointer);
  }
  for (const [index, literal] of (entry.literals ?? []).entries()) {
    const pointer = `/literals/${index}`;
    const equals = literal.indexOf('=');
    if (equals < 1) throw failure('BAD_KUSTOMIZATION', locate(pointer), `${JSON.stringify(literal)} is not key=value`);
    add(literal.slice(0, equals), Buffer.from(unquoted(literal.slice(equals + 1))), pointer);
  }
  for (const [index, file] of (entry.files ?? []).entries()) {
    const pointer = `/files/${index}`;
    const [first, second, ...more] = file.split('=') as [string, ...string[]];
    if (first === '' || second === '' || more.length > 0) {
      throw failure('BAD_KUSTOMIZATION', locate(pointer), `${JSON.stringify(file)} is neither a path nor key=path`);
    }
    add(
      second === undefined ? basename(first) : first,
      read(second ?? first, () => locate(pointer)),
      pointer,
    );
  }
  return pairs;
}

function unquoted(text: string): string {
  const [quote] = text;
  const isQuoted = text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote);
  return isQuoted ? text.slice(1, -1) : text;
}

function variablesIn(text: string): [key: string, value: string][] {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => line.trimStart())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const equals = line.indexOf('=');
      return equals < 0 ? [line, ''] : [line.slice(0, equals), line.slice(equals + 1)];
    });
}

/** Appends to the names of generated objects the hash of their content. */
export function hashNames(resources: readonly Resource[]): void {
  for (const resource of resources) {
    if (!resource.needsHash) continue;
    const name = `${resource.name.name}-${contentHash(resource.fields)}`;
    resource.rememberName();
    resource.setMetadata('name', name);
  }
}

const HASH_LETTERS: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

/** @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.21.1/api/hasher/hasher.go */
function contentHash(object: JsonMap): string {
  const { kind, type = '', data = '', binaryData, stringData } = object;
  // The name is meant to be hashed, too, but never found.
  const hashed = kind === 'Secret' ? { data, kind, name: '', stringData, type } : { binaryData, data, kind, name: '' };
  const digest = createHash('sha256').update(goJson(hashed)).digest('hex');
  return digest.slice(0, 10).replace(/[013ae]/g, (letter) => HASH_LETTERS[letter]!);
}

/** With sorted keys, and characters escaped that HTML has a meaning for. */
function goJson(value: object): string {
  const sorted = JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
  return sorted.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
