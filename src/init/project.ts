import { FileTree, fileTree } from '../layout/file-tree';

export const DELIVERIES = ['argo-cd', 'flux'] as const;
export type DeliveryChoice = (typeof DELIVERIES)[number];

export interface ProjectChoices {
  readonly name: string;
  readonly delivery: DeliveryChoice;
  /** URL of the repository that the project is kept in. */
  readonly repository: string;
  /** URL of the repository of the deploy tree, where that is another one. */
  readonly deployRepository?: string | undefined;
}

/** Addresses that the templates have, because they are programs that run as they stand. */
const TEMPLATE_REPOSITORY = 'https://github.com/your-org/istio-config.git';
const TEMPLATE_DEPLOY_REPOSITORY = 'https://github.com/your-org/istio-deploy.git';

/** Names under which programs would take a template for a file of this package. */
const NAMES: Readonly<Record<string, string>> = { gitignore: '.gitignore', 'project.tsconfig.json': 'tsconfig.json' };

/** Folders of templates that make up a project, laid over each other. */
export function templatesOf({ delivery, deployRepository }: ProjectChoices): readonly string[] {
  return ['project', delivery, deployRepository === undefined ? 'one-repository' : 'two-repositories'];
}

/**
 * The files of a new project.
 *
 * @param templates what is in {@link templatesOf}
 * @param versions of the packages that a project needs, by name
 */
export function projectFiles(
  choices: ProjectChoices,
  templates: readonly FileTree[],
  versions: Readonly<Record<string, string>>,
): FileTree {
  const rendered = templates.flatMap((files) =>
    [...files].map(([path, text]) => [NAMES[path] ?? path, withAddresses(text, choices)] as const),
  );
  return fileTree([...rendered, ['package.json', packageJson(choices.name, versions)]]);
}

function withAddresses(text: string, { repository, deployRepository = repository }: ProjectChoices): string {
  return text
    .replaceAll(TEMPLATE_REPOSITORY, () => repository)
    .replaceAll(TEMPLATE_DEPLOY_REPOSITORY, () => deployRepository);
}

function packageJson(name: string, versions: Readonly<Record<string, string>>): string {
  const content = {
    name,
    private: true,
    type: 'commonjs',
    engines: { node: '>=20' },
    scripts: {
      synth: 'istio-gitops synth',
      test: 'tsc && node --import jiti/register --test tests/*.test.ts && istio-gitops test',
    },
    devDependencies: versions,
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
