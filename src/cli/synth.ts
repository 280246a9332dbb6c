import { resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { App, Chart } from 'cdk8s';
import pc from 'picocolors';
import { pendingRecovery, readDeployTree, recordedSets, TreeState, withDeployTree } from '../adapters/deploy-tree';
import { loadFleet } from '../adapters/fleet-module';
import { readText } from '../adapters/read-text';
import { BASE, baseOverlaysLayout } from '../layout/base-overlays';
import type { LabelledSet } from '../layout/factor';
import type { FileTree } from '../layout/file-tree';
import { fleetLayout } from '../layout/fleet';
import { isUpToDate, plan, SetPlan } from '../layout/plan';
import { environmentPath, renderedLayout, renderedPlace } from '../layout/rendered';
import { stageMoves } from '../layout/stage-moves';
import type { Finding } from '../model/finding';
import type { EnvironmentDefinition } from '../platform/environment';
import type { Fleet } from '../platform/fleet';
import { FLEET } from '../platform/fleet-scope';
import { changesAsText, conflictsAsText, planAsText } from '../report/plan';
import { count } from '../report/count';
import { findingsAsText } from '../report/text';
import { composeEnvironment, composeFleet, SynthesizedEnvironment, synthesizedEnvironment } from '../synth/compose';
import { synthesize } from '../synth/synthesize';
import { APP_OPTION, environmentNamed } from './environment';
import { ExitCode } from './exit-codes';
import type { Io } from './io';
import { UsageError } from './usage-error';

const LAYOUTS = ['rendered', 'base-overlays'] as const;
type Layout = (typeof LAYOUTS)[number];

interface SynthOptions {
  readonly app: string;
  readonly layout: Layout;
  readonly out: string;
  readonly env?: readonly string[] | undefined;
  readonly check?: true | undefined;
  readonly dryRun?: true | undefined;
  readonly force?: true | undefined;
}

export function synthCommand(io: Io, finish: (code: ExitCode) => void) {
  return new Command('synth')
    .description('Compose the environments and write the deploy tree that Argo CD and Flux read.')
    .option('--env <name...>', 'environments to synthesize (default: all)')
    .option('--out <dir>', 'folder of the deploy tree', 'deploy')
    .option(...APP_OPTION)
    .addOption(
      new Option('--layout <name>', 'all of an environment in its folder, or what they share in one base')
        .choices(LAYOUTS)
        .default('rendered' as const),
    )
    .addOption(
      new Option('--check', 'write nothing; exit 1 when the tree is not what synth would write').conflicts('dryRun'),
    )
    .option('--dry-run', 'write nothing; list what would change')
    .option('--force', 'overwrite and remove files that a person wrote or changed, too')
    .addHelpText('after', '\nExample:\n  istio-gitops synth --env staging production --dry-run')
    .action(async (options) => finish(await synth(options, io)));
}

/** What synth wants the deploy tree to hold of one set. */
interface Wanted {
  readonly set: string;
  readonly objects: number;
  readonly tree: FileTree;
  /** Folder whose folders are applied one after the other, if they are. */
  readonly stagedIn?: string | undefined;
}

async function synth(options: SynthOptions, io: Io): Promise<ExitCode> {
  const started = io.clock();
  const root = resolve(io.cwd, options.out);
  const fleet = await loadFleet(resolve(io.cwd, options.app));
  if (options.layout === 'base-overlays') refuseUnshareable(fleet, options.env);
  const { wanted, refused, reported } = synthesizeAll(fleet, options);
  if (refused.length > 0) return refuse(refused, io);
  io.stderr(asText(reported, io));
  // Without --env the tree is the whole fleet's, so environments that left the fleet leave the tree, and so does the
  // base of the other layout.
  if (options.env === undefined) wanted.push(...vanishedSets(root, wanted));

  const planOf = ({ set, tree, stagedIn }: Wanted, { existing, owned }: TreeState): SetPlan => {
    const result = { set, wanted: tree, plan: plan({ wanted: tree, existing, owned, force: options.force ?? false }) };
    if (stagedIn !== undefined) io.stderr(asText(stageMoves(result, existing, stagedIn), io));
    return result;
  };
  const summarize = (plans: readonly SetPlan[]): string => {
    const objects = wanted.reduce((sum, set) => sum + set.objects, 0);
    return `${count(objects, 'object')} in ${count(wanted.filter(({ objects }) => objects > 0).length, 'manifest set')}, ${changesAsText(plans)}, ${seconds(io.clock() - started)}\n`;
  };

  if (options.check === true || options.dryRun === true) {
    const recovery = pendingRecovery(root);
    if (recovery !== undefined) {
      io.stderr(`a synth was interrupted while it wrote ${options.out}: the next one will have it ${recovery}\n`);
    }
    const plans = wanted.map((set) => planOf(set, readDeployTree(root, set.set, set.tree)));
    io.stdout(planAsText(plans, options.out));
    io.stderr(summarize(plans));
    if (options.dryRun === true) return ExitCode.Clean;
    return recovery === undefined && plans.every((set) => isUpToDate(set.plan)) ? ExitCode.Clean : ExitCode.Findings;
  }

  return withDeployTree(root, (deployTree) => {
    if (deployTree.recovered !== undefined) io.stderr(`an interrupted synth was ${deployTree.recovered}\n`);
    const plans = wanted.map((set) => planOf(set, deployTree.read(set.set, set.tree)));
    if (plans.some((set) => set.plan.conflicts.length > 0)) {
      io.stderr(conflictsAsText(plans, options.out));
      return ExitCode.Findings;
    }
    deployTree.apply(plans);
    io.stdout(summarize(plans));
    return ExitCode.Clean;
  });
}

interface Synthesized {
  readonly wanted: Wanted[];
  readonly refused: readonly Finding[];
  /** What nobody should have to search for. */
  readonly reported: readonly Finding[];
}

/** Composes and synthesizes one set after the other; of each only its files are kept, unless they depend on others. */
function synthesizeAll(fleet: Fleet, options: SynthOptions): Synthesized {
  const wanted: Wanted[] = [];
  const refused: Finding[] = [];
  const reported: Finding[] = [];
  const sharing: LabelledSet[] = [];
  const synthesized: SynthesizedEnvironment[] = [];
  const add = (scope: Chart, name: string, layOut: (labelled: LabelledSet) => void): void => {
    const { labels } = scope;
    const synthesis = synthesize(scope, name, labels);
    refused.push(...synthesis.refused);
    reported.push(...synthesis.reported);
    if (synthesis.refused.length === 0) layOut({ set: synthesis.set, labels });
  };

  const isRendered = options.layout === 'rendered';
  for (const definition of chooseEnvironments(fleet, options.env)) {
    const { name } = definition;
    const environment = composeEnvironment(new App(), definition, readText);
    const path = environmentPath(name);
    add(environment, name, ({ set, labels }) => {
      if (definition.delivery !== undefined) {
        const place = isRendered ? renderedPlace(set) : { path, stages: undefined };
        synthesized.push(synthesizedEnvironment(environment, set, place));
      }
      if (isRendered) {
        const stagedIn = definition.delivery?.isStaged === true ? path : undefined;
        wanted.push({ set: name, objects: set.size, tree: renderedLayout(set, { folder: path, labels }), stagedIn });
      } else sharing.push({ set, labels });
    });
  }
  if (options.env === undefined && refused.length === 0) {
    add(composeFleet(new App(), fleet, synthesized), FLEET, ({ set, labels }) => {
      wanted.push({ set: FLEET, objects: set.size, tree: fleetLayout(set, labels) });
    });
  }
  if (options.layout === 'base-overlays' && refused.length === 0) wanted.push(...sharedTrees(sharing));
  return { wanted, refused, reported };
}

function sharedTrees(environments: readonly LabelledSet[]): Wanted[] {
  const sizes = new Map(environments.map(({ set }) => [set.name, set.size]));
  const trees = baseOverlaysLayout(environments);
  return trees.map(({ owner, tree }) => ({ set: owner, objects: sizes.get(owner) ?? 0, tree }));
}

/** @throws UsageError where the layout `base-overlays` is asked for something that it cannot give */
function refuseUnshareable(fleet: Fleet, names: readonly string[] | undefined): void {
  if (names !== undefined) {
    throw new UsageError(
      '--layout base-overlays cannot be used with --env, because what environments share depends on all of them: leave out --env',
    );
  }
  if (fleet.environments.some(({ name }) => name === BASE)) {
    throw new UsageError(
      `--layout base-overlays calls what environments share "${BASE}", and an environment is called so: rename it`,
    );
  }
}

/** @throws UsageError for a name that no environment has */
function chooseEnvironments(fleet: Fleet, names: readonly string[] | undefined): readonly EnvironmentDefinition[] {
  if (names === undefined) return fleet.environments;
  const chosen = new Set(names.map((name) => environmentNamed(fleet, name)));
  return fleet.environments.filter((environment) => chosen.has(environment));
}

/** What sets own that are no more. */
function vanishedSets(root: string, wanted: readonly Wanted[]): Wanted[] {
  const names = new Set(wanted.map(({ set }) => set));
  const vanished = recordedSets(root).filter((set) => !names.has(set));
  return vanished.map((set) => ({ set, objects: 0, tree: new Map() }));
}

function asText(findings: readonly Finding[], io: Io): string {
  return findingsAsText(findings, { cwd: io.cwd, colours: pc.createColors(io.colours) });
}

function refuse(findings: readonly Finding[], io: Io): ExitCode {
  io.stderr(asText(findings, io));
  io.stderr(`nothing is written: ${count(findings.length, 'finding')}\n`);
  return ExitCode.Findings;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
