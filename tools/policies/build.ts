import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policyModules } from '../../src/adapters/policy-modules';

export const POLICIES = join(__dirname, '..', '..', 'policies');

const MODULE_BYTES = 16 * 1024 * 1024;
const TESTS = '*_test.rego';

/** The policies as opa compiles them to Wasm; the same bytes whenever and wherever one version of it does. */
export function compile(opa: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'policies-'));
  try {
    const bundle = join(folder, 'bundle.tar.gz');
    const options = ['--target=wasm', '--entrypoint=istio/findings', `--ignore=${TESTS}`, `--output=${bundle}`];
    execFileSync(opa, ['build', ...options, 'rego'], { cwd: POLICIES, stdio: ['ignore', 'inherit', 'inherit'] });
    return execFileSync('tar', ['-xzPOf', bundle, '/policy.wasm'], { maxBuffer: MODULE_BYTES });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a module is compiled of, and itself, in the format of sha256sum. */
export function checksums(wasm: Uint8Array): string {
  const sources = [...policyModules()].filter(([path]) => !path.endsWith(TESTS.slice(1)));
  return [['istio.wasm', wasm] as const, ...sources.map(([path, rego]) => [`rego/${path}`, rego] as const)]
    .map(([path, content]) => `${createHash('sha256').update(content).digest('hex')}  ${path}\n`)
    .join('');
}
