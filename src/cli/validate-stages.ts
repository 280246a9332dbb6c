import { ApiServer } from '../adapters/cluster/api-server';
import { istioctlAnalyze } from '../adapters/istioctl-program';
import { dryRunResults } from '../check/dry-run';
import { istioctlFindings } from '../check/istioctl-messages';
import type { SchemaRegistry } from '../check/schema/registry';
import { analyzeStage, schemaStage, SetSource } from '../check/validate-set';
import type { Finding, Stage } from '../model/finding';
import type { ManifestSet } from '../model/manifest-set';
import type { SkippedObject, ValidatedSet } from '../report/validation';
import type { Io } from './io';

export interface StageOptions {
  readonly stages: ReadonlySet<Stage>;
  readonly source: SetSource;
  readonly registry: SchemaRegistry;
  /** Whether an istioctl on the PATH is asked too. */
  readonly istioctl: boolean;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/** Runs the stages on one set after the other, so that the first answers do not wait for the last set. */
export async function runStages(
  sets: readonly ManifestSet[],
  options: StageOptions,
  io: Io,
): Promise<readonly ValidatedSet[]> {
  const { stages, kubeconfig, context } = options;
  const server = stages.has('dry-run') ? await ApiServer.connect({ kubeconfig, context }, io.environment) : undefined;
  const validated: ValidatedSet[] = [];
  try {
    for (const set of sets) {
      io.progress?.(`${set.name === '' ? 'manifests' : set.name}: ${set.size} objects`);
      const offline = offlineStages(set, options);
      const online = server === undefined ? NOTHING : await dryRunStage(set, server, io);
      validated.push({
        set,
        findings: [...offline.findings, ...online.findings],
        skipped: [...offline.skipped, ...online.skipped],
      });
    }
  } finally {
    server?.close();
    io.progress?.('');
  }
  return validated;
}

type Told = Omit<ValidatedSet, 'set'>;

const NOTHING: Told = { findings: [], skipped: [] };

function offlineStages(set: ManifestSet, { stages, source, registry, istioctl }: StageOptions): Told {
  // The stage of analysis reads objects of the right shape only, whoever asked for it.
  const schema = schemaStage(set, registry);
  const findings: Finding[] = stages.has('schema') ? [...schema.findings] : [];
  if (stages.has('analyze')) {
    findings.push(...analyzeStage(set, schema.findings, source));
    const messages = istioctl ? istioctlAnalyze(set) : undefined;
    if (messages !== undefined) findings.push(...istioctlFindings(messages, set, findings));
  }
  const skipped = stages.has('schema') ? schema.skipped : [];
  return { findings, skipped: skipped.map((object) => ({ stage: 'schema', ...object })) };
}

async function dryRunStage(set: ManifestSet, server: ApiServer, io: Io): Promise<Told> {
  let answered = 0;
  const answers = await server.dryRunAll(
    set.manifests.map(({ object }) => object),
    () => io.progress?.(`dry run of ${set.name}: ${++answered} of ${set.size} objects`),
  );
  const findings: Finding[] = [];
  const skipped: SkippedObject[] = [];
  for (const [index, manifest] of set.manifests.entries()) {
    for (const result of dryRunResults(manifest, answers[index]!, set)) {
      if (result.kind === 'finding') findings.push(result.finding);
      else skipped.push({ stage: 'dry-run', identity: manifest.identity, reason: result.reason });
    }
  }
  return { findings, skipped };
}
