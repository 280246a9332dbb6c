import { z } from 'zod';
import { isList, isMap, Json, JsonMap } from '../../model/json';
import { jsonPointer } from '../../model/json-pointer';
import { didYouMean } from '../../model/suggest';
import { documentsOf } from '../documents';
import type { Locate } from '../objects';
import type { ReadProblem } from '../problem';
import type { TextFile } from '../text-file';
import { failure, notBuiltHere } from './failure';

/** The names of kustomization files, of which a folder has one at most. */
export const KUSTOMIZATION_FILES: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

const texts = z.record(z.string(), z.string());
const strings = z.array(z.string());

const selector = z.strictObject({
  group: z.string().optional(),
  version: z.string().optional(),
  kind: z.string().optional(),
  name: z.string().optional(),
  namespace: z.string().optional(),
  labelSelector: z.string().optional(),
  annotationSelector: z.string().optional(),
});

const patch = z.strictObject({
  path: z.string().optional(),
  patch: z.string().optional(),
  target: selector.optional(),
  options: z.looseObject({}).optional(),
});

const generatorOptions = z.strictObject({
  labels: texts.optional(),
  annotations: texts.optional(),
  disableNameSuffixHash: z.boolean().optional(),
  immutable: z.boolean().optional(),
});

const generator = {
  name: z.string(),
  namespace: z.string().optional(),
  behavior: z.string().optional(),
  literals: strings.optional(),
  files: strings.optional(),
  envs: strings.optional(),
  env: z.string().optional(),
  options: generatorOptions.optional(),
};

const image = z.strictObject({
  name: z.string(),
  newName: z.string().optional(),
  newTag: z.string().optional(),
  tagSuffix: z.string().optional(),
  digest: z.string().optional(),
});

const schema = z.strictObject({
  apiVersion: z.string().optional(),
  kind: z.enum(['Kustomization', 'Component']).optional(),
  metadata: z.looseObject({}).optional(),
  resources: strings.optional(),
  bases: strings.optional(),
  components: strings.optional(),
  namespace: z.string().optional(),
  namePrefix: z.string().optional(),
  nameSuffix: z.string().optional(),
  commonLabels: texts.optional(),
  commonAnnotations: texts.optional(),
  labels: z
    .array(
      z.strictObject({
        pairs: texts.optional(),
        includeSelectors: z.boolean().optional(),
        includeTemplates: z.boolean().optional(),
        fields: z.array(z.looseObject({})).optional(),
      }),
    )
    .optional(),
  patches: z.array(patch).optional(),
  patchesStrategicMerge: strings.optional(),
  patchesJson6902: z.array(patch).optional(),
  images: z.array(image).optional(),
  imageTags: z.array(image).optional(),
  replicas: z.array(z.strictObject({ name: z.string(), count: z.int() })).optional(),
  configMapGenerator: z.array(z.strictObject(generator)).optional(),
  secretGenerator: z.array(z.strictObject({ ...generator, type: z.string().optional() })).optional(),
  generatorOptions: generatorOptions.optional(),
  /** The order of the output, which a set does not have. */
  sortOptions: z.looseObject({}).optional(),
});

export type KustomizationFields = z.infer<typeof schema>;
export type PatchEntry = z.infer<typeof patch>;
export type Selector = z.infer<typeof selector>;
export type ImageChange = z.infer<typeof image>;
export type GeneratorOptions = z.infer<typeof generatorOptions>;
export type GeneratorEntry = NonNullable<KustomizationFields['secretGenerator']>[number];

/** Fields that only the program builds. */
const PROGRAM_FIELDS: readonly string[] = [
  'buildMetadata',
  'configurations',
  'crds',
  'generators',
  'openapi',
  'replacements',
  'transformers',
  'validators',
  'vars',
];
/** Fields with which the program itself needs flags, other programs and a network. */
const HELM_FIELDS: readonly string[] = ['helmCharts', 'helmChartInflationGenerator', 'helmGlobals'];

const NAMES: ReadonlyMap<string, string> = new Map(
  [...Object.keys(schema.shape), ...PROGRAM_FIELDS, ...HELM_FIELDS].map((name) => [name.toLowerCase(), name]),
);

/** A kustomization file. */
export interface Kustomization {
  readonly fields: KustomizationFields;
  /** Whether it is there for others to include. */
  readonly isComponent: boolean;
  /** Finds the line of a field by its JSON pointer. */
  readonly locate: Locate;
}

/**
 * @param report takes what the parser has to say of a file that can be read nevertheless
 * @throws BuildFailure for what kustomize refuses, NotBuiltHere for what the program alone builds
 */
export function parseKustomization(file: TextFile, report: (problem: ReadProblem) => void): Kustomization {
  const { documents, problems } = documentsOf(file, 'kubectl');
  problems.forEach(report);
  const [document] = documents;
  if (document === undefined) {
    throw failure(
      'EMPTY_KUSTOMIZATION',
      file.locationOf(0),
      'the kustomization is empty: give it resources, or remove it',
    );
  }
  const locate: Locate = (pointer) => document.place.locate(pointer);
  if (!isMap(document.value)) throw failure('BAD_KUSTOMIZATION', locate(), 'the kustomization is not a map');
  const content = withKnownNames(withoutNulls(document.value) as JsonMap);
  refuseOthersFields(content, locate);
  const parsed = schema.safeParse(content);
  if (!parsed.success) throw misfit(parsed.error.issues[0]!, locate);
  const { kind = 'Kustomization', apiVersion, ...others } = parsed.data;
  const isComponent = kind === 'Component';
  const version = `kustomize.config.k8s.io/${isComponent ? 'v1alpha1' : 'v1beta1'}`;
  if (apiVersion !== undefined && apiVersion !== version) {
    throw failure(
      'BAD_KUSTOMIZATION',
      locate('/apiVersion'),
      `the apiVersion of a ${kind} is ${version}, not ${apiVersion}`,
    );
  }
  if (Object.keys(others).length === 0) {
    throw failure('EMPTY_KUSTOMIZATION', locate(), 'the kustomization is empty: give it resources, or remove it');
  }
  return { fields: parsed.data, isComponent, locate };
}

/** To Go, null is a field that is not there. */
function withoutNulls(value: Json): Json {
  if (isList(value)) return value.map(withoutNulls);
  if (!isMap(value)) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutNulls(field)]));
}

/** To Go, `nameprefix` is `namePrefix`. */
function withKnownNames(content: JsonMap): JsonMap {
  const fields = Object.entries(content).map(([name, value]) => [NAMES.get(name.toLowerCase()) ?? name, value]);
  return Object.fromEntries(fields) as JsonMap;
}

function refuseOthersFields(content: JsonMap, locate: Locate): void {
  for (const name of Object.keys(content)) {
    const location = () => locate(jsonPointer([name]));
    if (PROGRAM_FIELDS.includes(name)) throw notBuiltHere(location(), `the field ${name} of a kustomization is`);
    if (HELM_FIELDS.includes(name)) {
      const message = `the field ${name} renders Helm charts, which nothing here does: pass the output of \`kustomize build --enable-helm\``;
      throw failure('HELM_CHART', location(), message);
    }
  }
}

function misfit(issue: z.core.$ZodIssue, locate: Locate): Error {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys as [string];
    const hint = path.length === 0 ? didYouMean(key, Object.keys(schema.shape)) : '';
    const message = `a kustomization has no field ${[...path, key].join('.')}${hint}`;
    return failure('BAD_KUSTOMIZATION', locate(jsonPointer([...path, key])), message);
  }
  const message = `${path.join('.')} of the kustomization is wrong: ${issue.message}`;
  return failure('BAD_KUSTOMIZATION', locate(jsonPointer(path)), message);
}
