import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pendingRecovery, withDeployTree } from '../../src/adapters/deploy-tree';
import { WorldError } from '../../src/adapters/world-error';
import { asOnDisk, NEW, synthesize } from './interrupted-run';
import { filesIn, temporaryFolders, writeTo } from './temporary-folder';

const newFolder = temporaryFolders();
const here = encodeURIComponent(hostname());

function lockedBy(host: string, pid: number): { readonly root: string; readonly lock: string } {
  const root = newFolder();
  writeTo(root, `.istio-gitops/lock.${host}.${pid}`, '');
  return { root, lock: join(root, `.istio-gitops/lock.${host}.${pid}`) };
}

test.each([
  ['a living process', here, process.ppid],
  ['a process of another host, which nobody can ask', 'build-7.example.com', 1],
])('the lock of %s is respected and named', (_, host, pid) => {
  const { root, lock } = lockedBy(host, pid);
  const before = filesIn(root);
  const error = new WorldError(
    `another synth writes this tree: process ${pid} on ${host} has ${lock}. Wait for it; if there is no such synth, delete that file`,
  );
  expect(() => {
    synthesize(root, NEW);
  }).toThrow(error);
  expect(() => pendingRecovery(root)).toThrow(error);
  expect(filesIn(root)).toEqual(before);
});

test('the lock of a dead process is none, and goes', () => {
  const { root } = lockedBy(here, spawnSync(process.execPath, ['-e', '']).pid);
  expect(pendingRecovery(root)).toBeUndefined();
  synthesize(root, NEW);
  expect(filesIn(root)).toEqual(asOnDisk(NEW));
});

test('a lock that a dead process of our own id left is none', () => {
  const { root } = lockedBy(here, process.pid);
  expect(pendingRecovery(root)).toBeUndefined();
  synthesize(root, NEW);
  expect(filesIn(root)).toEqual(asOnDisk(NEW));
});

test('work that throws unlocks the tree', () => {
  const root = newFolder();
  const failing = () =>
    withDeployTree(root, () => {
      throw new Error('work');
    });
  expect(failing).toThrow('work');
  expect(filesIn(root)).toEqual({});
});

test('while one process works the tree is locked for others', () => {
  const root = newFolder();
  withDeployTree(root, () => {
    expect(Object.keys(filesIn(root))).toEqual([`.istio-gitops/lock.${here}.${process.pid}`]);
  });
});
