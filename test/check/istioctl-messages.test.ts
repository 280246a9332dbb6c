import { istioctlFindings, IstioctlMessage } from '../../src/check/istioctl-messages';
import type { Finding } from '../../src/model/finding';
import { ManifestSet } from '../../src/model/manifest-set';
import { manifestsOf } from '../fixtures/manifests';

const set = new ManifestSet(
  'shop',
  manifestsOf(`apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec: { hosts: [cart], http: [{ route: [{ destination: { host: cart } }] }] }
`),
);
const [cart] = set.manifests;

function merged(message: Partial<IstioctlMessage>, ours: readonly Finding[] = []): readonly Finding[] {
  const said = { code: 'IST0109', level: 'Error', origin: 'VirtualService shop/cart', message: 'a conflict' };
  return istioctlFindings([{ ...said, ...message }], set, ours);
}

test('what istioctl says of an object is marked as its own, with the effect and the fix that we know of the code', () => {
  const [finding] = merged({});
  expect(finding).toMatchObject({
    code: 'IST0109',
    severity: 'error',
    identity: cart!.identity,
    message: 'istioctl: a conflict',
  });
  expect([finding!.effect, finding!.fix]).toEqual([expect.stringContaining(' '), expect.stringContaining(' ')]);
});

test('a code that nobody here explains has neither', () => {
  const [finding] = merged({ code: 'IST0999', level: 'Info' });
  expect(finding).toMatchObject({ code: 'IST0999', severity: 'info' });
  expect(Object.keys(finding!)).not.toEqual(expect.arrayContaining(['effect']));
});

test('nothing is said of an object that we said under the same code', () => {
  const [ours] = merged({});
  expect(merged({}, [ours!])).toEqual([]);
  expect(merged({ code: 'IST0132' }, [ours!])).toHaveLength(1);
});

test('what is about no object of the set is kept, by its name', () => {
  const [finding] = merged({ origin: 'VirtualService other/cart' });
  expect(finding).toMatchObject({ origin: { constructPath: 'VirtualService other/cart' } });
  expect(finding).not.toHaveProperty('identity');
});
