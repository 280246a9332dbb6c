import type { Severity } from '../../model/finding';
import type { CodeEntry } from './explanation';
import { READING_EXAMPLES } from './reading-examples';

type Row = readonly [code: string, what: string, fix: string, severity?: Severity];

/** What the parser of YAML says, in sentences that do not say how to mend it. */
const PARSER_ROWS: readonly Row[] = [
  ['ALIAS_PROPS', 'An alias has an anchor or a tag.', 'remove it: an alias is the node that it names'],
  ['BAD_ALIAS', 'An alias or anchor has no name, or an ambiguous one.', 'name it by letters, digits and dashes'],
  ['BAD_COLLECTION_TYPE', 'A tag is on a map or list that it does not fit.', 'remove the tag', 'warning'],
  ['BAD_DIRECTIVE', 'A line that begins with % is no directive of YAML.', 'quote the text, or indent it'],
  ['BAD_DQ_ESCAPE', 'A text in double quotes has an escape that YAML does not know.', 'use single quotes, or \\\\'],
  ['BAD_INDENT', 'The indentation fits nothing above.', 'align the line with what it belongs to'],
  ['BAD_PROP_ORDER', 'An anchor or tag stands where none can be.', 'put it right before its value'],
  ['BAD_SCALAR_START', 'A text begins with a character that is reserved.', 'quote the text'],
  ['BLOCK_AS_IMPLICIT_KEY', 'A map or list begins in the line of a key.', 'begin it in the next line'],
  ['BLOCK_IN_FLOW', 'A map or list in lines stands inside of braces or brackets.', 'write it in braces, too'],
  ['IMPOSSIBLE', 'The parser of YAML does not understand what stands here.', 'write it in another way'],
  ['KEY_OVER_1024_CHARS', 'A key has more than 1024 characters.', 'write `? key` and `: value` in lines of their own'],
  ['MISSING_CHAR', 'A quote, bracket, colon or comma is missing.', 'add it'],
  ['MULTILINE_IMPLICIT_KEY', 'A key goes over several lines.', 'quote it in one line'],
  ['MULTIPLE_ANCHORS', 'A value has two anchors.', 'keep one'],
  ['MULTIPLE_DOCS', 'Documents follow each other without a marker.', 'put --- between them'],
  ['MULTIPLE_TAGS', 'A value has two tags.', 'keep one'],
  ['RESOURCE_EXHAUSTION', 'The parser of YAML would need too much time or memory.', 'write the document more simply'],
  ['TAB_AS_INDENT', 'A tab indents the line.', 'use spaces'],
  ['TAG_RESOLVE_FAILED', 'A tag is not known, or its value does not fit it.', 'remove the tag', 'warning'],
  ['UNEXPECTED_TOKEN', 'Something stands where nothing can be.', 'remove it, quote it, or indent it'],
];

/** What the reader of files says besides. A test holds that every code in `src/read/` is here. */
const READER_ROWS: readonly Row[] = [
  ['BAD_KUSTOMIZATION', 'A kustomization has a field that kustomize refuses.', 'correct the field that is named'],
  ['BAD_MERGE', 'A merge key (<<) has something else than maps.', 'merge maps only'],
  ['BAD_METADATA', 'The metadata of an object are no map, or its labels or annotations no texts.', 'quote the values'],
  ['BAD_NAME', 'A name, kind or namespace has a slash.', 'remove the slash'],
  ['BAD_PATCH', 'A patch of a kustomization is none.', 'write a list of JSON operations, or an object'],
  ['BINARY_FILE', 'The file is binary, or UTF-16.', 'save it as UTF-8, or move it away'],
  ['BINARY_TAG', 'A value has the tag !!binary.', 'write the base64 as a string'],
  ['BROKEN_LINK', 'A symbolic link leads to nothing, or to itself.', 'remove it, or mend it'],
  ['CONTROL_CHARACTER', 'The file has a control character.', 'remove it, or escape it in double quotes'],
  ['CYCLIC_ALIAS', 'The value of an anchor contains itself.', 'write it out'],
  ['DOCUMENT_TOO_LARGE', 'A document has more than 2 MiB, and is not written plainly.', 'split it'],
  ['DUPLICATE_KEY', 'A map has a key twice.', 'remove one: the last one counts for most programs'],
  ['DUPLICATE_OBJECT', 'Two objects of a set have one kind, namespace and name.', 'remove or rename one'],
  ['EMPTY_KUSTOMIZATION', 'A kustomization has nothing in it.', 'give it resources, or remove it'],
  ['EMPTY_PATCH', 'A patch of a kustomization is empty.', 'write the patch, or remove the entry'],
  ['FILE_OUTSIDE', 'A kustomization names a file outside of its folder, which kustomize refuses.', 'move the file'],
  ['FILE_TOO_LARGE', 'The file has more than 64 MiB.', 'split it'],
  ['HELM_CHART', 'A kustomization renders a Helm chart.', 'pass the output of `kustomize build --enable-helm`'],
  ['IDLE_PATCH', 'A patch changes nothing.', 'remove it, or correct it', 'warning'],
  ['INEXACT_NUMBER', 'An integer beyond 2^53 is not read exactly.', 'quote it if it is a string', 'warning'],
  ['KUSTOMIZATION_CYCLE', 'Kustomizations include each other in a circle.', 'break the circle'],
  ['KUSTOMIZE_FAILED', 'The kustomize program fails to build a folder.', 'mend what it names'],
  ['LATE_MERGE', 'Kubectl and kustomize read a merge key after fields differently.', 'put << first', 'warning'],
  ['LFS_POINTER', 'The file is a pointer of Git LFS.', 'run git lfs pull'],
  ['LINK_OUTSIDE', 'A symbolic link leads out of the folder.', 'replace it by what it points to'],
  ['MISSHAPEN_OBJECT', 'A kustomization has to change an object that has not the fields for it.', 'correct the object'],
  ['MISSING_FILE', 'A kustomization names a file or folder that is not there.', 'correct the path, or add it'],
  ['MISSING_OBJECT', 'A patch is about an object that is not there.', 'correct its name, or add the object'],
  ['NEEDS_KUSTOMIZE', 'A kustomization needs the kustomize program.', 'put kustomize or kubectl on the PATH'],
  ['NON_STRING_KEY', 'A key is a map, a list or null.', 'quote it, or write a string'],
  ['NOT_A_FILE', 'It is neither a file nor a folder.', 'remove it'],
  ['NOT_A_NUMBER', 'A number is none that JSON can hold, such as .nan.', 'quote it, or write another one'],
  ['NOT_AN_OBJECT', 'A document among objects has neither apiVersion nor kind.', 'add them, or remove it'],
  ['NOT_UTF8', 'The file is not UTF-8.', 'save it as UTF-8'],
  ['NO_API_VERSION', 'An object has no apiVersion, or one that is no text.', 'add it'],
  ['NO_KIND', 'An object has no kind, or one that is no text.', 'add it'],
  ['NO_KUSTOMIZATION', 'A kustomization includes a folder that has none.', 'add one'],
  ['NO_NAME', 'An object has no name, or one that is no text.', 'give it one, in quotes if it looks like a number'],
  ['NO_NAMESPACE', 'A namespace is no text.', 'quote it'],
  ['PATCH_FAILED', 'A patch does not fit the object.', 'correct the patch, or its target'],
  ['PATCH_WITHOUT_TARGET', 'A patch is about no object.', 'correct its target, or remove it'],
  ['REMOTE_RESOURCE', 'A kustomization names something on the network.', 'copy it, or pass what kustomize builds'],
  ['TOO_DEEP', 'Collections are nested more than 200 deep.', 'no Kubernetes object is'],
  ['TOO_MANY_DOCUMENTS', 'The file has more than 100,000 documents or objects.', 'split it'],
  ['TOO_MANY_KUSTOMIZATIONS', 'Kustomizations are included too deep, or too often.', 'include each of them once'],
  ['TOO_MANY_PROBLEMS', 'A file or set has more than 1000 problems of the reader.', 'mend those that are told'],
  ['TOO_MANY_VALUES', 'Aliases stand for more than 500,000 values.', 'write them out'],
  ['TWO_KUSTOMIZATIONS', 'A folder has two kustomization files.', 'remove one'],
  ['UNKNOWN_ANCHOR', 'An alias is of an anchor that is not there.', 'define the anchor first'],
  ['UNKNOWN_OBJECT', 'A kustomization sets replicas or images of nothing.', 'correct the name, or remove the entry'],
  ['UNREADABLE', 'The file or folder cannot be read.', 'give the user the right'],
];

const EFFECTS: Readonly<Record<Severity, string>> = {
  error: 'the file, the object or its whole set is not checked, and may not be applied',
  warning: 'programs may read it in another way than is meant',
  info: 'none',
};

/** What the parser of YAML, and the reader of manifests and kustomizations, have to say. */
export const READING_CODES: readonly CodeEntry[] = [...PARSER_ROWS, ...READER_ROWS].sort().map(entryOf);

const PARSER_FIXES = new Map(PARSER_ROWS.map(([code, , fix]) => [code, fix]));

/** How to mend what the parser says of a text; what the reader says has it in its message. */
export function fixOfParser(code: string): string | undefined {
  return PARSER_FIXES.get(code);
}

function entryOf([code, what, fix, severity = 'error']: Row): CodeEntry {
  return {
    code,
    name: code
      .split('_')
      .map((word) => word[0]! + word.slice(1).toLowerCase())
      .join(''),
    severity,
    explanation: { what, effect: EFFECTS[severity], fix, ...READING_EXAMPLES[code] },
  };
}
