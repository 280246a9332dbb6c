import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { loadFleet } from '../adapters/fleet-module';
import type { EnvironmentDefinition } from '../platform/environment';
import type { Fleet } from '../platform/fleet';
import { leadsBack, promote, PromotionRefusal, versionOf } from '../release/promotion';
import { fileOf } from '../synth/compose';
import { APP_OPTION, environmentNamed } from './environment';
import { ExitCode } from './exit-codes';
import { teaching } from './help';
import type { Io } from './io';
import { editedText, ReleaseFile } from './release-file';
import { commandLine } from './rollout';
import { UsageError } from './usage-error';

interface PromoteOptions {
  readonly service?: readonly string[] | undefined;
  readonly app: string;
  readonly dryRun?: boolean | undefined;
}

export function promoteCommand(io: Io, finish: (code: ExitCode) => void) {
  return new Command('promote')
    .description('Carry what serves everybody in one environment to the next, as an edit of its release state.')
    .argument('<from>', 'environment to promote from')
    .argument('<to>', 'the next one in the order of the fleet')
    .option(
      '--service <service...>',
      'services to promote, even back to a version that was left (default: all that both environments have)',
    )
    .option(...APP_OPTION)
    .option('--dry-run', 'write nothing; say what would change')
    .addHelpText('after', HELP)
    .action(async (from, to, options) => {
      finish(await runPromotion(from, to, options, io));
    });
}

const HELP = teaching({
  examples: [
    ['promote staging production', 'all services that both have'],
    ['promote staging production --service api-service --dry-run', 'what one of them would become'],
  ],
  one: 'a service is not ready for it; nothing is promoted',
});

/** All of the services or none: a refusal leaves the file as it is. */
async function runPromotion(from: string, to: string, options: PromoteOptions, io: Io): Promise<ExitCode> {
  const fleet = await loadFleet(resolve(io.cwd, options.app));
  const between = environmentsBetween(fleet, from, to);
  const source = ReleaseFile.of(environmentNamed(fleet, from));
  const target = ReleaseFile.of(environmentNamed(fleet, to));
  const services = options.service ?? commonServices(source, target, io);
  refuseToSkip(from, between, services);
  const traffic: string[] = [];
  const refused: string[] = [];
  for (const service of services) {
    const decision = promote(source.release(service), target.release(service));
    if (decision.kind === 'refusal') {
      refused.push(describeRefusal(service, decision, decision.of === 'source' ? source : target, io));
    } else if (options.service === undefined && wouldLeadBack(service, source, target)) {
      refused.push(describeWayBack(service, source, target));
    } else {
      target.set(service, decision.release);
      traffic.push(`${service} in ${to}: ${decision.traffic}\n`);
    }
  }
  if (refused.length > 0) {
    io.stderr(`${refused.join('')}nothing is promoted from ${from} to ${to}\n`);
    return ExitCode.Findings;
  }
  io.stdout(traffic.join(''));
  const dryRun = options.dryRun ?? false;
  const changed = target.save({ dryRun });
  const path = target.shownFrom(io.cwd);
  io.stderr(changed ? editedText(path, dryRun, fleet) : `${path} says so already\n`);
  return ExitCode.Clean;
}

/**
 * In the order of the fleet.
 *
 * @throws UsageError when the second is not after the first
 */
function environmentsBetween(fleet: Fleet, from: string, to: string): readonly EnvironmentDefinition[] {
  const [first, last] = [from, to].map((name) => fleet.environments.indexOf(environmentNamed(fleet, name)));
  if (first! < last!) return fleet.environments.slice(first! + 1, last);
  if (first === last) throw new UsageError(`${from} cannot be promoted to itself`);
  const order = fleet.environments.map(({ name }) => name).join(', ');
  throw new UsageError(
    `${from} comes after ${to} (${order}), and nothing is promoted backwards: promote ${to} ${from}, or revert the commit`,
  );
}

/** @throws UsageError when an environment between the two has one of the services */
function refuseToSkip(from: string, between: readonly EnvironmentDefinition[], services: readonly string[]): void {
  for (const definition of between.filter((environment) => fileOf(environment, 'releases') !== undefined)) {
    const { environment, services: has } = ReleaseFile.of(definition);
    const service = services.find((name) => has.includes(name));
    if (service === undefined) continue;
    throw new UsageError(`${environment} is next for ${service}, and is not skipped: promote ${from} ${environment}`);
  }
}

function wouldLeadBack(service: string, source: ReleaseFile, target: ReleaseFile): boolean {
  const [release, current] = [source.release(service), target.release(service)];
  if (versionOf(release) === versionOf(current)) return false;
  return leadsBack(release, current, { source: source.past(service), target: target.past(service) });
}

function describeWayBack(service: string, source: ReleaseFile, target: ReleaseFile): string {
  const [comes, goes] = [source, target].map((file) => versionOf(file.release(service)));
  const [from, to] = [source.environment, target.environment];
  return (
    `error: ${service} in ${to} is at ${goes}, which ${from} never served, and has left ${comes} before: ` +
    `name it to take it back, \`istio-gitops promote ${from} ${to} --service ${service}\`\n`
  );
}

function commonServices(source: ReleaseFile, target: ReleaseFile, io: Io): readonly string[] {
  const known = new Set(target.services);
  for (const service of source.services) {
    if (!known.has(service)) io.stderr(`${service} is left out: ${target.environment} does not have it\n`);
  }
  return source.services.filter((service) => known.has(service));
}

function describeRefusal(service: string, { why, remedy }: PromotionRefusal, file: ReleaseFile, io: Io): string {
  const { environment } = file;
  const todo =
    'edit' in remedy
      ? `${remedy.edit} in ${file.shownFrom(io.cwd)}`
      : `run \`${commandLine(remedy.step, service, environment)}\``;
  return `error: ${service} in ${environment} ${why}: ${todo}\n`;
}
