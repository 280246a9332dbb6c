import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import definitions from '../../imports/kubernetes/definitions.json';
import core from '../../imports/kubernetes/kinds.json';
import { BUILT_IN } from '../../src/check/schema/registry';
import type { StructuralSchema } from '../../src/check/schema/structural';
import { validateObject } from '../../src/check/schema/verdict';
import type { KubernetesObject } from '../../src/model/identity';
import { runs, SEED } from '../fixtures/runs';
import { Answer, answerOf, answerOfServer } from '../fixtures/schema/answers';
import { withMistakes } from '../fixtures/schema/mistakes';
import { Random } from '../fixtures/schema/random';
import { randomObject, withoutProperties } from '../fixtures/schema/random-objects';
import { CONTROL_PLANE_PROGRAMS } from './control-plane';
import { KubeApi } from './kube-api';
import { describeWith } from './programs';

const OBJECTS = runs(5);

const DEFINITIONS = definitions as unknown as Readonly<Record<string, StructuralSchema>>;

type CoreKind = (typeof core.kinds)[number];

const SAMPLES = parseAllDocuments(
  readFileSync(join(__dirname, '..', 'fixtures', 'schema', 'core-objects.yaml'), 'utf8'),
).map((document) => document.toJS() as KubernetesObject);

describeWith(CONTROL_PLANE_PROGRAMS, `the verdict on Kubernetes’ own kinds (FUZZ_SEED=${SEED})`, () => {
  let api: KubeApi;

  beforeAll(async () => {
    api = await KubeApi.start();
  });

  afterAll(() => api.stop());

  test('takes what an API server takes', async () => {
    for (const sample of SAMPLES) {
      const kind = core.kinds.find((kind) => kind.kind === sample.kind && sample.apiVersion.endsWith(kind.version))!;
      expect(await answer(kind, sample)).toEqual([]);
      expect(validateObject(sample, BUILT_IN)).toMatchObject({ outcome: 'valid' });
    }
  });

  /** What an API server refuses beyond the schema we do not know; what we refuse it must refuse, too. */
  test.each(core.kinds)('on $group/$version $kind refuses nothing that an API server takes', async (kind) => {
    const schema = inlined({ $ref: kind.definition });
    const random = new Random(SEED);
    const samples = SAMPLES.filter((sample) => sample.kind === kind.kind).flatMap((sample) =>
      Array.from({ length: OBJECTS }, () => withMistake(schema, sample, random)),
    );
    const objects = [...samples, ...Array.from({ length: OBJECTS }, (_, i) => madeObject(kind, schema, SEED + i))];
    const wrong = await Promise.all(objects.map(async (object) => difference(object, await answer(kind, object))));
    expect(wrong.filter((difference) => difference !== undefined)).toEqual([]);
  });

  function difference(object: KubernetesObject, server: Answer | undefined): object | undefined {
    if (server === undefined) return undefined;
    const ours = answerOf(validateObject(object, BUILT_IN));
    const isMissed =
      server[0]?.startsWith('UnknownField') === true && ours.length === 0 && !SCHEMALESS.has(object.kind);
    return isMissed || (server.length === 0 && ours.length > 0) ? { object, server, ours } : undefined;
  }

  /** Undefined where the server gives none: some objects make it panic. */
  async function answer(kind: CoreKind, object: KubernetesObject): Promise<Answer | undefined> {
    const root = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
    const namespace = kind.scope === 'Namespaced' ? '/namespaces/default' : '';
    const path = `${root}${namespace}/${kind.plural}?dryRun=All&fieldValidation=Strict`;
    const body = JSON.stringify(object);
    try {
      return answerOfServer(await api.send({ method: 'POST', path, body, type: 'application/json' }));
    } catch {
      return undefined;
    }
  }
});

/** Its OpenAPI does not tell a struct without fields from one of any fields. */
const SCHEMALESS: ReadonlySet<string> = new Set(['CustomResourceDefinition']);

function madeObject(kind: CoreKind, schema: StructuralSchema, seed: number): KubernetesObject {
  const versions = [kind.version];
  const object = randomObject({ ...kind, versions, schema: withoutProperties(schema, ['status']) }, seed);
  return kind.group === '' ? { ...object, apiVersion: kind.version } : object;
}

function withMistake(schema: StructuralSchema, sample: KubernetesObject, random: Random): KubernetesObject {
  const object = structuredClone(sample) as unknown as Record<string, unknown>;
  withMistakes(withoutProperties(schema, ['apiVersion', 'kind', 'metadata', 'status']), object, undefined, random);
  return JSON.parse(JSON.stringify(object)) as KubernetesObject;
}

/** A schema without references, to some depth: those of CRDs never end. */
function inlined(schema: StructuralSchema, depth = 0): StructuralSchema {
  const { $ref, ...own } = schema as StructuralSchema & { readonly $ref?: string };
  const referenced: StructuralSchema = $ref === undefined ? {} : DEFINITIONS[$ref]!;
  const { properties, items, additionalProperties, ...rest }: StructuralSchema = { ...referenced, ...own };
  if (depth > 12) return rest;
  const below = (part: StructuralSchema): StructuralSchema => inlined(part, depth + 1);
  return {
    ...rest,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, below(part)])),
    }),
    ...(items && { items: below(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: below(additionalProperties) }),
  };
}
