import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IstioctlMessage } from '../check/istioctl-messages';
import type { ManifestSet } from '../model/manifest-set';
import { inWorld, WorldError } from './world-error';

/** Milliseconds. */
const LONGEST_RUN = 600_000;
const MOST_OUTPUT = 256 * 1024 * 1024;
/** The lines before it tell of objects that it cannot read. */
const ANSWER = /^(?:\[|null$)/m;

/**
 * What the `istioctl` on the PATH says of a set, without a cluster; undefined where there is none. It reads JSON as YAML,
 * which is quicker to write.
 *
 * @throws WorldError when it fails
 */
export function istioctlAnalyze(set: ManifestSet): readonly IstioctlMessage[] | undefined {
  return inWorld('write manifests for istioctl', () => {
    const folder = mkdtempSync(join(tmpdir(), 'istio-gitops-'));
    try {
      const file = join(folder, 'manifests.yaml');
      writeFileSync(file, set.manifests.map(({ object }) => `${JSON.stringify(object)}\n`).join('---\n'));
      return analyze(file);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

function analyze(file: string): readonly IstioctlMessage[] | undefined {
  const options = ['analyze', '--all-namespaces', '--use-kube=false', '--output=json', file];
  const { error, stdout, stderr } = spawnSync('istioctl', options, {
    encoding: 'utf8',
    maxBuffer: MOST_OUTPUT,
    timeout: LONGEST_RUN,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (error !== undefined && 'code' in error && error.code === 'ENOENT') return undefined;
  try {
    if (error !== undefined) throw error;
    // Its exit status says nothing.
    return (JSON.parse(stdout.slice(stdout.search(ANSWER))) as readonly IstioctlMessage[] | null) ?? [];
  } catch (cause) {
    const why = stderr.trim().split('\n').at(-1) ?? '';
    throw new WorldError(`istioctl analyze fails: ${why}; run it by hand, or leave it out with --no-istioctl`, {
      cause,
    });
  }
}
