import { basename, resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import pc from 'picocolors';
import { pendingRecovery, readDeployTree, TreeState } from '../adapters/deploy-tree';
import { loadFleet } from '../adapters/fleet-module';
import { policyModules } from '../adapters/policy-modules';
import { readText } from '../adapters/read-text';
import { FleetFindings, Layout, LAYOUTS, synthesizeFleet } from '../adapters/synthesize-fleet';
import { architectureFile } from '../layout/architecture';
import { BASE, baseOverlaysLayout } from '../layout/base-overlays';
import type { LabelledSet } from '../layout/factor';
import { FileTree, fileTree } from '../layout/file-tree';
import { fleetLayout } from '../layout/fleet';
import { isUpToDate, plan, SetPlan } from '../layout/plan';
import { policyFiles } from '../layout/policy-files';
import { environmentPath, renderedLayout } from '../layout/rendered';
import { stageMoves } from '../layout/stage-moves';
import { yamllintFile } from '../layout/yamllint';
import type { Finding } from '../model/finding';
import type { EnvironmentDefinition } from '../platform/environment';
import type { Fleet } from '../platform/fleet';
import { FLEET } from '../platform/fleet-scope';
import type { Workflows } from '../platform/workflows';
import { count } from '../report/count';
import { changesAsText, conflictsAsText, planAsText } from '../report/plan';
import { findingsAsText } from '../report/text';
import { environmentFacts, fleetFacts } from '../synth/fleet-facts';
import { APP_OPTION, environmentNamed } from './environment';
import { ExitCode } from './exit-codes';
import { teaching } from './help';
import type { Io } from './io';
import { UsageError } from './usage-error';
import { PlannedTree, WantedSet, WantedTree, wholeTree, withTrees } from './wanted-tree';

export interface SynthOptions {
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
    .option('--env <environment...>', 'environments to synthesize (default: all)')
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
    .addHelpText('after', HELP)
    .action(async (options) => finish(await synth(options, io)));
}

const HELP = teaching({
  examples: [
    ['synth', 'write deploy/'],
    ['synth --check', 'for CI: is deploy/ what synth would write?'],
    ['synth --env staging production --dry-run', 'what would change in two environments'],
  ],
  one: 'findings, or files that a person changed; with --check: the tree is not what synth would write',
});

export async function synth(options: SynthOptions, io: Io): Promise<ExitCode> {
  const started = io.clock();
  const fleet = await loadFleet(resolve(io.cwd, options.app));
  if (options.layout === 'base-overlays') refuseUnshareable(fleet, options.env);
  const { wanted, refused, reported } = synthesizeAll(fleet, options);
  if (refused.length > 0) return refuse(refused, io);
  io.stderr(asText(reported, io));
  const deployTree: WantedTree = { root: resolve(io.cwd, options.out), name: options.out, sets: wanted };
  const trees = options.env === undefined ? [wholeTree(deployTree), ...besideSources(fleet, io)] : [deployTree];

  const planOf = ({ name, sets }: WantedTree, read: (set: string, tree: FileTree) => TreeState): PlannedTree => {
    const plans = sets.map(({ set, tree, stagedIn }): SetPlan => {
      const { existing, owned } = read(set, tree);
      const result = {
        set,
        wanted: tree,
        plan: plan({ wanted: tree, existing, owned, force: options.force ?? false }),
      };
      if (stagedIn !== undefined) io.stderr(asText(stageMoves(result, existing, stagedIn), io));
      return result;
    });
    return { name, plans };
  };
  const summarize = (planned: readonly PlannedTree[]): string => {
    const objects = wanted.reduce((sum, set) => sum + set.objects, 0);
    return `${count(objects, 'object')} in ${count(wanted.filter(({ objects }) => objects > 0).length, 'manifest set')}, ${changesAsText(planned.flatMap(({ plans }) => plans))}, ${seconds(io.clock() - started)}\n`;
  };

  if (options.check === true || options.dryRun === true) {
    const recoveries = trees.map(({ root, name }) => {
      const recovery = pendingRecovery(root);
      if (recovery !== undefined) {
        io.stderr(`a synth was interrupted while it wrote ${name}: the next one will have it ${recovery}\n`);
      }
      return recovery;
    });
    const planned = trees.map((tree) => planOf(tree, (set, wanted) => readDeployTree(tree.root, set, wanted)));
    for (const { name, plans } of planned) io.stdout(planAsText(plans, name));
    io.stderr(summarize(planned));
    if (options.dryRun === true) return ExitCode.Clean;
    const isClean = planned.every(({ plans }) => plans.every((set) => isUpToDate(set.plan)));
    return isClean && recoveries.every((recovery) => recovery === undefined) ? ExitCode.Clean : ExitCode.Findings;
  }

  return withTrees(trees, (opened) => {
    for (const { recovered } of opened) {
      if (recovered !== undefined) io.stderr(`an interrupted synth was ${recovered}\n`);
    }
    const planned = trees.map((tree, i) => planOf(tree, (set, wanted) => opened[i]!.read(set, wanted)));
    if (planned.some(({ plans }) => plans.some((set) => set.plan.conflicts.length > 0))) {
      io.stderr(conflictsAsText(planned));
      return ExitCode.Findings;
    }
    for (const [i, { plans }] of planned.entries()) opened[i]!.apply(plans);
    io.stdout(summarize(planned));
    return ExitCode.Clean;
  });
}

/** The workflows of the repository that the sources are in; nothing where there are none and never were. */
function besideSources(fleet: Fleet, io: Io): WantedTree[] {
  const root = resolve(io.cwd, '.github');
  const tree = workflowFiles(fleet, 'inSources');
  const sets = tree.size === 0 ? [] : [{ set: 'workflows', objects: 0, tree }];
  const whole = wholeTree({ root, name: '.github', sets });
  return whole.sets.length === 0 && pendingRecovery(root) === undefined ? [] : [whole];
}

/** A repository that has the deploy tree alone has its own workflows in the tree. */
function checksOfDeployRepository(fleet: Fleet): readonly (readonly [path: string, text: string])[] {
  if (fleet.repository?.sources === undefined) return [];
  return [...workflowFiles(fleet, 'inDeployRepository')].map(([path, text]) => [`.github/${path}`, text]);
}

function workflowFiles(fleet: Fleet, where: keyof Workflows): FileTree {
  const { workflows, repository } = fleet;
  if (workflows === undefined || repository === undefined) return new Map();
  return workflows[where](fleetFacts(fleet, repository, readText));
}

interface Synthesized extends FleetFindings {
  readonly wanted: WantedSet[];
}

/** Of each set only its files are kept, unless they depend on others. */
function synthesizeAll(fleet: Fleet, { env, layout }: SynthOptions): Synthesized {
  const wanted: WantedSet[] = [];
  const sharing: LabelledSet[] = [];
  const environments = env === undefined ? undefined : chooseEnvironments(fleet, env);
  const findings = synthesizeFleet(fleet, { environments, layout }, ({ set, labels, definition, isRefused }) => {
    if (isRefused) return;
    const objects = set.size;
    if (definition === undefined) wanted.push({ set: FLEET, objects, tree: fleetTree(fleet, { set, labels }) });
    else if (layout === 'rendered') {
      const folder = environmentPath(definition.name);
      const stagedIn = definition.delivery?.isStaged === true ? folder : undefined;
      wanted.push({ set: definition.name, objects, tree: renderedLayout(set, { folder, labels }), stagedIn });
    } else sharing.push({ set, labels });
  });
  if (layout === 'base-overlays' && findings.refused.length === 0) wanted.push(...sharedTrees(sharing));
  return { wanted, ...findings };
}

function fleetTree(fleet: Fleet, { set, labels }: LabelledSet): FileTree {
  return fileTree([
    ...fleetLayout(set, labels),
    ...policyFiles(policyModules(), fleet.policies),
    ...yamllintFile(),
    ...architecture(fleet),
    ...checksOfDeployRepository(fleet),
  ]);
}

function architecture(fleet: Fleet): FileTree {
  const workflows = (['inSources', 'inDeployRepository'] as const).flatMap((where) => [
    ...workflowFiles(fleet, where).keys(),
  ]);
  return architectureFile({
    branch: fleet.repository?.branch,
    environments: environmentFacts(fleet, readText),
    workflows: workflows.map((path) => basename(path)),
  });
}

function sharedTrees(environments: readonly LabelledSet[]): WantedSet[] {
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
function chooseEnvironments(fleet: Fleet, names: readonly string[]): readonly EnvironmentDefinition[] {
  const chosen = new Set(names.map((name) => environmentNamed(fleet, name)));
  return fleet.environments.filter((environment) => chosen.has(environment));
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
