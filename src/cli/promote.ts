import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { loadFleet } from '../adapters/fleet-module';
import { promote, PromotionRefusal } from '../release/promotion';
import { APP_OPTION, environmentNamed } from './environment';
import { ExitCode } from './exit-codes';
import { teaching } from './help';
import type { Io } from './io';
import { ReleaseFile } from './release-file';
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
    .argument('<to>', 'environment to promote to')
    .option('--service <service...>', 'services to promote (default: all that both environments have)')
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
  if (from === to) throw new UsageError(`${from} cannot be promoted to itself`);
  const fleet = await loadFleet(resolve(io.cwd, options.app));
  const fileOf = (name: string): ReleaseFile => ReleaseFile.of(environmentNamed(fleet, name));
  const [source, target] = [fileOf(from), fileOf(to)];
  const traffic: string[] = [];
  const refused: string[] = [];
  for (const service of options.service ?? commonServices(source, target, io)) {
    const decision = promote(source.release(service), target.release(service));
    if (decision.kind === 'refusal') {
      refused.push(describeRefusal(service, decision, decision.of === 'source' ? source : target, io));
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
  if (!changed) io.stderr(`${path} says so already\n`);
  else io.stderr(dryRun ? `${path} would be changed\n` : `${path} is changed: run synth, and commit both\n`);
  return ExitCode.Clean;
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
