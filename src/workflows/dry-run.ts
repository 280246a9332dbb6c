import type { WorkflowContext } from './context';
import { kubeconfigSecret } from './credentials';
import { expression, Job, RunStep } from './model';
import { dryRunBy, TAKE_YAML_ALONE } from './scripts/dry-run';
import { checkout, installLockedPackages, ONCE_INSTALLED } from './steps';

/** Folders of a deploy tree, in every layout, that environments are built from. */
const FOLDERS = ['overlays', 'base', 'applications', 'policies'];

export interface DryRunOptions {
  /** How istio-gitops is called. */
  readonly command: string;
  /** Folder with the lockfile that names it. */
  readonly packages: string;
}

/**
 * A dry run on the API server of each cluster that there is a kubeconfig of. Nothing that a pull request brings is run
 * here: a kubeconfig may do a lot, and what is built of YAML may not.
 */
export function dryRun({ environments, deploy, node, runsOn }: WorkflowContext, options: DryRunOptions): Job {
  const inTree = (path: string): string => (deploy.path === '.' ? path : `${deploy.path}/${path}`);
  const ready = { if: expression("steps.yaml.outputs.ready == 'true'") };
  const [setUp, install] = installLockedPackages(node, options.packages);
  return {
    name: 'Server-side dry run',
    'runs-on': runsOn,
    permissions: { contents: 'read' },
    'timeout-minutes': 15,
    steps: [
      // The pull request as it would be merged, and what it would be merged into.
      checkout({ depth: 2 }),
      {
        name: 'Take the YAML of the pull request alone',
        id: 'yaml',
        env: { FOLDERS: FOLDERS.map(inTree).join(' '), PACKAGES: options.packages },
        run: TAKE_YAML_ALONE,
      },
      { ...setUp, ...ready },
      { ...install, ...ready },
      ...environments.flatMap(({ name, clusters }) =>
        clusters.map((cluster): RunStep => {
          const secret = kubeconfigSecret(cluster);
          return {
            name: `Ask ${cluster} about ${name}`,
            if: ONCE_INSTALLED,
            env: {
              SUBJECT: `Dry run of ${name} on ${cluster}`,
              OVERLAY: inTree(`overlays/${name}`),
              CLUSTER: cluster,
              SECRET: secret,
              KUBECONFIG_TEXT: expression(`secrets.${secret}`),
            },
            run: dryRunBy(options.command),
          };
        }),
      ),
    ],
  };
}
