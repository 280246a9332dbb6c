import type { Manifest } from '../../model/manifest';
import type { ManifestSet } from '../../model/manifest-set';
import type { PolicyResult } from './findings';

/** The kinds that the policies of the package judge, each with those that they look at to do so, as they call them. */
export const JUDGED_WITH: Readonly<Record<string, readonly string[]>> = {
  '/ConfigMap': ['security.istio.io/PeerAuthentication'],
  '/Secret': [],
  'extensions.istio.io/TrafficExtension': [],
  'extensions.istio.io/WasmPlugin': [],
  'flagger.app/Canary': [
    '/Service',
    'networking.istio.io/EnvoyFilter',
    'networking.istio.io/Gateway',
    'networking.istio.io/ServiceEntry',
    'security.istio.io/PeerAuthentication',
  ],
  'networking.istio.io/DestinationRule': ['networking.istio.io/ServiceEntry', 'security.istio.io/PeerAuthentication'],
  'networking.istio.io/EnvoyFilter': [],
  'networking.istio.io/Gateway': ['networking.istio.io/ServiceEntry'],
  'networking.istio.io/ServiceEntry': ['networking.istio.io/DestinationRule'],
  'networking.istio.io/Sidecar': [],
  'networking.istio.io/VirtualService': [
    '/Service',
    'networking.istio.io/EnvoyFilter',
    'networking.istio.io/Gateway',
    'networking.istio.io/ServiceEntry',
  ],
  'security.istio.io/AuthorizationPolicy': [],
  'security.istio.io/PeerAuthentication': [],
};

/** A question to the policies of the package. */
export interface PolicyInput {
  /** What is asked about; what the answer says of other kinds does not count, because they are not whole. */
  readonly kind: string;
  /** A JSON array. */
  readonly objects: string;
}

/**
 * What the policies of the package are asked about a set. One question with all objects would have the same answer, but in
 * Wasm it takes sixteen times the room of its text. So there is one for each kind, with what it is judged with, or several.
 *
 * @param length how many objects of the kind are in one, in characters of their text; one of them at least, and more
 *   where what they are judged with, which each question repeats, is longer
 */
export function* policyInputs(set: ManifestSet, length: number): Generator<PolicyInput> {
  for (const [kind, others] of Object.entries(JUDGED_WITH)) {
    const judged = ofKind(set, kind);
    if (judged.length === 0) continue;
    const context = others.flatMap((other) => ofKind(set, other).map(contextOf));
    const repeated = context.reduce((sum, text) => sum + text.length, 0);
    const longest = Math.max(length, Math.min(repeated, MOST_LENGTHS * length));
    for (const part of partsOf(judged, longest)) yield { kind, objects: `[${[...context, ...part].join(',')}]` };
  }
}

/** How many times its length a question may get longer for the sake of what it repeats. */
const MOST_LENGTHS = 4;

function ofKind(set: ManifestSet, kind: string): readonly Manifest[] {
  const [group, name] = kind.split('/') as [string, string];
  return set.ofKind(group, name);
}

function* partsOf(manifests: readonly Manifest[], length: number): Generator<readonly string[]> {
  let part: string[] = [];
  let sum = 0;
  for (const { object } of manifests) {
    const text = JSON.stringify(object);
    if (part.length > 0 && sum + text.length > length) {
      yield part;
      part = [];
      sum = 0;
    }
    part.push(text);
    sum += text.length;
  }
  yield part;
}

/** Destination rules are many, and all that matters of them to service entries is which hosts have one. */
function contextOf({ object }: Manifest): string {
  const { apiVersion, kind, metadata, spec } = object;
  if (kind !== 'DestinationRule') return JSON.stringify(object);
  return JSON.stringify({ apiVersion, kind, metadata: { name: metadata.name }, spec: { host: hostOf(spec) } });
}

function hostOf(spec: unknown): unknown {
  return (spec as { readonly host?: unknown } | null | undefined)?.host;
}

export function isAbout({ resource }: PolicyResult, { kind }: PolicyInput): boolean {
  return `${resource.group}/${resource.kind}` === kind;
}
