import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FileOperations, nodeFiles } from '../../src/adapters/files';

type Operation = keyof FileOperations;

/** The real file system; `before` is called ahead of each operation, with how many came before it. */
export function observedFiles(before: (count: number, operation: Operation, path: string) => void): FileOperations {
  let count = 0;
  const observed = <T extends string[]>(operation: Operation, run: (path: string, ...rest: T) => void) => {
    return (path: string, ...rest: T): void => {
      before(count++, operation, path);
      run(path, ...rest);
    };
  };
  return {
    createFolders: observed('createFolders', nodeFiles.createFolders),
    createFolder: observed('createFolder', nodeFiles.createFolder),
    writeFile: observed('writeFile', nodeFiles.writeFile),
    rename: observed('rename', nodeFiles.rename),
    removeFile: observed('removeFile', nodeFiles.removeFile),
    removeEmptyFolder: observed('removeEmptyFolder', nodeFiles.removeEmptyFolder),
    removeTree: observed('removeTree', nodeFiles.removeTree),
  };
}

/** What an operation that takes time has done when the process is killed in the middle of it. */
export function doHalf(operation: Operation, path: string): void {
  if (operation === 'writeFile') nodeFiles.writeFile(path, '# Gen');
  if (operation === 'removeTree') {
    const [first] = readdirSync(path);
    if (first !== undefined) nodeFiles.removeTree(join(path, first));
  }
}

/** As the operating system says that something failed. */
export function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: something, open '${path}'`), { code, syscall: 'open', path });
}
