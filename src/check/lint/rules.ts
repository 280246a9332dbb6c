import type { LintRule } from './rule';
import { anchors } from './rules/anchors';
import { braces } from './rules/braces';
import { brackets } from './rules/brackets';
import { colons } from './rules/colons';
import { commas } from './rules/commas';
import { comments } from './rules/comments';
import { commentsIndentation } from './rules/comments-indentation';
import { documentEnd } from './rules/document-end';
import { documentStart } from './rules/document-start';
import { emptyLines } from './rules/empty-lines';
import { emptyValues } from './rules/empty-values';
import { floatValues } from './rules/float-values';
import { hyphens } from './rules/hyphens';
import { indentation } from './rules/indentation';
import { keyDuplicates } from './rules/key-duplicates';
import { keyOrdering } from './rules/key-ordering';
import { lineLength } from './rules/line-length';
import { newLineAtEndOfFile } from './rules/new-line-at-end-of-file';
import { newLines } from './rules/new-lines';
import { octalValues } from './rules/octal-values';
import { quotedStrings } from './rules/quoted-strings';
import { trailingSpaces } from './rules/trailing-spaces';
import { truthy } from './rules/truthy';

/** All rules that yamllint 1.38 has. */
export const LINT_RULES: readonly LintRule[] = [
  anchors,
  braces,
  brackets,
  colons,
  commas,
  comments,
  commentsIndentation,
  documentEnd,
  documentStart,
  emptyLines,
  emptyValues,
  floatValues,
  hyphens,
  indentation,
  keyDuplicates,
  keyOrdering,
  lineLength,
  newLineAtEndOfFile,
  newLines,
  octalValues,
  quotedStrings,
  trailingSpaces,
  truthy,
];
