import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestSetsOfFolder } from '../../src/adapters/manifest-sources';
import { expectedFindings, finding, Flawed, flawedAt, writeFlawed } from '../../bench/flawed';
import { workload } from '../../bench/workload';

const SERVICES = 30;

describe('the workload as files', () => {
  let folder: string;
  let flawed: Flawed;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'istio-gitops-flawed-'));
    const place = { folder: join(folder, 'peer'), services: SERVICES, output: '' };
    writeFlawed(place);
    flawed = flawedAt(place);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('has all objects', () => {
    const { sets, problems } = manifestSetsOfFolder(flawed.manifests);
    expect(problems).toEqual([]);
    expect(sets.get('')?.size).toBe([...workload(SERVICES)].length);
  });

  test('has each flaw in some services of each environment', () => {
    expect(readFileSync(join(flawed.manifests, 'dev', 'svc-00001.yaml'), 'utf8')).toContain('action: PERMIT');
    const found = [...expectedFindings(SERVICES, ['wrong type'])];
    expect(found).toEqual(['dev', 'staging', 'prod'].flatMap((name) => [`wrong type in ${name}/svc-00001`, `wrong type in ${name}/svc-00026`])); // prettier-ignore
  });
});

test('a finding is about a file, wherever the tool starts its path', () => {
  expect(finding('no timeout', '/tmp/x/manifests/dev/svc-00003.yaml')).toBe(
    finding('no timeout', 'manifests/dev/svc-00003.yaml'),
  );
});
