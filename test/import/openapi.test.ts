import { readOpenApi } from '../../tools/import/openapi';

const REFERENCE = '#/components/schemas/';

function operations(definition: string, version = 'v1', kind = definition.split('.').at(-1)!): object {
  const schema = { $ref: REFERENCE + definition };
  return {
    get: {},
    post: {
      'x-kubernetes-group-version-kind': { group: 'shop', version, kind },
      requestBody: { content: { '*/*': { schema } } },
    },
  };
}

function document(paths: object, schemas: object): ReadonlyMap<string, unknown> {
  return new Map([['shop.json', { paths, components: { schemas } }]]);
}

const CART = 'io.k8s.api.shop.v1.Cart';
const PATH = '/apis/shop/v1/namespaces/{namespace}/carts';

test('a kind that can be listed and made is read, with its name in paths, its scope and its status', () => {
  const paths = { [PATH]: operations(CART), [`${PATH}/{name}/status`]: {}, '/apis/shop/v1/reviews': { post: {} } };
  expect(readOpenApi(document(paths, { [CART]: { type: 'object' } })).kinds).toEqual([
    {
      group: 'shop',
      kind: 'Cart',
      version: 'v1',
      plural: 'carts',
      scope: 'Namespaced',
      definition: 'shop.v1.Cart',
      hasStatus: true,
    },
  ]);
});

test('versions that are not stable are left out', () => {
  expect(() => readOpenApi(document({ [PATH]: operations(CART, 'v1beta1') }, {}))).toThrow(
    'shop.json: no stored kind of a stable version',
  );
});

test.each<[string, object, object]>([
  ['prose goes', { type: 'string', description: 'long', default: 'a' }, { type: 'string' }],
  [
    'references keep their short names',
    { allOf: [{ $ref: `${REFERENCE}${CART}` }], default: {} },
    { $ref: 'shop.v1.Cart' },
  ],
  [
    'int32 has bounds',
    { type: 'integer', format: 'int32' },
    { type: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 },
  ],
  ['bytes are what Go takes for them', { type: 'string', format: 'byte' }, { 'x-go-type': 'bytes' }],
  ['an empty text is as good as none', { type: 'string', enum: ['a'] }, { type: 'string', enum: ['a', ''] }],
  [
    'items may be null',
    { type: 'array', items: { type: 'string' } },
    { type: 'array', items: { type: 'string', nullable: true } },
  ],
  [
    'an object of no fields takes any',
    { type: 'object' },
    { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  ],
])('%s', (_, field, shape) => {
  const { definitions } = readOpenApi(
    document({ [PATH]: operations(CART) }, { [CART]: { type: 'object', properties: { field } } }),
  );
  expect(definitions).toEqual({ 'shop.v1.Cart': { type: 'object', properties: { field: shape } } });
});
