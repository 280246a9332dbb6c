import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pendingRecovery, recover } from '../../src/adapters/deploy-tree';
import { doHalf, observedFiles } from './failing-files';
import { asOnDisk, NEW, OLD, synthesize } from './interrupted-run';
import { filesIn, temporaryFolders, writeTo } from './temporary-folder';

const FOREIGN = { 'overlays/production/gateways/foreign.yaml': 'mine\n', 'README.md': '# mine\n' };
const OLD_FILES = { ...asOnDisk(OLD), ...FOREIGN };
const NEW_FILES = { ...asOnDisk(NEW), ...FOREIGN };

const newFolder = temporaryFolders();
const oldTree = oldRoot();

function oldRoot(): string {
  const root = newFolder();
  synthesize(root, OLD);
  for (const [path, text] of Object.entries(FOREIGN)) writeTo(root, path, text);
  return root;
}

function copyOfOld(): string {
  const root = newFolder();
  cpSync(oldTree, root, { recursive: true });
  return root;
}

/** Everything that has to hold, whenever the process was killed. */
function expectRecoverable(root: string): void {
  const onDisk = Object.entries(filesIn(root)).filter(([path]) => !path.startsWith('.istio-gitops/'));
  for (const [path, text] of onDisk) {
    expect([OLD.get(path), NEW.get(path), FOREIGN[path as keyof typeof FOREIGN]]).toContain(text);
  }

  const pending = pendingRecovery(root);
  const before = filesIn(root);
  expect(pendingRecovery(root)).toBe(pending);
  expect(filesIn(root)).toEqual(before);

  expect(recover(root)).toBe(pending);
  const after = filesIn(root);
  if (pending === 'completed') expect(after).toEqual(NEW_FILES);
  else if (pending === 'undone') expect(after).toEqual(OLD_FILES);
  else expect([OLD_FILES, NEW_FILES]).toContainEqual(after);
  expect(readdirSync(join(root, '.istio-gitops'))).toEqual(['production.paths']);
  expect(pendingRecovery(root)).toBeUndefined();

  synthesize(root, NEW);
  expect(filesIn(root)).toEqual(NEW_FILES);
}

class Killed extends Error {}

/** A process that is killed at one of its file operations does none after it, not even to clean up. */
function killedAt(deadline: number, half: boolean): { readonly root: string; readonly killed: boolean } {
  const root = copyOfOld();
  const files = observedFiles((count, operation, path) => {
    if (count === deadline && half) doHalf(operation, path);
    if (count >= deadline) throw new Killed();
  });
  try {
    synthesize(root, NEW, files);
    return { root, killed: false };
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return { root, killed: true };
  }
}

function operationsOfARun(): number {
  let operations = 0;
  synthesize(
    copyOfOld(),
    NEW,
    observedFiles((count) => (operations = count + 1)),
  );
  return operations;
}

describe.each([
  ['between two operations', false],
  ['in the middle of one', true],
])('a run that is killed %s', (_, half) => {
  test('leaves every file old or new, and is completed or undone, wherever it is killed', () => {
    const operations = operationsOfARun();
    expect(operations).toBeGreaterThan(30);
    for (let deadline = 0; deadline < operations; deadline++) {
      const { root, killed } = killedAt(deadline, half);
      expect(killed).toBe(true);
      expectRecoverable(root);
    }
  });
});

test('a recovery that is killed is recovered from', () => {
  const operations = operationsOfARun();
  for (let deadline = 0; deadline < operations; deadline += 3) {
    for (let second = 0; ; second++) {
      const { root } = killedAt(deadline, false);
      let killed = false;
      const files = observedFiles((count) => {
        if (count >= second) throw new Killed();
      });
      try {
        recover(root, files);
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        killed = true;
      }
      expectRecoverable(root);
      if (!killed) break;
    }
  }
});

test('a recovery finds folders that somebody removed or created since', () => {
  const operations = operationsOfARun();
  const committed = Array.from({ length: operations }, (_, deadline) => deadline).findIndex(
    (deadline) => pendingRecovery(killedAt(deadline, false).root) === 'completed',
  );
  const { root } = killedAt(committed, false);
  writeTo(root, 'clusters/new/foreign.yaml', 'mine\n');
  expect(recover(root)).toBe('completed');
  expect(filesIn(root)).toEqual({ ...NEW_FILES, 'clusters/new/foreign.yaml': 'mine\n' });
});

test('a journal that is none is named', () => {
  const root = copyOfOld();
  writeTo(root, '.istio-gitops/journal.json', '{"moves":["../outside"],"removes":[]}');
  expect(() => recover(root)).toThrow(/journal\.json does not say how to complete the interrupted run: delete it/);
  writeTo(root, '.istio-gitops/journal.json', '');
  expect(() => recover(root)).toThrow(/journal\.json does not say how/);
});

test('a process that gets SIGKILL is recovered from, and its lock does not stay', () => {
  const operations = operationsOfARun();
  for (const part of [0.1, 0.45, 0.6, 0.75, 0.95]) {
    const root = copyOfOld();
    const deadline = Math.floor(operations * part);
    const jiti = require.resolve('jiti/package.json').replace('package.json', 'lib/jiti-cli.mjs');
    const { signal } = spawnSync(process.execPath, [jiti, join(__dirname, 'killed-synth.ts'), root, String(deadline)]);
    expect(signal).toBe('SIGKILL');
    expectRecoverable(root);
  }
}, 60_000);
