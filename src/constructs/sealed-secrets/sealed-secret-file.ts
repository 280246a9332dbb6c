import { basename } from 'node:path';
import { Document, isNode, LineCounter, parseDocument } from 'yaml';
import { isMadeWith, isPlainObject, shortened, valueOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { TEXT } from '../../model/props-values';

/**
 * What a sealed value is bound to: the name and the namespace of its Secret, the namespace alone, or nothing.
 *
 * @see https://github.com/bitnami-labs/sealed-secrets#scopes
 */
export type SealingScope = 'strict' | 'namespace-wide' | 'cluster-wide';

type Fields = Readonly<Record<string, unknown>>;
type Path = readonly string[];

const ANNOTATION = 'sealedsecrets.bitnami.com/';
/** In which tools keep a copy of an object, its values included. */
const LAST_APPLIED = /\/last-applied-configuration$/;

/**
 * A file that `kubeseal` made. It is read so that no error has any value of it: it may be the plain text by mistake.
 */
export class SealedSecretFile {
  /** Last part of its path. */
  readonly fileName: string;
  /** Name of the Secret that was sealed. */
  readonly secretName: string;
  /** Namespace of the Secret that was sealed; '' where it had none. */
  readonly namespace: string;
  /** What the file was sealed for. */
  readonly scope: SealingScope;
  /** Type of the Secret; undefined where it is Opaque. */
  readonly type: string | undefined;
  /** @internal */
  readonly encryptedData: Readonly<Record<string, string>>;
  /** @internal what the Secret is to have besides its values */
  readonly secretMetadata: Readonly<Record<'labels' | 'annotations', Readonly<Record<string, string>>>>;

  private constructor(reader: Reader) {
    const template = ['spec', 'template'];
    this.fileName = basename(reader.file);
    this.secretName = reader.textAt(['metadata', 'name']) ?? reader.refuse(['metadata'], 'it has no name', SEAL);
    this.namespace = reader.textAt(['metadata', 'namespace']) ?? '';
    this.scope = reader.scope();
    this.type = reader.textAt([...template, 'type']);
    this.encryptedData = reader.sealedAt(['spec', 'encryptedData']);
    this.secretMetadata = {
      labels: reader.textsAt([...template, 'metadata', 'labels']),
      annotations: reader.textsAt([...template, 'metadata', 'annotations']),
    };
  }

  /**
   * Reads what `kubeseal` wrote, without a value of it getting into any message.
   * @param text YAML or JSON, as `kubeseal --format` has it
   * @param file path of the file, for errors
   * @throws PropsError with the line, and with no value, of what is no single SealedSecret, of values that kubeseal
   * cannot have made, and of a scope that was changed after sealing
   */
  static parse(text: string, file: string): SealedSecretFile {
    checkProps('SealedSecretFile.parse', HIDDEN_TEXT, text, 'text');
    checkProps('SealedSecretFile.parse', TEXT, file, 'file');
    return new SealedSecretFile(new Reader(text, file));
  }

  /** Keys of the Secret, sorted. */
  get keys(): readonly string[] {
    return Object.keys(this.encryptedData).sort();
  }
}

const HIDDEN_TEXT = valueOf<string>({ fix: 'pass the text of the file', hidesText: true }, (value) => {
  return typeof value === 'string';
});

/** What somebody may pass by mistake is the text of a Secret, of which no message may show a part. */
export const SEALED_SECRET_FILE = valueOf<SealedSecretFile>(
  { fix: "pass environment.sealedSecret('./file.yaml'), or SealedSecretFile.parse(text, file)", hidesText: true },
  isMadeWith<SealedSecretFile>({ fileName: 'string', secretName: 'string', scope: 'string' }),
);

const SEAL = 'write the file by `kubeseal --format yaml`';
const PLAIN_TEXT =
  'seal it by `kubeseal --format yaml`, and replace the secret itself if the file has ever been in Git';

/** Shortest key that is safe, in bytes, and what AES-GCM adds to what it encrypts. */
const LEAST_KEY = 2048 / 8;
const TAG = 16;

/** Base64 of the length of a session key that RSA has encrypted, of that key, and of what AES-GCM has with it. */
function isSealed(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length < 2 || bytes.toString('base64') !== value) return false;
  const key = bytes.readUInt16BE(0);
  return key >= LEAST_KEY && bytes.length >= 2 + key + TAG;
}

/** Fields of a file and where they are; its errors have nothing of what stands there. */
class Reader {
  private readonly lines = new LineCounter();
  private readonly document: Document;
  private readonly content: Fields;

  constructor(
    text: string,
    readonly file: string,
  ) {
    // Messages of the parser quote the text, so that only the places of its errors are used.
    const document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false });
    this.document = document;
    const [error] = document.errors;
    if (error?.code === 'MULTIPLE_DOCS')
      this.refuseAt(error.pos[0], 'a second document begins here', 'keep one a file');
    if (error !== undefined) this.refuseAt(error.pos[0], 'it is no YAML', SEAL);
    const content = this.plain();
    if (!isPlainObject(content)) this.refuse([], 'it is no SealedSecret', SEAL);
    this.content = content as Fields;
    this.refusePlainText();
  }

  /** @throws PropsError for what is unsealed, or is no SealedSecret at all */
  private refusePlainText(): void {
    const { apiVersion, kind } = this.content;
    if (kind === 'Secret') this.refuse(['kind'], 'it is a Secret in plain text', PLAIN_TEXT);
    if (kind !== 'SealedSecret' || apiVersion !== 'bitnami.com/v1alpha1') {
      this.refuse(['kind'], 'it is no SealedSecret of bitnami.com/v1alpha1', SEAL);
    }
    for (const path of [['data'], ['stringData'], ['spec', 'template', 'data'], ['spec', 'template', 'stringData']]) {
      if (this.at(path) !== undefined) this.refuse(path, `\`${path.join('.')}\` is not sealed`, PLAIN_TEXT);
    }
    if (this.at(['spec', 'data']) !== undefined) {
      this.refuse(['spec', 'data'], '`spec.data` is what old versions of kubeseal made', SEAL);
    }
    const path = ['spec', 'template', 'metadata', 'annotations'];
    const copy = Object.keys(this.mapAt(path)).find((key) => LAST_APPLIED.test(key));
    if (copy !== undefined) this.refuse([...path, copy], 'an annotation of the template has a copy in it', PLAIN_TEXT);
  }

  private plain(): unknown {
    try {
      return this.document.toJS();
    } catch {
      return this.refuse([], 'it is no YAML', SEAL); // aliases without end
    }
  }

  private at(path: Path): unknown {
    let value: unknown = this.content;
    for (const key of path) value = isPlainObject(value) ? (value as Fields)[key] : undefined;
    return value;
  }

  private mapAt(path: Path): Fields {
    const value = this.at(path);
    return isPlainObject(value) ? (value as Fields) : {};
  }

  textAt(path: Path): string | undefined {
    const value = this.at(path);
    return typeof value === 'string' ? value : undefined;
  }

  /** @throws PropsError for values that kubeseal cannot have made, and where there is none */
  sealedAt(path: Path): Readonly<Record<string, string>> {
    const values = Object.entries(this.mapAt(path));
    if (values.length === 0) this.refuse(path.slice(0, -1), `it has no \`${path.at(-1)!}\``, SEAL);
    for (const [key, value] of values) {
      if (isSealed(value)) continue;
      const what = `the value of "${shortened(key)}" is none that kubeseal makes, but a placeholder or plain text`;
      this.refuse([...path, key], what, SEAL);
    }
    return Object.fromEntries(values) as Record<string, string>;
  }

  /** Labels or annotations, but for the scope, which belongs to the sealing. */
  textsAt(path: Path): Readonly<Record<string, string>> {
    const texts = Object.entries(this.mapAt(path)).filter(([key]) => !key.startsWith(ANNOTATION));
    const misfit = texts.find(([, value]) => typeof value !== 'string');
    if (misfit !== undefined) this.refuse([...path, misfit[0]], 'it is no text', 'write it in quotes');
    return Object.fromEntries(texts) as Record<string, string>;
  }

  /** @throws PropsError when the object says another scope than what was sealed */
  scope(): SealingScope {
    const stated = scopeOf(this.mapAt(['metadata', 'annotations']));
    if (this.at(['spec', 'template', 'metadata']) === undefined) return stated;
    const sealed = scopeOf(this.mapAt(['spec', 'template', 'metadata', 'annotations']));
    if (sealed === stated) return stated;
    const what = `it was sealed for the scope ${sealed}, and its annotations say ${stated}`;
    return this.refuse(['metadata'], what, `seal it again by \`kubeseal --scope ${stated}\``);
  }

  refuse(path: Path, what: string, fix: string): never {
    const node: unknown = path.length === 0 ? this.document.contents : this.document.getIn(path, true);
    return this.refuseAt(isNode(node) ? (node.range?.[0] ?? 0) : 0, what, fix);
  }

  private refuseAt(offset: number, what: string, fix: string): never {
    const { line, col } = this.lines.linePos(offset);
    const error = new PropsError(basename(this.file), what, fix);
    error.origin = { locate: () => ({ file: this.file, line, column: col }) };
    throw error;
  }
}

function scopeOf(annotations: Fields): SealingScope {
  if (annotations[`${ANNOTATION}cluster-wide`] === 'true') return 'cluster-wide';
  return annotations[`${ANNOTATION}namespace-wide`] === 'true' ? 'namespace-wide' : 'strict';
}
