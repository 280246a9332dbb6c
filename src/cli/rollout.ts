import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { loadFleet } from '../adapters/fleet-module';
import type { BlueGreenRelease, CanaryRelease, Release } from '../model/release';
import { didYouMean } from '../model/suggest';
import { VERSION } from '../platform/release-state';
import { BlueGreenStep, giveUp, preview, rollBack, switchOver } from '../release/blue-green';
import { abort, advance, CanaryStep, cleanUp, complete, start, subsetTaken } from '../release/canary';
import { Decision, refusal } from '../release/decision';
import { describeRelease } from '../report/release';
import { fileOf } from '../synth/compose';
import { APP_OPTION, environmentNamed } from './environment';
import { ExitCode } from './exit-codes';
import { teaching } from './help';
import type { Io } from './io';
import { editedText, ReleaseFile } from './release-file';
import { UsageError } from './usage-error';

interface Place {
  readonly env: string;
  readonly app: string;
  readonly dryRun?: boolean | undefined;
}

type Step = (release: Release) => Decision<Release>;

export function rolloutCommand(io: Io, finish: (code: ExitCode) => void) {
  const command = new Command('rollout')
    .description('Take one step of a canary or blue-green rollout, as an edit of the release state.')
    .addHelpText('after', HELP);
  const add = (name: string, description: string, example = '') =>
    command
      .command(name)
      .description(description)
      .argument('<service>', 'id of the service in the release state')
      .requiredOption('--env <environment>', 'environment')
      .option(...APP_OPTION)
      .option('--dry-run', 'write nothing; say what the step would do')
      .addHelpText('after', stepHelp(name, example));
  const run = async (service: string, place: Place, step: Step): Promise<void> => {
    finish(await takeStep(service, place, step, io));
  };

  add('start', 'canary: give a new version a share of the requests', '--version v2 --steps 10,50')
    .requiredOption('--version <version>', 'value of the pods’ version label', labelValue)
    .option('--weight <percent>', 'share of the first step (default: the first of the steps)', percentage)
    .option('--steps <percents>', 'shares that `advance` goes through (default: 10,50)', percentages)
    .action((service, options) => run(service, options, forCanary(start(options))));
  add('advance', 'canary: give it the next share', '--to 50')
    .option('--to <percent>', 'share (default: the next of the steps)', percentage)
    .action((service, options) => run(service, options, forCanary(advance(options.to))));
  add('complete', 'canary: make it the stable version').action((service, options) =>
    run(service, options, forCanary(complete)),
  );
  add('abort', 'canary: send everything to the stable version again; blue-green: give the preview up').action(
    (service, options) =>
      run(service, options, (release) => (release.strategy === 'canary' ? abort(release) : giveUp(release))),
  );
  add('cleanup', 'canary: remove the subset that no route refers to since the last commit').action((service, options) =>
    run(service, options, forCanary(cleanUp)),
  );
  add('preview', 'blue-green: put a new version into the idle colour', '--version v2')
    .requiredOption('--version <version>', 'version that the pods of the idle colour run', labelValue)
    .action((service, options) => run(service, options, forBlueGreen(preview(options.version))));
  add('switch', 'blue-green: send everything to the preview').action((service, options) =>
    run(service, options, forBlueGreen(switchOver)),
  );
  add('rollback', 'blue-green: send everything to the previous version').action((service, options) =>
    run(service, options, forBlueGreen(rollBack, 'abort')),
  );
  command
    .command('status')
    .description('say what is rolled out')
    .argument('[service]', 'id of the service in the release state (default: all)')
    .option('--env <environment>', 'environment (default: all)')
    .option(...APP_OPTION)
    .addHelpText(
      'after',
      teaching({
        examples: [
          ['rollout status', ''],
          ['rollout status api-service --env production', ''],
        ],
      }),
    )
    .action(async (service, options) => {
      finish(await status(service, options, io));
    });
  return command;
}

const REFUSED = 'the release is not where this step starts; what to run instead is told';

const HELP = teaching({
  examples: [
    ['rollout status', 'what is rolled out'],
    ['rollout start api-service --env production --version v2 --steps 10,50', 'a canary begins'],
    ['rollout advance api-service --env production', 'it gets the next share'],
    ['rollout complete api-service --env production', 'it becomes the stable version'],
    ['rollout preview web-app --env production --version v2', 'into the idle colour'],
    ['rollout switch web-app --env production', 'to the other colour'],
  ],
  one: REFUSED,
});

function stepHelp(step: string, options: string): string {
  const service = BLUE_GREEN_STEPS.has(step) ? 'web-app' : 'api-service';
  return teaching({ examples: [[`rollout ${step} ${service} --env production ${options}`.trim(), '']], one: REFUSED });
}

const BLUE_GREEN_STEPS: ReadonlySet<string> = new Set(['preview', 'switch', 'rollback']);

async function takeStep(service: string, { env, app, dryRun = false }: Place, step: Step, io: Io): Promise<ExitCode> {
  const fleet = await loadFleet(resolve(io.cwd, app));
  const file = ReleaseFile.of(environmentNamed(fleet, env));
  const decision = step(file.release(service));
  if (decision.kind === 'refusal') {
    io.stderr(`error: ${service} in ${env} ${decision.why}: run \`${commandLine(decision.instead, service, env)}\`\n`);
    return ExitCode.Findings;
  }
  const early = tooEarly(file.release(service), decision.release, () => file.past(service)[0]);
  if (early !== undefined) {
    io.stderr(`error: ${service} in ${env} ${early} when that is everywhere\n`);
    return ExitCode.Findings;
  }
  file.set(service, decision.release);
  io.stdout(`${service} in ${env}: ${decision.traffic}\n`);
  file.save({ dryRun });
  io.stderr(editedText(file.shownFrom(io.cwd), dryRun, fleet));
  if (decision.release.strategy === 'canary' && decision.release.retiring !== undefined) {
    io.stderr(`when that is everywhere: \`${commandLine('cleanup', service, env)}\`\n`);
  }
  return ExitCode.Clean;
}

/** Why a step has to wait for a commit, and what to do. */
function tooEarly(before: Release, after: Release, committed: () => Release | undefined): string | undefined {
  if (before.strategy !== 'canary' || after.strategy !== 'canary') return undefined;
  const version = subsetTaken(before, after);
  if (version === undefined) return undefined;
  const last = committed();
  if (last?.strategy !== 'canary' || last.canary?.version !== version) return undefined;
  const step = after.canary === undefined ? 'clean up' : `start ${after.canary.version}`;
  return `has routes to the subset of ${version} in the last commit: run synth, commit, and ${step}`;
}

/** @param step with its options: `advance --to 100` */
export function commandLine(step: string, service: string, env: string): string {
  const [name = '', ...options] = step.split(' ');
  return ['istio-gitops rollout', name, service, `--env ${env}`, ...options].join(' ');
}

interface Places {
  readonly env?: string | undefined;
  readonly app: string;
}

async function status(service: string | undefined, { env, app }: Places, io: Io): Promise<ExitCode> {
  const fleet = await loadFleet(resolve(io.cwd, app));
  if (env !== undefined) {
    const file = ReleaseFile.of(environmentNamed(fleet, env));
    const services = service === undefined ? file.services : [service];
    for (const name of services) io.stdout(`${name}: ${describeRelease(file.release(name))}\n`);
    return ExitCode.Clean;
  }
  const files = fleet.environments
    .filter((one) => fileOf(one, 'releases') !== undefined)
    .map((one) => ReleaseFile.of(one));
  const found = files.flatMap((file) => {
    const services = file.services.filter((name) => service === undefined || name === service);
    return services.map((name) => `${name} in ${file.environment}: ${describeRelease(file.release(name))}\n`);
  });
  if (service !== undefined && found.length === 0) {
    const known = files.flatMap(({ services }) => services);
    throw new UsageError(`no environment has a service "${service}"${didYouMean(service, known)}`);
  }
  io.stdout(found.join(''));
  return ExitCode.Clean;
}

function forCanary(step: CanaryStep): Step {
  return (release) => (release.strategy === 'canary' ? step(release) : otherStrategy(release));
}

/** @param ofCanary the step of a canary rollout that does the same */
function forBlueGreen(step: BlueGreenStep, ofCanary = 'advance'): Step {
  return (release) => (release.strategy === 'blue-green' ? step(release) : otherStrategy(release, ofCanary));
}

function otherStrategy(release: CanaryRelease | BlueGreenRelease, ofCanary = 'advance') {
  if (release.strategy === 'blue-green') return refusal('is blue-green', 'preview --version VERSION');
  return refusal('is canary', release.canary === undefined ? 'start --version VERSION' : ofCanary);
}

function labelValue(text: string): string {
  if (VERSION.test(text)) return text;
  throw new InvalidArgumentError('It is the value of a label: use letters, digits, dashes, dots and underscores.');
}

function percentage(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= 0 && value <= 100) return value;
  throw new InvalidArgumentError('Use a whole number from 0 to 100.');
}

function percentages(text: string): readonly number[] {
  const values = text.split(',').map(percentage);
  if (values.every((value, i) => i === 0 || value > values[i - 1]!)) return values;
  throw new UsageError(`--steps ${text} do not ascend: list each share once, from the smallest`);
}
