import { parseRequest } from '../../../src/mesh/traffic/parse-request';
import { Traffic } from '../../../src/mesh/traffic/traffic';
import { meshOf } from '../../fixtures/manifests';
import { fate, istio, pod } from '../traffic/meshes';

const MESH = [
  ...['buyer', 'seller', 'web', 'items'].map((app) => pod(`shop/${app}`, `{ app: ${app} }`)),
  ...['web', 'items'].map((app) =>
    istio('Service', `shop/${app}`, `{ selector: { app: ${app} }, ports: [{ name: http, port: 80 }] }`),
  ),
];
const BY_SENDER = istio(
  'VirtualService',
  'shop/web',
  `{ hosts: [web], http: [
     { match: [{ sourceLabels: { app: buyer } }], route: [{ destination: { host: items } }] },
     { route: [{ destination: { host: web } }] } ] }`,
);
const SUBSETS_FOR_SELLERS = istio(
  'DestinationRule',
  'shop/web',
  `{ host: web, workloadSelector: { matchLabels: { app: seller } }, subsets: [{ name: v1, labels: { app: web } }] }`,
);
const TO_SUBSET = istio(
  'VirtualService',
  'shop/web',
  '{ hosts: [web], http: [{ route: [{ destination: { host: web, subset: v1 } }] }] }',
);

test.each([
  ['rules that ask for labels of the sender', [BY_SENDER], { 'shop/buyer': 'items 100', 'shop/seller': 'web 100' }],
  [
    'destination rules that are for some pods',
    [SUBSETS_FOR_SELLERS, TO_SUBSET],
    { 'shop/seller': 'web/v1 100', 'shop/buyer': '503 unavailable' },
  ],
])('pods of one namespace share what they know but for %s', (_, objects, expected) => {
  const traffic = new Traffic(meshOf([...MESH, ...objects].join('---\n')));
  const fates = Object.keys(expected).map((from) => [
    from,
    fate(traffic.answer(parseRequest({ url: 'http://web/', from }))),
  ]);
  expect(Object.fromEntries(fates)).toEqual(expected);
});
