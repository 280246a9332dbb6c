import { FileTree, fileTree } from './file-tree';
import { wrap } from './generated-file';

/** What is not said here is as yamllint has it by default. */
const CONFIGURATION = `\
extends: default

rules:
  # Parsers of YAML 1.1 and 1.2 do not agree on NO, which is false or a text, nor on 010, which is 8 or 10. Keys are
  # left alone because of GitHub's \`on\`.
  truthy:
    allowed-values: ["true", "false"]
    check-keys: false
  octal-values:
    forbid-implicit-octal: true
    forbid-explicit-octal: true

  # A key without a value is null, which the API server drops without a word.
  empty-values: enable

  # Nothing is folded, so that scripts, queries and digests can be read and searched as they are.
  line-length: disable

  # What updates pinned versions writes them in comments, after one space.
  comments:
    min-spaces-from-content: 1
`;

/** The configuration of yamllint that the deploy tree passes, the strict way. */
export function yamllintFile(): FileTree {
  return fileTree([['.yamllint.yaml', wrap(CONFIGURATION, ['the package istio-gitops'])]]);
}
