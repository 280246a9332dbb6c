import { basename, resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { entriesOf, fillFolder } from '../adapters/new-folder';
import { projectPackages } from '../adapters/package-info';
import { pathKind } from '../adapters/path-kind';
import { projectTemplates } from '../adapters/project-templates';
import { DELIVERIES, DeliveryChoice, projectFiles, templatesOf } from '../init/project';
import { count } from '../report/count';
import { ExitCode } from './exit-codes';
import { teaching } from './help';
import type { Io } from './io';
import { UsageError } from './usage-error';

interface InitOptions {
  readonly delivery?: DeliveryChoice | undefined;
  readonly repository?: string | undefined;
  readonly deployRepository?: string | undefined;
}

export function initCommand(io: Io, finish: (code: ExitCode) => void) {
  return new Command('init')
    .description('Start a project: three environments with a mesh, tests and workflows.')
    .argument('<dir>', 'folder of the project: a new one, or one with nothing but .git in it')
    .addOption(new Option('--delivery <controller>', 'what brings the YAML to the clusters').choices(DELIVERIES))
    .option('--repository <url>', 'Git repository of the project, on GitHub')
    .option('--deploy-repository <url>', 'Git repository that the controllers read, where that is another one')
    .addHelpText('after', HELP)
    .action(async (dir, options) => finish(await init(dir, options, io)));
}

const EXAMPLE = 'https://github.com/your-org/istio-config.git';

const HELP = `${teaching({
  examples: [
    ['init mesh', 'asks for the rest, on a terminal'],
    [`init mesh --delivery argo-cd --repository ${EXAMPLE}`, 'asks nothing'],
  ],
})}

No file is overwritten, nothing is installed, and Git is left to you.`;

async function init(dir: string, options: InitOptions, io: Io): Promise<ExitCode> {
  const folder = resolve(io.cwd, dir);
  refuseUsed(dir, folder);
  const { deployRepository } = options;
  if (deployRepository !== undefined) refuseAddress('--deploy-repository', deployRepository);
  const delivery = options.delivery ?? (await askDelivery(io));
  const repository = options.repository ?? (await askRepository(io));
  refuseAddress('--repository', repository);
  if (repository === deployRepository) {
    throw new UsageError('--deploy-repository is the same as --repository: leave it out, or name another one');
  }

  const choices = { name: packageName(basename(folder)), delivery, repository, deployRepository };
  const files = projectFiles(choices, templatesOf(choices).map(projectTemplates), projectPackages());
  fillFolder(folder, files);
  const steps = [
    ...(folder === io.cwd ? [] : [`cd ${dir}`]),
    ...(pathKind(resolve(folder, '.git')) === undefined ? ['git init -b main'] : []),
    ...(deployRepository === undefined ? [] : ['git init -b main deploy']),
    'npm install',
    'npm run synth',
    'npm test',
  ];
  io.stdout(`${count(files.size, 'file')} in ${dir}; next:\n${steps.map((step) => `  ${step}\n`).join('')}`);
  return ExitCode.Clean;
}

function refuseUsed(dir: string, folder: string): void {
  if (pathKind(folder) === 'file') throw new UsageError(`${dir} is a file: name a folder`);
  const entries = entriesOf(folder);
  if (entries.length === 0) return;
  const rest = entries.length > 5 ? ` and ${entries.length - 5} more` : '';
  throw new UsageError(
    `${dir} is not empty: ${entries.slice(0, 5).join(', ')}${rest} would be in the way; name another folder`,
  );
}

/** As the controllers clone it, without a password, and with the owner and name that workflows need. */
const ADDRESS = /^(https:\/\/|ssh:\/\/git@|git@)[\w.-]+(:\d+)?[/:][\w.-]+\/[\w.-]+$/;

function refuseAddress(flag: string, url: string): void {
  if (!ADDRESS.test(url)) {
    throw new UsageError(`${flag} is no address of a repository without a password: write it as ${EXAMPLE}`);
  }
}

async function askDelivery(io: Io): Promise<DeliveryChoice> {
  const answer = await answerTo(`What brings the YAML to the clusters, ${DELIVERIES.join(' or ')}? `, '--delivery', io);
  const delivery = DELIVERIES.find((each) => each === answer);
  return delivery ?? (await askDelivery(io));
}

async function askRepository(io: Io): Promise<string> {
  const answer = await answerTo(`Git repository of the project, such as ${EXAMPLE}: `, '--repository', io);
  return ADDRESS.test(answer) ? answer : await askRepository(io);
}

/** @throws UsageError when there is nobody to ask, or no answer */
async function answerTo(question: string, flag: string, io: Io): Promise<string> {
  const answer = await io.ask?.(question);
  if (answer === undefined) throw new UsageError(`${flag} is missing, and nobody on a terminal answered: pass it`);
  return answer.trim();
}

/** As npm takes it. */
function packageName(folder: string): string {
  return (
    folder
      .toLowerCase()
      .replace(/[^a-z0-9-]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'istio-config'
  );
}
