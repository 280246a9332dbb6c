import { fileTree } from '../../src/layout/file-tree';
import { wrap } from '../../src/layout/generated-file';
import { plan } from '../../src/layout/plan';
import { stageMoves } from '../../src/layout/stage-moves';
import { toYaml } from '../../src/layout/yaml';

const ROOT = 'overlays/development';
const policy = (action: string) =>
  wrap(
    toYaml({
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'shop', namespace: 'default' },
      spec: { action },
    }),
    ['development/shop/policy'],
  );
const kustomization = wrap(toYaml({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' }), ['set']);

function movesBetween(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>) {
  const below = (files: Readonly<Record<string, string>>) =>
    new Map(Object.entries(files).map(([path, text]) => [`${ROOT}/${path}`, text]));
  const [existing, wanted] = [below(before), fileTree([...below(after)])];
  const changes = plan({ wanted, existing, owned: new Set(existing.keys()), force: false });
  return stageMoves({ set: 'development', wanted, plan: changes }, existing, ROOT);
}

test('an object whose folder changes is named, with what happens to it', () => {
  const moves = movesBetween(
    {
      'authorization/authorization-policy.shop.yaml': policy('ALLOW'),
      'authorization/kustomization.yaml': kustomization,
    },
    { 'applications/shop/authorization-policy.yaml': policy('DENY'), 'applications/kustomization.yaml': kustomization },
  );
  expect(moves).toMatchObject([
    {
      code: 'IGO0112',
      severity: 'warning',
      identity: { kind: 'AuthorizationPolicy', namespace: 'default', name: 'shop' },
      origin: { constructPath: 'development/shop/policy' },
      message: 'it moves from the stage authorization to applications',
    },
  ]);
});

test.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
  [
    'moves inside of its folder',
    { 'applications/a/x.yaml': policy('ALLOW') },
    { 'applications/b/x.yaml': policy('ALLOW') },
  ],
  ['goes', { 'authorization/x.yaml': policy('ALLOW') }, {}],
  ['comes', {}, { 'authorization/x.yaml': policy('ALLOW') }],
])('an object that %s is no move', (_, before, after) => {
  expect(movesBetween(before, after)).toEqual([]);
});
