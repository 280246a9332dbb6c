import type { IConstruct } from 'constructs';
import { check, withoutMisshapen } from '../check/check';
import { RULES, SHAPE_RULES } from '../check/rules';
import { applyOrder } from '../mesh/apply-order';
import { dependencies } from '../mesh/dependencies';
import { Mesh } from '../mesh/mesh';
import type { Finding } from '../model/finding';
import { identityKey } from '../model/identity';
import type { Manifest } from '../model/manifest';
import { ManifestSet } from '../model/manifest-set';
import type { OwnedFields } from '../model/owned-field';
import { Labels, readTree } from './manifests';
import {
  backwardReference,
  cyclicReference,
  duplicateIdentity,
  failedValidation,
  fieldOwnedTwice,
  foreignLabel,
  impossibleManifest,
} from './refusals';

/** What became of a construct tree. */
export interface Synthesis {
  /** In apply order. Where findings are refused, only good for finding more of them. */
  readonly set: ManifestSet;
  /** Findings about identity, references and schema shape: with any of them the tree must not be written. */
  readonly refused: readonly Finding[];
  /** What nobody should have to search for, such as exceptions to mutual TLS. */
  readonly reported: readonly Finding[];
}

const REPORTED_RULES = RULES.filter(({ reportedBySynth = false }) => reportedBySynth);
const SYNTH_RULES = RULES.filter((rule) => rule.refusedBySynth);
const MEANING_RULES = SYNTH_RULES.filter((rule) => rule.stage !== 'schema');

/**
 * Makes the manifest set of a construct tree, in time linear in its objects.
 *
 * @param root a chart, such as an `Environment`, with all constructs in it
 * @param name the environment, or `fleet`
 * @param labels what every object of the set carries; those that lack one get it
 */
export function synthesize(root: IConstruct, name: string, labels: Labels = {}): Synthesis {
  const { manifests, failures, objections, external, ownedFields, workloads } = readTree(root, labels);
  const { unique, findings: duplicates } = refuseDuplicates(manifests);
  const all = new ManifestSet(name, unique, external, ownedFields, workloads);
  const misshapen = check(new Mesh(all), SHAPE_RULES);
  const mesh = new Mesh(withoutMisshapen(all, misshapen));
  const order = applyOrder(mesh.set.manifests, dependencies(mesh));
  return {
    set: misshapen.length === 0 ? new ManifestSet(name, order.manifests, external, ownedFields, workloads) : all,
    refused: [
      ...failures.map(impossibleManifest),
      ...objections.map(failedValidation),
      ...duplicates,
      ...rivalOwners(ownedFields),
      ...order.backward.map(backwardReference),
      ...order.cycles.map(cyclicReference),
      ...foreignLabels(unique, labels),
      ...misshapen,
      ...check(mesh, MEANING_RULES),
    ],
    reported: check(mesh, REPORTED_RULES),
  };
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
    findings.push(duplicateIdentity(other, manifest));
  }
  return { unique: [...first.values()], findings };
}

function rivalOwners(all: readonly OwnedFields[]): Finding[] {
  const owners = new Map<string, OwnedFields>();
  const findings: Finding[] = [];
  for (const owned of all) {
    for (const pointer of owned.pointers) {
      const field = `${identityKey(owned.identity)} ${pointer}`;
      const other = owners.get(field);
      if (other === undefined) owners.set(field, owned);
      else if (other.owner !== owned.owner) findings.push(fieldOwnedTwice(other, owned, pointer));
    }
  }
  return findings;
}

function foreignLabels(manifests: readonly Manifest[], labels: Labels): Finding[] {
  const findings: Finding[] = [];
  for (const manifest of manifests) {
    const { labels: own = {} } = manifest.object.metadata;
    for (const name in labels) {
      if (own[name] !== labels[name]) findings.push(foreignLabel(manifest, name, labels[name]!));
    }
  }
  return findings;
}
