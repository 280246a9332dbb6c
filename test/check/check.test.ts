import { withoutMisshapen } from '../../src/check/check';
import type { Finding } from '../../src/model/finding';
import { ManifestSet } from '../../src/model/manifest-set';
import { manifestsOf } from '../fixtures/manifests';

test("without its misshapen objects a set knows of them, and of what is another repository's", () => {
  const [bad, good] = manifestsOf(
    ['bad', 'good'].map((name) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`).join('---\n'),
  ) as [ManifestSet['manifests'][number], ManifestSet['manifests'][number]];
  const elsewhere = { group: '', kind: 'Service', namespace: 'shop', name: 'cart' };
  const set = new ManifestSet('live', [bad, good], [elsewhere]);
  const finding: Finding = { ...bad, code: 'IST0106', severity: 'error', stage: 'schema', message: 'wrong' };
  const rest = withoutMisshapen(set, [finding]);
  expect(rest.manifests).toEqual([good]);
  expect([elsewhere, bad.identity, good.identity].map((identity) => rest.knows(identity))).toEqual([true, true, true]);
});
