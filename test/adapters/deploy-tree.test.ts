import { chmodSync, existsSync, mkdirSync, readdirSync, realpathSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DeployTree, readDeployTree, recordedSets, withDeployTree } from '../../src/adapters/deploy-tree';
import { WorldError } from '../../src/adapters/world-error';
import { FileTree, fileTree } from '../../src/layout/file-tree';
import { wrap } from '../../src/layout/generated-file';
import { Plan, plan } from '../../src/layout/plan';
import { observedFiles, systemError } from './failing-files';
import { asOnDisk, NEW, OLD, synthesize } from './interrupted-run';
import { filesIn, temporaryFolders, writeTo } from './temporary-folder';

const newFolder = temporaryFolders();

const A = 'overlays/production/gateways/a.yaml';
const B = 'overlays/production/gateways/b.yaml';

function treeOf(files: Readonly<Record<string, string>>): FileTree {
  return fileTree(
    Object.entries(files).map(([path, value]): [string, string] => [path, wrap(`a: ${value}\n`, ['env'])]),
  );
}

/** One run, with its plan for the test to look at. */
function synth(root: string, wanted: FileTree, { set = 'production', force = false } = {}): Plan {
  return withDeployTree(root, (tree: DeployTree) => {
    const todo = plan({ wanted, ...tree.read(set, wanted), force });
    tree.apply([{ set, wanted, plan: todo }]);
    return todo;
  });
}

test('a fresh tree is written whole, by few renames', () => {
  const root = join(newFolder(), 'deploy');
  let renames = 0;
  synthesize(
    root,
    OLD,
    observedFiles((_, operation) => (renames += operation === 'rename' ? 1 : 0)),
  );
  expect(filesIn(root)).toEqual(asOnDisk(OLD));
  // The journal, overlays/ as a whole, and the record.
  expect(renames).toBe(3);
});

test('a tree becomes another one, and folders that it emptied go', () => {
  const root = newFolder();
  synthesize(root, OLD);
  mkdirSync(join(root, 'overlays/production/mine'));
  synthesize(root, NEW);
  expect(filesIn(root)).toEqual(asOnDisk(NEW));
  expect(existsSync(join(root, 'overlays/production/applications/gone'))).toBe(false);
  expect(existsSync(join(root, 'overlays/production/mine'))).toBe(true);
});

test('a tree that nobody wants any more goes, with its record', () => {
  const root = newFolder();
  synthesize(root, OLD);
  synthesize(root, new Map());
  expect(readdirSync(root)).toEqual([]);
});

test('an empty set makes no folder', () => {
  const root = join(newFolder(), 'deploy');
  synthesize(root, new Map());
  expect(existsSync(root)).toBe(false);
});

test('a run with nothing to do writes nothing into the tree', () => {
  const root = newFolder();
  synthesize(root, OLD);
  const written: string[] = [];
  synthesize(
    root,
    OLD,
    observedFiles((_, operation, path) => {
      if (operation !== 'removeEmptyFolder') written.push(`${operation} ${path.replace(/lock\..*/, 'lock')}`);
    }),
  );
  const control = join(root, '.istio-gitops');
  expect(written).toEqual([`createFolders ${control}`, `writeFile ${control}/lock`, `removeFile ${control}/lock`]);
});

test('each set owns its own files', () => {
  const root = newFolder();
  synth(root, treeOf({ 'overlays/staging/a.yaml': 'a' }), { set: 'staging' });
  synth(root, treeOf({ [A]: 'a' }));
  expect(recordedSets(root)).toEqual(['production', 'staging']);

  synth(root, new Map(), { set: 'staging' });
  expect(recordedSets(root)).toEqual(['production']);
  expect(Object.keys(filesIn(root))).toEqual(['.istio-gitops/production.paths', A]);
});

test('nothing is recorded where there is no tree', () => {
  expect(recordedSets(join(newFolder(), 'deploy'))).toEqual([]);
});

test('edited and foreign files are named and kept, and fall to force', () => {
  const root = newFolder();
  synth(root, treeOf({ [A]: 'old' }));
  const edited = `${filesIn(root)[A]}# mine\n`;
  writeTo(root, A, edited);
  writeTo(root, B, 'mine\n');
  const wanted = treeOf({ [A]: 'new', [B]: 'new' });

  expect(synth(root, wanted).conflicts).toEqual([
    { path: A, reason: 'edited' },
    { path: B, reason: 'foreign' },
  ]);
  expect(filesIn(root)).toEqual({ [A]: edited, [B]: 'mine\n', '.istio-gitops/production.paths': `${A}\n` });

  expect(synth(root, wanted, { force: true }).conflicts).toEqual([]);
  expect(filesIn(root)).toEqual({
    ...Object.fromEntries(wanted),
    '.istio-gitops/production.paths': `${A}\n${B}\n`,
  });
});

test('an edited file that nobody wants any more is named by every run, and falls to force', () => {
  const root = newFolder();
  synth(root, treeOf({ [A]: 'old' }));
  writeTo(root, A, `${filesIn(root)[A]}# mine\n`);
  for (let run = 0; run < 2; run++) {
    expect(synth(root, new Map()).conflicts).toEqual([{ path: A, reason: 'edited' }]);
  }
  synth(root, new Map(), { force: true });
  expect(readdirSync(root)).toEqual([]);
});

test('a checkout with CRLF is up to date, its record too', () => {
  const root = newFolder();
  synthesize(root, OLD);
  const converted = Object.entries(filesIn(root)).map(([path, text]) => [path, text.replaceAll('\n', '\r\n')] as const);
  for (const [path, text] of converted) writeTo(root, path, text);
  synthesize(root, OLD);
  expect(filesIn(root)).toEqual(Object.fromEntries(converted));
});

test('a record with two branches in it, as a merge leaves it, names no file that is not there', () => {
  const root = newFolder();
  synth(root, treeOf({ [A]: 'a' }));
  writeTo(root, '.istio-gitops/production.paths', `<<<<<<< HEAD\n${A}\n=======\n${B}\n>>>>>>> other\n`);
  synth(root, treeOf({ [A]: 'a' }));
  expect(filesIn(root)['.istio-gitops/production.paths']).toBe(`${A}\n`);
});

test.each(['../outside.yaml', '/etc/passwd', 'a/../../b', 'a//b', 'a\\b', '.istio-gitops/staging.paths'])(
  'a record that lists %s is refused',
  (path) => {
    const root = newFolder();
    writeTo(root, '.istio-gitops/production.paths', `${path}\n`);
    expect(() => synth(root, new Map())).toThrow(
      new WorldError(
        `${join(root, '.istio-gitops/production.paths')} lists ${JSON.stringify(path)}, which is no file of the deploy tree: restore it from Git and run again`,
      ),
    );
  },
);

test('a path that leaves the tree is refused before anything is written', () => {
  const root = newFolder();
  expect(() => synth(root, treeOf({ '../outside.yaml': 'a' }))).toThrow(TypeError);
  expect(filesIn(root)).toEqual({});
});

describe('what stands in the way is an error of the world, and the tree stays as it is', () => {
  const wanted = treeOf({ [A]: 'a' });

  test.each<[string, (root: string, outside: string) => void, RegExp]>([
    [
      'a folder where a file belongs',
      (root) => mkdirSync(join(root, A), { recursive: true }),
      /a\.yaml is a folder, but has to be a file/,
    ],
    [
      'a file where a folder belongs',
      (root) => {
        writeTo(root, 'overlays/production', '');
      },
      /overlays\/production is a file, but has to be a folder/,
    ],
    [
      'a folder that is a link out of the tree',
      (root, outside) => {
        symlinkSync(outside, join(root, 'overlays'));
      },
      /overlays is a symbolic link out of the deploy tree/,
    ],
    [
      'a file that is a link out of the tree',
      (root, outside) => {
        writeTo(outside, 'target.yaml', 'theirs\n');
        mkdirSync(join(root, 'overlays/production/gateways'), { recursive: true });
        symlinkSync(join(outside, 'target.yaml'), join(root, A));
      },
      /a\.yaml is a symbolic link out of the deploy tree, to .*target\.yaml/,
    ],
    [
      'a link to nothing',
      (root) => {
        symlinkSync('nothing', join(root, 'overlays'));
      },
      /overlays is a symbolic link to nothing/,
    ],
    [
      'a link to itself',
      (root) => {
        symlinkSync('overlays', join(root, 'overlays'));
      },
      /overlays is a symbolic link to nothing/,
    ],
    [
      'records that are a link out of the tree',
      (root, outside) => {
        symlinkSync(outside, join(root, '.istio-gitops'));
      },
      /\.istio-gitops is a symbolic link out of the deploy tree/,
    ],
  ])('%s', (_, obstruct, message) => {
    const root = newFolder();
    const outside = newFolder();
    obstruct(root, outside);
    const before = [filesIn(root), filesIn(outside)];
    expect(() => synth(root, wanted, { force: true })).toThrow(message);
    expect(() => synth(root, wanted, { force: true })).toThrow(WorldError);
    expect([filesIn(root), filesIn(outside)]).toEqual(before);
  });

  test('a tree whose root is a file', () => {
    const root = join(newFolder(), 'deploy');
    writeTo(root, '../deploy', 'mine');
    expect(() => synth(root, wanted)).toThrow(/cannot lock the deploy tree: .*deploy.*\(ENOTDIR\)/);
  });
});

test('links that stay inside the tree are followed', () => {
  const root = newFolder();
  mkdirSync(join(root, 'real'));
  symlinkSync('real', join(root, 'overlays'));
  synth(root, treeOf({ [A]: 'a' }));
  expect(existsSync(join(root, 'real/production/gateways/a.yaml'))).toBe(true);
  expect(synth(root, treeOf({ [A]: 'a' })).unchanged).toEqual([A]);
});

test('the root may itself be a link', () => {
  const root = join(newFolder(), 'deploy');
  symlinkSync(newFolder(), root);
  synthesize(root, OLD);
  expect(filesIn(realpathSync(root))).toEqual(asOnDisk(OLD));
});

describe('when the file system refuses', () => {
  test.each(['ENOSPC', 'EACCES', 'EROFS', 'EIO'])(
    'a write (%s), the tree is what it was, wherever it happens',
    (code) => {
      const root = newFolder();
      synthesize(root, OLD);
      for (let failing = 0; ; failing++) {
        let writes = 0;
        const files = observedFiles((_, operation, path) => {
          if (operation === 'writeFile' && writes++ === failing) throw systemError(code, path);
        });
        let thrown: unknown;
        try {
          synthesize(root, NEW, files);
        } catch (error) {
          thrown = error;
        }
        if (thrown === undefined) break;
        expect(thrown).toBeInstanceOf(WorldError);
        expect((thrown as WorldError).message).toMatch(new RegExp(`^cannot .*\\(${code}\\)$`));
        expect(filesIn(root)).toEqual(asOnDisk(OLD));
      }
      expect(filesIn(root)).toEqual(asOnDisk(NEW));
    },
  );

  test('a rename after the point of no return, the next run goes on with it', () => {
    const root = newFolder();
    synthesize(root, OLD);
    const files = observedFiles((_, operation, path) => {
      if (operation === 'rename' && path.endsWith('staging/2')) throw systemError('EACCES', path);
    });
    expect(() => {
      synthesize(root, NEW, files);
    }).toThrow(/journal\.json says what is left, and the next synth goes on with it/);
    expect(withDeployTree(root, ({ recovered }) => recovered)).toBe('completed');
    expect(filesIn(root)).toEqual(asOnDisk(NEW));
  });

  const asRoot = process.getuid?.() === 0;
  (asRoot ? test.skip : test)('a read-only folder, nothing at all is changed', () => {
    const root = newFolder();
    synthesize(root, OLD);
    const folder = join(root, 'overlays/production/gateways');
    chmodSync(folder, 0o555);
    try {
      expect(() => {
        synthesize(root, NEW);
      }).toThrow(/gateways: permission denied.*\(EACCES\)/);
    } finally {
      chmodSync(folder, 0o755);
    }
    expect(filesIn(root)).toEqual(asOnDisk(OLD));
  });
});

test('reading looks at wanted and owned files alone, and changes nothing', () => {
  const root = newFolder();
  synthesize(root, OLD);
  writeTo(root, 'overlays/production/foreign.yaml', 'mine\n');
  const modified = statSync(join(root, '.istio-gitops')).mtimeMs;
  const { existing, owned } = readDeployTree(root, 'production', NEW);
  expect([...existing.keys()].sort()).toEqual([...OLD.keys()]);
  expect([...owned]).toEqual([...OLD.keys()]);
  expect(statSync(join(root, '.istio-gitops')).mtimeMs).toBe(modified);
});

test('reading a tree that does not exist finds nothing', () => {
  expect(readDeployTree(join(newFolder(), 'deploy'), 'production', OLD)).toEqual({
    existing: new Map(),
    owned: new Set(),
  });
});
