/** Contents by path: relative to the root of the deploy tree, with forward slashes, sorted by UTF-16 units. */
export type FileTree = ReadonlyMap<string, string>;

export function fileTree(files: Iterable<readonly [path: string, text: string]>): FileTree {
  return new Map([...files].sort(([one], [other]) => (one < other ? -1 : 1)));
}
