import * as kinds from '../kinds';
import { labelKey, Labels } from '../labels';
import type { Mesh } from '../mesh';
import { EnvoyFilterSpec, specOf } from '../specs';

/**
 * The labels that rules and patches ask senders for. Sidecars of pods that differ in no other labels know the same, so that most of a
 * namespace's share what is made for one of them.
 */
export class AskedLabels {
  private readonly asked = new Set<string>();

  constructor(mesh: Mesh) {
    for (const { spec } of mesh.virtualServices) {
      for (const { match = [] } of [...(spec.http ?? []), ...(spec.tls ?? []), ...(spec.tcp ?? [])]) {
        for (const { sourceLabels } of match) this.add(sourceLabels);
      }
    }
    for (const { spec } of mesh.destinationRules) this.add(spec.workloadSelector?.matchLabels);
    for (const filter of mesh.all(kinds.EnvoyFilter))
      this.add(specOf<EnvoyFilterSpec>(filter).workloadSelector?.labels);
  }

  private add(selector: Labels = {}): void {
    for (const label of Object.entries(selector)) this.asked.add(labelKey(undefined, label));
  }

  /** Those of them that pods have. */
  of(labels: Labels): Labels {
    if (this.asked.size === 0) return NONE;
    return Object.fromEntries(Object.entries(labels).filter((label) => this.asked.has(labelKey(undefined, label))));
  }
}

const NONE: Labels = {};
