import { App, Chart } from 'cdk8s';
import pc from 'picocolors';
import { readText } from '../adapters/read-text';
import { Mesh } from '../mesh/mesh';
import { Traffic } from '../mesh/traffic/traffic';
import type { Finding } from '../model/finding';
import { ManifestSet } from '../model/manifest-set';
import type { EnvironmentDefinition } from '../platform/environment';
import { findingsAsText } from '../report/text';
import { composeEnvironment } from '../synth/compose';
import { Synthesis, synthesize } from '../synth/synthesize';

/** What a mesh can be made of: an environment, a chart with any constructs, or manifests from anywhere. */
export type MeshSource = EnvironmentDefinition | Chart | ManifestSet;

/** Of what does not change any more; a chart may get further constructs between two questions. */
const KNOWN = new WeakMap<EnvironmentDefinition | ManifestSet, Traffic>();

/** @throws Error with all findings, when synth would refuse what the mesh is made of */
export function trafficOf(source: MeshSource): Traffic {
  if (Chart.isChart(source)) return trafficOfSet(setOf(synthesize(source, source.node.id, source.labels)));
  const known = KNOWN.get(source);
  if (known !== undefined) return known;
  const traffic = trafficOfSet(isSet(source) ? source : setOf(synthesisOf(source)));
  KNOWN.set(source, traffic);
  return traffic;
}

function trafficOfSet(set: ManifestSet): Traffic {
  return new Traffic(new Mesh(set));
}

/** By shape: the tests may have another copy of this package. */
function isSet(source: EnvironmentDefinition | ManifestSet): source is ManifestSet {
  return 'manifests' in source;
}

function synthesisOf(definition: EnvironmentDefinition): Synthesis {
  const environment = composeEnvironment(new App(), definition, readText);
  return synthesize(environment, environment.name, environment.labels);
}

function setOf({ set, refused }: Synthesis): ManifestSet {
  if (refused.length === 0) return set;
  throw new Error(`synth refuses ${set.name}:\n${inWords(refused)}`);
}

function inWords(findings: readonly Finding[]): string {
  return findingsAsText(findings, { cwd: '', colours: pc.createColors(false) });
}
