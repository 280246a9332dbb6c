import { ApiServer } from '../adapters/cluster/api-server';
import { istioctlAnalyze } from '../adapters/istioctl-program';
import type { OwnPolicies } from '../adapters/opa-program';
import { evaluatePolicies } from '../adapters/policy-wasm';
import { withoutMisshapen } from '../check/check';
import { dryRunResults } from '../check/dry-run';
import { istioctlFindings } from '../check/istioctl-messages';
import { withoutRepeated } from '../check/policy/findings';
import type { SchemaRegistry } from '../check/schema/registry';
import { analyzeStage, kindsDefinedIn, schemaStage, SetSource } from '../check/validate-set';
import type { Finding, Stage } from '../model/finding';
import type { ManifestSet } from '../model/manifest-set';
import type { SkippedObject, ValidatedSet } from '../report/validation';
import type { Io } from './io';
import type { SourceSet } from './validate-sources';

export interface StageOptions {
  readonly stages: ReadonlySet<Stage>;
  readonly source: SetSource;
  /** The kinds that are known, but for those that the sets define themselves. */
  readonly registry: SchemaRegistry;
  /** A team's own, besides those of the package. */
  readonly policies: readonly OwnPolicies[];
  /** Whether an istioctl on the PATH is asked too. */
  readonly istioctl: boolean;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/** Runs the stages on one set after the other, so that the first answers do not wait for the last set. */
export async function runStages(
  sources: readonly SourceSet[],
  options: StageOptions,
  io: Io,
): Promise<readonly ValidatedSet[]> {
  const { stages, kubeconfig, context } = options;
  const server = stages.has('dry-run') ? await ApiServer.connect({ kubeconfig, context }, io.environment) : undefined;
  const defined = sources.map((source) => ({ source, kinds: kindsDefinedIn(source.set) }));
  // A set may hold what another one defines.
  const registry = options.registry.with(defined.flatMap(({ kinds }) => kinds));
  const validated: ValidatedSet[] = [];
  try {
    for (const { source, kinds } of defined) {
      const { set } = source;
      io.progress?.(`${set.name === '' ? 'manifests' : set.name}: ${set.size} objects`);
      const offline = await offlineStages(source, registry.with(kinds), options);
      const online = server === undefined ? NOTHING : await dryRunStage(set, server, io);
      validated.push({
        set,
        findings: [...offline.findings, ...online.findings],
        skipped: [...offline.skipped, ...online.skipped],
        unchecked: offline.unchecked,
      });
    }
  } finally {
    server?.close();
    io.progress?.('');
  }
  return validated;
}

type Told = Omit<ValidatedSet, 'set'>;

const NOTHING: Told = { findings: [], skipped: [], unchecked: [] };

/** @param registry with the kinds that the sets define, of which those of this one come first */
async function offlineStages(
  { set, parameters }: SourceSet,
  registry: SchemaRegistry,
  { stages, source, istioctl, policies }: StageOptions,
): Promise<Told> {
  const schema = schemaStage(set, registry);
  // The later stages read objects of the right shape only, whoever asked for this one.
  const wellShaped = withoutMisshapen(set, schema.findings);
  let findings: readonly Finding[] = stages.has('schema') ? schema.findings : [];
  if (stages.has('analyze')) {
    findings = [...findings, ...analyzeStage(wellShaped, source)];
    const messages = istioctl ? istioctlAnalyze(set) : undefined;
    if (messages !== undefined) findings = [...findings, ...istioctlFindings(messages, set, findings)];
  }
  if (stages.has('policy')) {
    const own = policies.flatMap((policy) => policy.evaluate(wellShaped));
    findings = [...findings, ...withoutRepeated(await evaluatePolicies(wellShaped, parameters), own), ...own];
  }
  if (!stages.has('schema')) return { findings, skipped: [], unchecked: [] };
  const skipped = schema.skipped.map((object) => ({ stage: 'schema' as const, ...object }));
  return { findings, skipped, unchecked: schema.unchecked };
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
  return { findings, skipped, unchecked: [] };
}
