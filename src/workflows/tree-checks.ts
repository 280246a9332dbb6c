import type { WorkflowContext } from './context';
import { kubeconfigSecret } from './credentials';
import { expression, RunStep, Variables } from './model';
import { DRY_RUN } from './scripts/dry-run';
import { ANALYZE, BUILD_KUSTOMIZATIONS, CHECK_POLICIES, CHECK_SCHEMAS, LINT_YAML } from './scripts/tree-checks';
import { installProgram, installYamllint } from './tools';

const BUILDS: Variables = { BUILDS: expression('runner.temp') + '/builds' };

/**
 * What a deploy tree has to pass whatever wrote it. All checks run, so that one finding does not hide another.
 *
 * @param tree its folder in the workspace
 */
export function treeChecks(tree: string): readonly RunStep[] {
  const check = (name: string, run: string): RunStep => {
    return { name, if: ALL_INSTALLED_AND_BUILT, 'working-directory': tree, env: BUILDS, run };
  };
  return [
    installYamllint(),
    ...(['kustomize', 'istioctl', 'conftest'] as const).map(installProgram),
    { ...build(tree), id: 'build' },
    check('Lint the YAML', LINT_YAML),
    check('Check the schemas of Istio', CHECK_SCHEMAS),
    check('Analyze with istioctl', ANALYZE),
    check('Check the policies', CHECK_POLICIES),
  ];
}

const ALL_INSTALLED_AND_BUILT = expression("!cancelled() && steps.build.outcome == 'success'");

/** A dry run on the API server of each cluster that there is a kubeconfig of; without code of the pull request. */
export function dryRuns({ environments }: WorkflowContext, tree: string): readonly RunStep[] {
  return [
    installProgram('kustomize'),
    installProgram('kubectl'),
    { ...build(tree), id: 'build' },
    ...environments.flatMap(({ name, clusters }) =>
      clusters.map((cluster): RunStep => {
        const secret = kubeconfigSecret(cluster);
        return {
          name: `Ask ${cluster} about ${name}`,
          if: ALL_INSTALLED_AND_BUILT,
          env: {
            ...BUILDS,
            ENVIRONMENT: name,
            CLUSTER: cluster,
            SECRET: secret,
            KUBECONFIG_TEXT: expression(`secrets.${secret}`),
          },
          run: DRY_RUN,
        };
      }),
    ),
  ];
}

function build(tree: string): RunStep {
  return { name: 'Build all kustomizations', 'working-directory': tree, env: BUILDS, run: BUILD_KUSTOMIZATIONS };
}
