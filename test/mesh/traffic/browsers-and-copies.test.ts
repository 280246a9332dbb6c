import type { HeaderOperations, TrafficAnswer } from '../../../src/mesh/traffic/answer';
import { parseRequest, type WrittenRequest } from '../../../src/mesh/traffic/parse-request';
import { sharesOf } from '../../../src/mesh/traffic/shares';
import { answer, fate, istio } from './meshes';

const WEB = 'route: [{ destination: { host: web } }]';

/** What a request to an ingress gateway meets whose only virtual service has one rule. */
function met(rule: string, request: Partial<WrittenRequest> = {}, ...objects: readonly string[]): TrafficAnswer {
  const gateway =
    '{ selector: { istio: ingressgateway }, servers: [{ hosts: ["*"], port: { name: http, number: 80, protocol: HTTP } }] }';
  return answer(parseRequest({ url: 'http://shop.example.com/a', ...request }), [
    istio('Gateway', 'shop/edge', gateway),
    istio('VirtualService', 'shop/shop', `{ hosts: [shop.example.com], gateways: [edge], http: [{ ${rule} }] }`),
    ...objects,
  ]);
}

function returned({ rewrite }: TrafficAnswer): HeaderOperations['set'] {
  return rewrite.headers.response.set;
}

const ORIGIN = 'https://a.example';
const preflight = (origin = ORIGIN): Partial<WrittenRequest> => ({
  method: 'OPTIONS',
  headers: { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-a,x-b' },
});

test('a preflight is told what is allowed', () => {
  const policy = `corsPolicy: { allowOrigins: [{ regex: "https://.*" }], allowMethods: [GET, PUT], allowHeaders: [x-a],
    exposeHeaders: [x-c], maxAge: 1m30s, allowCredentials: true }, ${WEB}`;
  const told = met(policy, preflight());
  expect(fate(told)).toBe('200 direct');
  expect(returned(told)).toEqual({
    'access-control-allow-origin': ORIGIN,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'GET,PUT',
    'access-control-allow-headers': 'x-a',
    'access-control-expose-headers': 'x-c',
    'access-control-max-age': '90',
  });
});

test('a fault comes before it, and of those that are not aborted, it is said what becomes', () => {
  const fault = 'fault: { abort: { httpStatus: 503, percentage: { value: 25 } } }';
  const told = met(`corsPolicy: { allowOrigins: [{ exact: "*" }] }, ${fault}, ${WEB}`, preflight());
  expect(told).toMatchObject({ outcome: 'mixed', otherwise: { outcome: 'direct', status: 200 } });
  expect(sharesOf(told)).toEqual([
    { outcome: 'aborted', status: 503, weight: 25 },
    { outcome: 'direct', status: 200, weight: 75 },
  ]);
});

test('`*` allows what is asked for', () => {
  const told = met(
    `corsPolicy: { allowOrigins: [{ exact: "*" }], allowMethods: ["*"], allowHeaders: ["*"] }, ${WEB}`,
    preflight(),
  );
  expect(returned(told)).toEqual({
    'access-control-allow-origin': ORIGIN,
    'access-control-allow-methods': 'PUT',
    'access-control-allow-headers': 'x-a,x-b',
  });
});

test.each([
  ['FORWARD', 'web 100', {}],
  ['IGNORE', '200 direct', { 'access-control-allow-methods': 'GET' }],
])('a preflight of another origin, where unmatchedPreflights is %s', (unmatched, outcome, headers) => {
  const policy = `corsPolicy: { allowOrigins: [{ prefix: "https://b" }], allowMethods: [GET], unmatchedPreflights: ${unmatched} }`;
  const told = met(`${policy}, ${WEB}`, preflight());
  expect([fate(told), returned(told)]).toEqual([outcome, headers]);
});

test('answers to allowed origins say so, whatever the rule sets', () => {
  const rule = `corsPolicy: { allowOrigins: [{ exact: "${ORIGIN}" }] },
    headers: { response: { set: { access-control-allow-origin: nobody } } }, ${WEB}`;
  expect(returned(met(rule, { headers: { origin: ORIGIN } }))).toEqual({ 'access-control-allow-origin': ORIGIN });
  expect(returned(met(rule))).toEqual({ 'access-control-allow-origin': 'nobody' });
});

test('rules that answer themselves have nothing to say to browsers', () => {
  const rule = `corsPolicy: { allowOrigins: [{ exact: "*" }] }, redirect: { uri: /b }`;
  expect(fate(met(rule, preflight()))).toBe('301 redirect');
});

test('a copy is what is sent, with the same authority', () => {
  const rule = `mirrors: [{ destination: { host: copy, port: { number: 81 } }, percentage: { value: 50 } }],
    rewrite: { uri: /b/, authority: b.example }, ${WEB}`;
  expect(met(rule).copies).toMatchObject([
    {
      host: 'copy.shop.svc.cluster.local',
      port: 81,
      percentage: 50,
      path: '/b/a',
      authority: 'b.example',
      outcome: 'routed',
    },
  ]);
});

test('what a share has of its own, its copies have', () => {
  const rule = `mirror: { host: copy }, route: [
    { weight: 1, destination: { host: a }, headers: { request: { set: { host: a.example } } } }, { weight: 3, destination: { host: b } }]`;
  expect(met(rule).copies).toMatchObject([
    { percentage: 25, authority: 'a.example' },
    { percentage: 75, authority: 'shop.example.com' },
  ]);
});

test('what nobody gets is not copied, nor is a copy sent to where the sender was going', () => {
  const entry = '{ hosts: [out.example], resolution: NONE, ports: [{ number: 80, name: http, protocol: HTTP }] }';
  expect(met('mirror: { host: copy }, route: [{ destination: { host: nowhere.example } }]').copies).toEqual([]);
  const lost = met(`mirror: { host: out.example }, ${WEB}`, {}, istio('ServiceEntry', 'shop/out', entry));
  expect(lost.copies).toMatchObject([{ outcome: 'unavailable' }]);
});

test('an empty query stays one', () => {
  const to = (rule: string): string => met(rule, { url: 'http://shop.example.com/a?' }).rewrite.path;
  expect(to(WEB)).toBe('/a?');
  expect(to(`match: [{ uri: { exact: /a } }], rewrite: { uri: /b }, ${WEB}`)).toBe('/b?');
  expect(to('redirect: { uri: /c }')).toBe('http://shop.example.com/c?');
});

test.each([
  ['defaultVirtualServiceExportTo', '*', 'web 100'],
  ['defaultVirtualServiceExportTo', '.', '404 not-found'],
  ['defaultVirtualServiceExportTo', 'istio-system', 'web 100'],
  ['defaultVirtualServiceExportTo', '~', '404 not-found'],
  ['defaultServiceExportTo', '.', '503 unavailable'],
  ['defaultServiceExportTo', 'istio-system', 'web 100'],
])('the mesh config may say who sees what has no exportTo: %s %s', (field, scope, outcome) => {
  const config = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio, namespace: istio-system }\ndata: { mesh: "${field}: ['${scope}']" }\n`;
  const service = istio('Service', 'shop/web', '{ selector: { app: web }, ports: [{ port: 80, name: http }] }');
  expect(fate(met(WEB, {}, config, service))).toBe(outcome);
});

test('a Sidecar may say where pods listen, which is not evaluated', () => {
  const sidecar = (name: string): string =>
    istio(
      'Sidecar',
      `shop/${name}`,
      `{ workloadSelector: { labels: { app: ${name} } }, ingress: [{ port: { number: 9080, name: http, protocol: HTTP }, defaultEndpoint: "127.0.0.1:8080" }] }`,
    );
  expect(met(WEB, {}, sidecar('web')).doubts).toContain('listeners that Sidecars declare');
  expect(met(WEB, {}, sidecar('other')).doubts).not.toContain('listeners that Sidecars declare');
});
