import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { WasmPlugin } from '../../src/constructs/istio/wasm-plugin';
import { readText } from '../../src/adapters/read-text';
import { DataFileError } from '../../src/platform/data-file';
import { defineEnvironment, Environment } from '../../src/platform/environment';
import { parseImageLock } from '../../src/platform/image-lock';
import { composeEnvironment } from '../../src/synth/compose';
import { synthesize } from '../../src/synth/synthesize';

const FILE = '/mesh/environments/images.lock.yaml';
const DIGEST = `sha256:${'5c1f0f5a'.repeat(8)}`;
const NEWER = `sha256:${'0d1e2f3a'.repeat(8)}`;

const LOCK = `# Edited by Flux.
images:
  security-headers:
    image: ghcr.io/your-org/security-headers
    tag: v1.4.2 # {"$imagepolicy": "flux-system:security-headers:tag"}
    digest: ${DIGEST} # {"$imagepolicy": "flux-system:security-headers:digest"}
`;

/** The problems of a text, as `line:column message`. */
function problemsOf(text: string): string[] {
  try {
    parseImageLock(text, FILE);
  } catch (error) {
    if (!(error instanceof DataFileError)) throw error;
    return error.problems.map(({ location: { file, line, column }, message }) => {
      expect(file).toBe(FILE);
      return `${line}:${column} ${message}`;
    });
  }
  return [];
}

/** A lock of one image with these lines. */
function lockOf(...lines: readonly string[]): string {
  return `images:\n  it:\n    image: ghcr.io/a/it\n${lines.map((line) => `    ${line}\n`).join('')}`;
}

const setter = (part: string, policy = 'flux-system:it'): string => `# {"$imagepolicy": "${policy}${part}"}`;

describe('an image lock', () => {
  test('says which image has which digest', () => {
    expect(parseImageLock(LOCK, FILE)).toEqual({
      images: {
        'security-headers': { image: 'ghcr.io/your-org/security-headers', tag: 'v1.4.2', digest: DIGEST },
      },
    });
  });

  test('may name a registry by its port', () => {
    const text = `images: { it: { image: 'registry.example.com:5000/it', digest: '${DIGEST}' } }`;
    expect(problemsOf(text)).toEqual([]);
  });

  test('may have no images yet', () => {
    expect(parseImageLock('images: {}', FILE)).toEqual({ images: {} });
  });

  test.each<[string, readonly string[]]>([
    ['without setters', ['tag: v1', `digest: ${DIGEST}`]],
    ['with a setter of the digest alone', [`digest: ${DIGEST} ${setter(':digest')}`]],
    ['with another comment', ['tag: v1 # the last one that works', `digest: ${DIGEST}`]],
  ])('%s is taken', (_, lines) => {
    expect(problemsOf(lockOf(...lines))).toEqual([]);
  });
});

describe('what is wrong is named with its line and column', () => {
  test.each<[string, string, string[]]>([
    ['an empty file', '', ['1:1 the image lock must have fields: write `name: value`, each on a line of its own']],
    [
      'an unknown field',
      lockOf(`digest: ${DIGEST}`, 'tags: v1'),
      ['5:5 /images/it has an unknown field "tags"; did you mean "tag"?'],
    ],
    ['no digest', lockOf('tag: v1'), ['3:5 /images/it has no digest: add it']],
    [
      'a tag in place of the digest',
      lockOf('digest: v1.4.2'),
      ['4:13 /images/it/digest is no image digest: write sha256: and 64 hexadecimal digits, as `crane digest` prints'],
    ],
    [
      'an image with a tag',
      `images:\n  it:\n    image: ghcr.io/a/it:v1\n    digest: ${DIGEST}\n`,
      ['3:12 /images/it/image is no image repository: write host/path, without scheme, tag and digest'],
    ],
    [
      'a tag that YAML takes for a number',
      lockOf('tag: 1.10', `digest: ${DIGEST}`),
      ['4:10 /images/it/tag must be text: put it in quotes'],
    ],
    [
      'a name that cannot be one',
      `images:\n  It_: { image: ghcr.io/a/it, digest: "${DIGEST}" }\n`,
      ['2:3 "It_" is no name for an image: use lower-case letters, digits and dashes'],
    ],
    [
      'a setter of the tag in the line of the digest',
      lockOf(`digest: ${DIGEST} ${setter(':tag')}`),
      ['4:13 /images/it/digest has a setter comment that writes the tag there: end it with :digest'],
    ],
    [
      'a setter of the whole reference',
      lockOf(`digest: ${DIGEST} ${setter('')}`),
      ['4:13 /images/it/digest has a setter comment that writes the whole reference there: end it with :digest'],
    ],
    [
      'a setter in a line that has no YAML of Flux',
      lockOf(`digest: ${DIGEST} # {"$imagepolicy": flux-system:it:digest}`),
      [
        '4:13 /images/it/digest has a setter comment that Flux passes over: write # {"$imagepolicy": "<namespace>:<policy>:digest"}',
      ],
    ],
    [
      'a setter without a namespace',
      lockOf(`digest: ${DIGEST} # {"$imagepolicy": "it"}`),
      [
        '4:13 /images/it/digest has a setter comment that Flux passes over: write # {"$imagepolicy": "<namespace>:<policy>:digest"}',
      ],
    ],
    [
      'a setter of the tag alone, which would leave the digest behind',
      lockOf(`tag: v1 ${setter(':tag')}`, `digest: ${DIGEST}`),
      ['5:13 /images/it has a tag and a digest of different policies: give both lines setter comments of one policy'],
    ],
    [
      'setters of two policies',
      lockOf(`tag: v1 ${setter(':tag')}`, `digest: ${DIGEST} ${setter(':digest', 'flux-system:other')}`),
      ['4:10 /images/it has a tag and a digest of different policies: give both lines setter comments of one policy'],
    ],
  ])('%s', (_, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });
});

describe('the image of an environment', () => {
  const definition = defineEnvironment('production', {
    clusters: [{ name: 'eu' }],
    images: './images.lock.yaml',
    compose: () => undefined,
  });
  const environment = (text?: string): Environment =>
    new Environment(new App(), definition, undefined, text === undefined ? undefined : parseImageLock(text, FILE));

  test('is the one of the lock, by its digest', () => {
    expect(environment(LOCK).image('security-headers').url).toBe(`oci://ghcr.io/your-org/security-headers@${DIGEST}`);
  });

  test('that the lock does not have is refused, with the name that was meant', () => {
    expect(() => environment(LOCK).image('security-header')).toThrow(
      '[production] ./images.lock.yaml has no image "security-header"; did you mean "security-headers"?: add it under `images`; there are security-headers',
    );
  });

  test('is never something that all JavaScript objects have', () => {
    expect(() => environment(LOCK).image('constructor')).toThrow('has no image "constructor"');
  });

  test('needs a lock', () => {
    const bare = defineEnvironment('production', { clusters: [{ name: 'eu' }], compose: () => undefined });
    expect(() => new Environment(new App(), bare, undefined).image('it')).toThrow(
      '[production] it has no image lock: name a file in `images`',
    );
  });
});

describe('an edit of the image automation', () => {
  let folder: string;
  let lock: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'image-lock-'));
    lock = join(folder, 'images.lock.yaml');
    writeFileSync(lock, LOCK);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** What the automation does to a line: it replaces the value and keeps the rest. */
  function set(part: 'tag' | 'digest', value: string): void {
    const marked = new RegExp(`(: )\\S+( # \\{"\\$imagepolicy": "flux-system:security-headers:${part}"\\})`);
    writeFileSync(lock, readFileSync(lock, 'utf8').replace(marked, `$1${value}$2`));
  }

  function urls(): unknown[] {
    const definition = defineEnvironment('production', {
      clusters: [{ name: 'eu' }],
      images: lock,
      compose: (env) => {
        new WasmPlugin(env, 'it', { namespace: 'edge', image: env.image('security-headers') });
      },
    });
    const { set, refused } = synthesize(composeEnvironment(new App(), definition, readText), 'production');
    expect(refused).toEqual([]);
    return [...set].map(({ object }) => (object as unknown as { spec: { url: string } }).spec.url);
  }

  test('arrives with the next synth, which leaves the lock as it is', () => {
    set('tag', 'v1.5.0');
    set('digest', NEWER);
    const edited = readFileSync(lock, 'utf8');
    expect(urls()).toEqual([`oci://ghcr.io/your-org/security-headers@${NEWER}`]);
    expect(readFileSync(lock, 'utf8')).toBe(edited);
  });

  test('of the tag that is already there changes nothing, neither in the lock nor in what is synthesized', () => {
    const before = urls();
    set('tag', 'v1.4.2');
    set('digest', DIGEST);
    expect(readFileSync(lock, 'utf8')).toBe(LOCK);
    expect(urls()).toEqual(before);
  });
});
