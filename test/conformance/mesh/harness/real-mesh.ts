import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stderr } from 'node:process';
import type { MeshApi } from './mesh-process';
import { TypeScriptProcess } from './process/typescript-process';
import type { Scene } from './scene';

/** Programs that a mesh is made of. */
export const MESH_PROGRAMS: readonly string[] = [
  'pilot-discovery',
  'envoy',
  'openssl',
  'unshare',
  'nsenter',
  'mount',
  'ip',
  'nft',
];

/**
 * A mesh of real istiod and real Envoys, in a process with user, network and mount namespaces of its own: it needs no
 * root, reaches nothing outside, and all of it ends with the process.
 */
export class RealMesh {
  private constructor(
    private readonly process: TypeScriptProcess<MeshApi>,
    private readonly folder: string,
    /** What is served otherwise than the tree has it. */
    readonly changes: readonly string[],
  ) {}

  /** Serves a scene, and waits until all proxies do what it says. */
  static async start(scene: Scene): Promise<RealMesh> {
    const folder = mkdtempSync(join(tmpdir(), 'mesh-'));
    const unshared = ['--user', '--map-root-user', '--net', '--mount'];
    const file = join(__dirname, 'mesh-process.ts');
    const log = join(folder, 'mesh.log');
    const process = TypeScriptProcess.start<MeshApi>(unshared, file, log);
    try {
      const changes = await process.call('start', scene, folder);
      for (const change of changes) stderr.write(`the real mesh has ${change}\n`);
      return new RealMesh(process, folder, changes);
    } catch (error) {
      await process.stop();
      throw new Error(`the real mesh did not start, see the logs in ${folder}:\n${readFileSync(log, 'utf8')}`, {
        cause: error,
      });
    }
  }

  /** Asks the mesh for something. */
  get call(): TypeScriptProcess<MeshApi>['call'] {
    return this.process.call.bind(this.process);
  }

  async stop(): Promise<void> {
    await this.process.call('stop');
    await this.process.stop();
    rmSync(this.folder, { recursive: true });
  }
}
