import type { TraceStep } from '../../../src/mesh/traffic/answer';
import { parseRequest } from '../../../src/mesh/traffic/parse-request';
import { answer, istio } from './meshes';

const GATEWAY = istio(
  'Gateway',
  'istio-system/edge',
  "{ selector: { istio: ingressgateway }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }] }",
);
const ROOT = istio(
  'VirtualService',
  'shop/root',
  `{ hosts: [shop.example], gateways: [istio-system/edge], http: [
    { match: [{ uri: { exact: /page } }], route: [{ destination: { host: page } }] },
    { match: [{ uri: { prefix: /products } }], delegate: { name: products } },
    { match: [{ headers: { x-a: {} } }, { sourceLabels: { app: ratings } }], route: [{ destination: { host: other } }] },
    { route: [{ destination: { host: web } }] }] }`,
);
const DELEGATE = istio(
  'VirtualService',
  'shop/products',
  `{ http: [
    { match: [{ uri: { exact: /products/new } }], route: [{ destination: { host: products } }] },
    { match: [{ uri: { exact: /elsewhere } }], route: [{ destination: { host: nowhere } }] },
    { fault: { delay: { fixedDelay: 5s, percentage: { value: 100 } } }, route: [{ destination: { host: products } }] }] }`,
);

/** Steps of routing, as `name pointer: because`. */
function routeSteps(path: string, objects = [GATEWAY, ROOT, DELEGATE]): readonly string[] {
  const { trace } = answer(parseRequest({ url: `http://shop.example${path}` }), objects);
  return trace.filter(({ step }) => step === 'route' || step === 'host').map(told);
}

function told({ manifest, pointer, because }: TraceStep): string {
  return [manifest?.identity.name, pointer, because].filter((part) => part !== undefined).join(' ');
}

test('the rule of a delegate is named, be it without a match of its own', () => {
  expect(routeSteps('/products/1')).toEqual([
    'shop.example is known here',
    'root /spec/http/0/match/0 not this one: the path /products/1 is not /page',
    'products /spec/http/0/match/0 not this one: the path /products/1 is not /products/new',
    "products /spec/http/1 not this one: what it matches is not within the matches of the root's /spec/http/1",
    'root /spec/http/1/match/0 its match fits, and hands on to a delegate',
    'products /spec/http/2 this rule of the delegate takes it',
  ]);
});

test('what of a delegate no request gets to is told only of requests that get to the delegate', () => {
  expect(routeSteps('/page')).toEqual([
    'shop.example is known here',
    'root /spec/http/0/match/0 this rule, whose match fits, takes it',
  ]);
  expect(routeSteps('/else').join('\n')).not.toContain('within the matches');
});

test('a header that has to be there is missing, and senders have the labels that are asked for', () => {
  expect(routeSteps('/else')).toEqual(
    expect.arrayContaining([
      'root /spec/http/2/match/0 not this one: header x-a is missing',
      'root /spec/http/2/match/1 not this one: it is for senders with app=ratings',
    ]),
  );
});
