import type { PolicyParameters } from '../model/policy-parameters';
import { FileTree, fileTree } from './file-tree';
import { wrap, wrapText } from './generated-file';
import { toYaml } from './yaml';

/** Where opa and conftest look for data; the folders in it are the path of the document, `data.istio.parameters`. */
export const POLICIES = 'policies/rego';
/** Parameters of the policies, from the root of the deploy tree. */
export const PARAMETERS = `${POLICIES}/istio/parameters/data.yaml`;

/**
 * The Rego policies of the deploy tree, and what a fleet sets of their parameters.
 *
 * @param modules Rego by path below {@link POLICIES}
 */
export function policyFiles(modules: FileTree, parameters: PolicyParameters = {}): FileTree {
  return fileTree([
    // The empty line keeps the header apart from the metadata of a package.
    ...[...modules].map(([path, rego]) => [`${POLICIES}/${path}`, wrapText(`\n${rego}`, [PACKAGE])] as const),
    [PARAMETERS, wrap(toYaml(parameters), ['the policies of the fleet'])],
  ]);
}

const PACKAGE = 'the package istio-gitops';
