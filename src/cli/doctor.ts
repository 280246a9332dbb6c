import { resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import pc from 'picocolors';
import { clusterAccess } from '../adapters/cluster/kubeconfig';
import { pendingRecovery } from '../adapters/deploy-tree';
import { loadFleet } from '../adapters/fleet-module';
import { NODE } from '../adapters/node-version';
import { pathKind } from '../adapters/path-kind';
import { askVersion } from '../adapters/program-version';
import { Layout, LAYOUTS } from '../adapters/synthesize-fleet';
import { hasCode, WorldError } from '../adapters/world-error';
import { count } from '../report/count';
import { diagnosesAsJson, diagnosesAsText, Diagnosis } from '../report/diagnosis';
import { diagnosisOf, isAtLeast, PROGRAMS, Tool } from './doctor-programs';
import { APP_OPTION } from './environment';
import { ExitCode } from './exit-codes';
import { describeFailure } from './failure';
import { teaching } from './help';
import type { Io } from './io';
import { synth } from './synth';

interface DoctorOptions {
  readonly format: 'text' | 'json';
  readonly app: string;
  readonly out: string;
  readonly layout: Layout;
}

export function doctorCommand(io: Io, finish: (code: ExitCode) => void) {
  return new Command('doctor')
    .description(
      'Say whether the project is in order, which programs are here, and what is skipped without the others.',
    )
    .addOption(new Option('--format <format>', 'how to say it').choices(['text', 'json']).default('text' as const))
    .option(...APP_OPTION)
    .option('--out <dir>', 'folder of the deploy tree', 'deploy')
    .addOption(new Option('--layout <name>', 'layout of the deploy tree').choices(LAYOUTS).default('rendered' as const))
    .addHelpText('after', HELP)
    .action(async (options) => finish(await doctor(options, io)));
}

const HELP = `${teaching({
  examples: [
    ['doctor', 'what is here, and what is wrong'],
    ['doctor --format json', 'the same for a program'],
  ],
  one: 'something that is needed is wrong; a program that is not there is not',
})}

Nothing is written, and no cluster is asked. The JSON has a schema, lib/src/report/doctor.schema.json in the package.`;

async function doctor(options: DoctorOptions, io: Io): Promise<ExitCode> {
  // A program that is new has something to tell on its first start, and looks for updates of itself.
  const environment = { ...io.environment, PULUMI_SKIP_UPDATE_CHECK: 'true' };
  // Before the fleet is composed, which keeps this process from hearing their answers in time.
  const answers = await Promise.all(
    PROGRAMS.map(async (program) => [program, await askVersion(program.name, program.args, environment)] as const),
  );
  const project = await projectDiagnoses(options, io);
  const tools = await toolsOf(options, io);
  const diagnoses = [...project, ...answers.map(([program, answer]) => diagnosisOf(program, answer, tools))];
  io.stdout(
    options.format === 'json' ? diagnosesAsJson(diagnoses) : diagnosesAsText(diagnoses, pc.createColors(io.colours)),
  );
  const wrong = diagnoses.filter(({ status }) => status === 'error').length;
  if (wrong > 0) io.stderr(`${count(wrong, 'thing')} to mend\n`);
  return wrong === 0 ? ExitCode.Clean : ExitCode.Findings;
}

async function projectDiagnoses(options: DoctorOptions, io: Io): Promise<readonly Diagnosis[]> {
  const fleet = await fleetDiagnosis(options, io);
  const tree = fleet.status === 'ok' ? [await treeDiagnosis(options, io)] : [];
  return [nodeDiagnosis(), fleet, ...tree, kubeconfigDiagnosis(io)];
}

function nodeDiagnosis(): Diagnosis {
  const { version, minimum } = NODE;
  const about = { subject: 'Node', group: 'project', version } as const;
  if (isAtLeast(version, minimum)) return { ...about, status: 'ok' };
  return { ...about, status: 'error', message: 'it is too old', fix: `install Node ${minimum} or newer` };
}

async function fleetDiagnosis({ app }: DoctorOptions, io: Io): Promise<Diagnosis> {
  const about = { subject: 'fleet', group: 'project' } as const;
  const file = resolve(io.cwd, app);
  if (pathKind(file) === undefined) {
    return {
      ...about,
      status: 'absent',
      message: `there is no ${app}`,
      without: 'validate and diff work on files; all else needs a fleet',
      fix: 'run in the folder of your project, or name its module with --app',
    };
  }
  try {
    const { environments } = await loadFleet(file);
    return { ...about, status: 'ok', message: `${app} has ${count(environments.length, 'environment')}` };
  } catch (error) {
    return { ...about, status: 'error', message: messageOf(error, io) };
  }
}

/** What the project is delivered and bootstrapped by; nothing where that cannot be told. */
async function toolsOf({ app }: DoctorOptions, io: Io): Promise<ReadonlySet<Tool>> {
  const tools = new Set<Tool>();
  if (pathKind(resolve(io.cwd, 'Pulumi.yaml')) === 'file') tools.add('pulumi');
  try {
    for (const { name, clusters, delivery } of (await loadFleet(resolve(io.cwd, app))).environments) {
      for (const { controller } of delivery?.statusesOf?.({ name, clusters }) ?? []) tools.add(controller);
    }
  } catch {
    // Of a fleet that cannot be loaded another diagnosis says why.
  }
  return tools;
}

/** What synth writes beside the deploy tree. */
const WORKFLOWS = '.github';

/** What `synth --check` says, in a sentence. */
async function treeDiagnosis({ app, out, layout }: DoctorOptions, io: Io): Promise<Diagnosis> {
  const about = { subject: 'deploy tree', group: 'project' } as const;
  const flags = [
    app === APP_OPTION[2] ? '' : ` --app ${app}`,
    out === 'deploy' ? '' : ` --out ${out}`,
    layout === 'rendered' ? '' : ` --layout ${layout}`,
  ].join('');
  try {
    for (const tree of [out, WORKFLOWS]) {
      const recovery = pendingRecovery(resolve(io.cwd, tree));
      if (recovery === undefined) continue;
      return {
        ...about,
        status: 'error',
        message: `a synth was interrupted while it wrote ${tree}: the next one will have it ${recovery}`,
        fix: `run istio-gitops synth${flags}`,
      };
    }
    let changes = '';
    const silent = { ...io, stdout: (text: string) => (changes += text), stderr: () => undefined };
    const status = await synth({ app, out, layout, check: true }, silent);
    if (status === ExitCode.Clean) return { ...about, status: 'ok', message: `${out} is what synth writes` };
    const [message, fix] =
      changes === ''
        ? ['synth finds errors and writes nothing', `run istio-gitops synth${flags}, which names them`]
        : [
            `${out} is not what synth would write`,
            `see istio-gitops synth --check${flags}, then run it without --check and commit`,
          ];
    return { ...about, status: 'error', message, fix };
  } catch (error) {
    return { ...about, status: 'error', message: messageOf(error, io) };
  }
}

/** Of a cluster nothing is needed but by the stage dry-run. */
function kubeconfigDiagnosis(io: Io): Diagnosis {
  const about = { subject: 'kubeconfig', group: 'project' } as const;
  try {
    const { context } = clusterAccess({}, io.environment);
    return { ...about, status: 'ok', message: `the current context is ${context}; it is not asked anything` };
  } catch (error) {
    return {
      ...about,
      status: error instanceof WorldError && hasCode(error.cause, 'ENOENT') ? 'absent' : 'warning',
      message: messageOf(error, io),
      without: 'validate --stage dry-run has no cluster to ask',
    };
  }
}

/** @throws the error itself where it is a bug of ours */
function messageOf(error: unknown, io: Io): string {
  const { code, message } = describeFailure(error, { cwd: io.cwd, debug: false });
  if (code === ExitCode.Bug) throw error;
  return message.replace(/^error: /, '').trim();
}
