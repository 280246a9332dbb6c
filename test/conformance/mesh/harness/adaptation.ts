import { parse, stringify } from 'yaml';
import { describeIdentity, identityOf, type KubernetesObject } from '../../../../src/model/identity';

/** What is served instead of the objects of a tree, and every difference. */
export interface Adaptation {
  readonly objects: readonly KubernetesObject[];
  /** One sentence each, for people. */
  readonly changes: readonly string[];
}

/** Something that a stock Envoy cannot do, and what is served instead: undefined for nothing. */
interface Rule {
  appliesTo(object: KubernetesObject): boolean;
  adapt(object: KubernetesObject): KubernetesObject | undefined;
  readonly change: string;
}

const RULES: readonly Rule[] = [
  {
    change: 'left out: a stock Envoy has no agent that fetches images',
    appliesTo: ({ kind }) => kind === 'WasmPlugin',
    adapt: () => undefined,
  },
  {
    change: 'without defaultProviders.metrics: a stock Envoy has no filter istio.stats',
    appliesTo: (object) => meshConfigOf(object)?.defaultProviders?.metrics !== undefined,
    adapt: withoutMetrics,
  },
];

/** Changes as little as a stock Envoy needs, for nothing else may differ from what is delivered. */
export function adapt(objects: readonly KubernetesObject[]): Adaptation {
  const changes: string[] = [];
  const adapted = objects.flatMap((original) => {
    let object: KubernetesObject | undefined = original;
    for (const rule of RULES) {
      if (object === undefined || !rule.appliesTo(object)) continue;
      object = rule.adapt(object);
      changes.push(`${describeIdentity(identityOf(original))} ${rule.change}`);
    }
    return object ?? [];
  });
  return { objects: adapted, changes };
}

interface MeshConfig {
  readonly defaultProviders?: { readonly metrics?: unknown };
}

/** The mesh config, if the object holds one. */
function meshConfigOf({ kind, data }: KubernetesObject): MeshConfig | undefined {
  if (kind !== 'ConfigMap') return undefined;
  const { mesh } = data as Readonly<Record<string, string | undefined>>;
  return mesh === undefined ? undefined : (parse(mesh) as MeshConfig);
}

function withoutMetrics(object: KubernetesObject): KubernetesObject {
  const { defaultProviders, ...config } = meshConfigOf(object) ?? {};
  const mesh = stringify({ ...config, defaultProviders: { ...defaultProviders, metrics: undefined } });
  return { ...object, data: { ...(object.data as Readonly<Record<string, string>>), mesh } };
}
