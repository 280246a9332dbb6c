/**
 * First-level folders of an environment in the order in which Flux applies them; those of one stage at once. Few and
 * fixed, because an object that changes its stage changes the Kustomization that owns it. All others are the last stage:
 * what tightens comes when all that it may cut off is routed.
 */
const STAGES: readonly (readonly string[])[] = [['istio-system', 'secrets'], ['gateways'], ['applications']];

/** Number of the stage that a folder is applied in, from 0. */
export function stageOf(folder: string): number {
  const stage = STAGES.findIndex((folders) => folders.includes(folder));
  return stage < 0 ? STAGES.length : stage;
}

/** A folder, and those that have to be ready before it is applied. */
export interface StagedFolder {
  readonly folder: string;
  readonly after: readonly string[];
}

/** Folders in the order of their stages; each waits for the nearest stage before it that has any folders. */
export function staged(folders: readonly string[]): readonly StagedFolder[] {
  const stages = new Map<number, string[]>();
  const sorted = [...folders].sort((a, b) => stageOf(a) - stageOf(b) || (a < b ? -1 : 1));
  for (const folder of sorted) stages.set(stageOf(folder), [...(stages.get(stageOf(folder)) ?? []), folder]);
  const ordered = [...stages.values()];
  return ordered.flatMap((stage, i) => stage.map((folder) => ({ folder, after: ordered[i - 1] ?? [] })));
}
