import type { IConstruct } from 'constructs';
import { check } from '../check/check';
import { RULES } from '../check/rules';
import { applyOrder, Edge, tierOf } from '../mesh/apply-order';
import { dependencies } from '../mesh/dependencies';
import { Mesh } from '../mesh/mesh';
import type { Finding } from '../model/finding';
import { describeIdentity, Identity, identityKey } from '../model/identity';
import type { Manifest } from '../model/manifest';
import { ManifestSet } from '../model/manifest-set';
import { readTree, TreeContent } from './manifests';

/** What became of a construct tree. */
export interface Synthesis {
  /** In apply order. Where findings are refused, only good for finding more of them. */
  readonly set: ManifestSet;
  /** Errors of identity, reference and schema shape: with any of them the tree must not be written. */
  readonly refused: readonly Finding[];
}

const SYNTH_RULES = RULES.filter((rule) => rule.refusedBySynth);
const SHAPE_RULES = SYNTH_RULES.filter((rule) => rule.stage === 'schema');
const MEANING_RULES = SYNTH_RULES.filter((rule) => rule.stage !== 'schema');

/**
 * Makes the manifest set of a construct tree, in time linear in its objects.
 *
 * @param name the environment, or `fleet`
 * @param labels what every object of the set has to carry
 */
export function synthesize(root: IConstruct, name: string, labels: Readonly<Record<string, string>> = {}): Synthesis {
  const { manifests, failures, external } = readTree(root);
  const { unique, findings: duplicates } = refuseDuplicates(manifests);
  const all = new ManifestSet(name, unique, external);
  const misshapen = check(new Mesh(all), SHAPE_RULES);
  const mesh = misshapen.length === 0 ? new Mesh(all) : new Mesh(withoutMisshapen(all, misshapen, external));
  const order = applyOrder(mesh.set.manifests, dependencies(mesh));
  return {
    set: misshapen.length === 0 ? new ManifestSet(name, order.manifests, external) : all,
    refused: [
      ...failures.map(impossibleManifest),
      ...duplicates,
      ...order.backward.map(backwardReference),
      ...order.cycles.map(cyclicReference),
      ...unique.flatMap((manifest) => foreignLabels(manifest, labels)),
      ...misshapen,
      ...check(mesh, MEANING_RULES),
    ],
  };
}

/** Nobody can tell what an object of the wrong shape means; that it is there is all that others have to know of it. */
function withoutMisshapen(set: ManifestSet, misshapen: readonly Finding[], external: readonly Identity[]): ManifestSet {
  const identities = misshapen.map(({ identity }) => identity).filter((identity) => identity !== undefined);
  const keys = new Set(identities.map(identityKey));
  const others = set.manifests.filter(({ key }) => !keys.has(key));
  return new ManifestSet(set.name, others, [...external, ...identities]);
}

function refuseDuplicates(manifests: readonly Manifest[]): { unique: Manifest[]; findings: Finding[] } {
  const first = new Map<string, Manifest>();
  const findings: Finding[] = [];
  for (const manifest of manifests) {
    const other = first.get(manifest.key);
    if (other === undefined) {
      first.set(manifest.key, manifest);
      continue;
    }
    findings.push({
      code: 'IGO0100',
      severity: 'error',
      stage: 'analyze',
      identity: manifest.identity,
      origin: manifest.origin,
      related: [other.origin],
      message: `${describeIdentity(manifest.identity)} is made twice`,
      effect: 'the one that is applied last would replace the other',
      fix: 'rename one of them, or remove it',
    });
  }
  return { unique: [...first.values()], findings };
}

function impossibleManifest({ origin, message }: TreeContent['failures'][number]): Finding {
  return {
    code: 'IGO0108',
    severity: 'error',
    stage: 'schema',
    origin,
    message: `no manifest can be made of it: ${message}`,
    fix: 'pass plain values; check the paths of JSON patches',
  };
}

function backwardReference({ from, to, pointer }: Edge): Finding {
  return {
    code: 'IGO0105',
    severity: 'error',
    stage: 'analyze',
    identity: from.identity,
    origin: from.origin,
    related: [to.origin],
    pointer,
    message: `it is applied with the ${tierOf(from)}, before ${describeIdentity(to.identity)}, which it refers to and which comes with the ${tierOf(to)}`,
    effect: 'until the second is applied, the first refers to nothing',
    fix: 'remove the reference: the order of kinds is fixed',
  };
}

function cyclicReference(cycle: readonly Edge[]): Finding {
  const [{ from: start }] = cycle as [Edge, ...Edge[]];
  const stations = [...cycle.map(({ from }) => from), start].map(({ identity }) => describeIdentity(identity));
  return {
    code: 'IGO0106',
    severity: 'error',
    stage: 'analyze',
    identity: start.identity,
    origin: start.origin,
    related: cycle.slice(1).map(({ from }) => from.origin),
    message: `references lead in a circle: ${stations.join(' → ')}`,
    effect: 'no order of applying them is safe, and Istio drops the routes',
    fix: 'break the circle at one of the references',
  };
}

function foreignLabels(manifest: Manifest, labels: Readonly<Record<string, string>>): Finding[] {
  const own = manifest.object.metadata.labels ?? {};
  return Object.entries(labels)
    .filter(([name, value]) => own[name] !== value)
    .map(([name, value]) => ({
      code: 'IGO0107',
      severity: 'error',
      stage: 'analyze',
      identity: manifest.identity,
      origin: manifest.origin,
      pointer: '/metadata/labels',
      message: `it has ${own[name] === undefined ? `no label ${name}` : `the label ${name}: ${own[name]}`}, but all of its set have ${name}: ${value}`,
      effect: 'kustomize would set the label of the set',
      fix: 'leave the label to the environment',
    }));
}
