import fc from 'fast-check';
import type { LabelledSet } from '../../src/layout/factor';
import type { Json } from '../../src/model/json';
import { ManifestSet } from '../../src/model/manifest-set';
import { canonicalObject, Manifest, manifestOf } from '../../src/model/manifest';
import { Edit, edit, edited, jsonMap, kustomizable } from './json-values';

const ENVIRONMENTS = ['development', 'testing', 'staging', 'production', 'production-eu'];
const COMMON_LABELS = { 'app.kubernetes.io/managed-by': 'gitops', 'istio.io/config-source': 'git' };

/** An object as each environment has it; undefined where it has none. */
type Variants = readonly (object | undefined)[];

export interface FleetSize {
  readonly minServices: number;
  readonly maxServices: number;
  readonly maxOddities: number;
}

/** Environments with services that mostly resemble each other, and with objects of any content. */
export function fleets({ minServices, maxServices, maxOddities }: FleetSize): fc.Arbitrary<readonly LabelledSet[]> {
  return fc
    .integer({ min: 1, max: ENVIRONMENTS.length })
    .chain((environments) =>
      fc.record({
        names: fc.shuffledSubarray(ENVIRONMENTS, { minLength: environments, maxLength: environments }),
        services: fc.uniqueArray(service(environments), {
          selector: ({ name }) => name,
          minLength: minServices,
          maxLength: maxServices,
        }),
        oddities: fc.uniqueArray(oddity(environments), { selector: ({ id }) => id, maxLength: maxOddities }),
      }),
    )
    .map(({ names, services, oddities }) => {
      const variants = [...services.flatMap(({ objects }) => objects), ...oddities.map(({ objects }) => objects)];
      return names.map((name, index) =>
        environmentOf(
          name,
          variants.map((objects) => objects[index]),
        ),
      );
    });
}

/** @param objects what it has, in any order; undefined is nothing */
export function environmentOf(name: string, objects: readonly (object | undefined)[]): LabelledSet {
  const labels = { ...COMMON_LABELS, environment: name };
  const manifests = objects.filter((object) => object !== undefined).map((object) => manifestIn(name, object, labels));
  return { set: new ManifestSet(name, manifests), labels };
}

function manifestIn(environment: string, object: object, setLabels: Readonly<Record<string, string>>): Manifest {
  const { metadata, ...rest } = object as { metadata: { name: string; labels?: object } };
  const labelled = { ...metadata, labels: { ...metadata.labels, ...setLabels } };
  const constructPath = `${environment}/${metadata.name}`;
  return manifestOf(canonicalObject({ ...rest, metadata: labelled }), { constructPath });
}

const appName = fc.stringMatching(/^[a-z]{1,3}([.-][a-z0-9]{1,2})?$/);

interface Settings {
  readonly isThere: boolean;
  readonly host: string;
  readonly canary: number;
  readonly paths: readonly string[];
  readonly tier: string | undefined;
  readonly annotations: Readonly<Record<string, string>>;
  readonly tls: 'ISTIO_MUTUAL' | undefined;
}

const settings: fc.Arbitrary<Settings> = fc.record({
  isThere: fc.integer({ max: 9 }).map((number) => number !== 0),
  host: fc.constantFrom('example.com', 'example.org', 'staging.example.com'),
  canary: fc.constantFrom(0, 10, 50),
  paths: fc.uniqueArray(fc.constantFrom('/', '/v1', '/v2', '/search', '/orders'), { maxLength: 4 }),
  tier: fc.option(fc.constantFrom('edge', 'core'), { nil: undefined }),
  annotations: fc.dictionary(
    fc.constantFrom('team', 'example.com/a~b', 'example.com/note'),
    fc.constantFrom('a', 'on', '1'),
    {
      noNullPrototype: true,
    },
  ),
  tls: fc.option(fc.constant('ISTIO_MUTUAL' as const), { nil: undefined }),
});

/** A service whose environments follow one of two settings each, which are often the same. */
function service(environments: number): fc.Arbitrary<{ name: string; objects: readonly Variants[] }> {
  return fc
    .record({
      name: appName,
      namespace: fc.constantFrom('default', 'shop'),
      usual: settings,
      unusual: settings,
      isUsual: fc.array(fc.boolean(), { minLength: environments, maxLength: environments }),
    })
    .map(({ name, namespace, usual, unusual, isUsual }) => {
      const chosen = isUsual.map((one) => (one ? usual : unusual));
      const variants = (make: (settings: Settings) => object): Variants =>
        chosen.map((settings) => (settings.isThere ? make(settings) : undefined));
      const metadata = ({ tier, annotations }: Settings): object => ({
        name,
        namespace,
        labels: { 'app.kubernetes.io/name': name, tier },
        ...(Object.keys(annotations).length > 0 && { annotations }),
      });
      return {
        name,
        objects: [
          variants((its) => virtualService(metadata(its), its)),
          variants((its) => destinationRule(metadata(its), its)),
          variants((its) => coreService(metadata(its), its)),
          variants((its) => configMap(metadata(its), its)),
          variants((its) => networkPolicy(metadata(its), its)),
        ],
      };
    });
}

function virtualService(metadata: object, { host, canary, paths }: Settings): object {
  const route = [
    { destination: { host, subset: 'stable', port: { number: 80 } }, weight: 100 - canary },
    { destination: { host, subset: 'canary', port: { number: 80 } }, weight: canary },
  ];
  const matching = paths.map((prefix) => ({ match: [{ uri: { prefix } }], route, timeout: '5s' }));
  const spec = { hosts: [`shop.${host}`, host], http: [...matching, { route, retries: { attempts: 2 } }] };
  return { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata, spec };
}

function destinationRule(metadata: object, { host, tls }: Settings): object {
  const trafficPolicy = { connectionPool: { tcp: { maxConnections: 1_000_000 } }, ...(tls && { tls: { mode: tls } }) };
  return { apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata, spec: { host, trafficPolicy } };
}

function coreService(metadata: object, { paths, tls }: Settings): object {
  const ports = paths.map((path, index) => ({
    name: `http${path.replace('/', '-')}`,
    port: 80 + index,
    targetPort: 'http',
  }));
  return { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports, selector: { app: 'a', ...(tls && { tls }) } } };
}

function configMap(metadata: object, { host, canary, paths }: Settings): object {
  const data = { host, canary: String(canary), ...(paths.length > 0 && { paths: paths.join('\n') }) };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
}

function networkPolicy(metadata: object, { paths, canary }: Settings): object {
  const ingress = paths.map((path) => ({ from: [{ podSelector: { matchLabels: { path: path.slice(1) } } }] }));
  const spec = { podSelector: { matchLabels: { canary: String(canary) } }, policyTypes: ['Ingress'], ingress };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec };
}

/** Objects whose names kustomize could take for each other: kinds of two groups, dots, no namespace. */
const oddName = fc.record({
  kind: fc.constantFrom(
    'networking.istio.io/v1 Gateway',
    'networking.istio.io/v1beta1 Gateway',
    'gateway.networking.k8s.io/v1 Gateway',
    'networking.istio.io/v1 EnvoyFilter',
    'extensions.istio.io/v1alpha1 WasmPlugin',
    'acme.example/v1 Widget',
    'acmexexample/v1 Widget',
    'serving.knative.dev/v1 Service',
  ),
  namespace: fc.constantFrom('shop', 'istio-system', 'a.b', undefined),
  name: fc.oneof(fc.constantFrom('a.b', 'a-b', 'axb', 'main', 'istio:reader', 'a(b)', 'x+y'), appName),
});

interface Oddity {
  /** Version aside: an object has one in each environment. */
  readonly id: string;
  readonly objects: Variants;
}

function oddity(environments: number): fc.Arbitrary<Oddity> {
  const variant = fc.record({
    isThere: fc.integer({ max: 4 }).map((number) => number !== 0),
    edits: fc.oneof(fc.constant<Edit[]>([]), fc.array(edit(), { minLength: 1, maxLength: 3 })),
    apiVersion: fc.option(fc.constant('v2'), { freq: 20, nil: undefined }),
  });
  return fc
    .record({
      names: oddName,
      spec: jsonMap,
      variants: fc.array(variant, { minLength: environments, maxLength: environments }),
    })
    .map(({ names: { kind, namespace, name }, spec, variants }) => {
      const [apiVersion, kindName] = kind.split(' ') as [string, string];
      const group = apiVersion.slice(0, apiVersion.indexOf('/'));
      const objects = variants.map(({ isThere, edits, apiVersion: other }) => {
        if (!isThere) return undefined;
        const content = kustomizable(edits.reduce<Json>(edited, spec));
        const version = other === undefined ? apiVersion : `${group}/${other}`;
        return {
          apiVersion: version,
          kind: kindName,
          metadata: { name, ...(namespace && { namespace }) },
          spec: content,
        };
      });
      return { id: `${group} ${kindName} ${namespace} ${name}`, objects };
    });
}
