import { diffTrees } from '../../src/diff/diff';
import { essenceOf } from '../../src/report/object-essence';
import { LIMITS, trees } from '../diff/trees';

const NETWORKING = 'networking.istio.io/v1';
const SECURITY = 'security.istio.io/v1';
const GATEWAY_API = 'gateway.networking.k8s.io/v1';

const split = '[{ destination: { host: a, subset: v1 }, weight: 3 }, { destination: { host: b }, weight: 1 }]';

test.each<[kind: string, apiVersion: string, spec: string, essence: string]>([
  ['VirtualService', NETWORKING, '{ hosts: [a, b], gateways: [x/g, mesh] }', 'a, b at x/g, mesh'],
  [
    'VirtualService',
    NETWORKING,
    `{ hosts: [a], http: [{ name: all, route: ${split} }] }`,
    'a; http[all]: v1 75 %, b 25 %',
  ],
  ['VirtualService', NETWORKING, '{ hosts: [a], http: [{ route: [{ destination: { host: a } }] }] }', 'a'],
  [
    'Gateway',
    NETWORKING,
    "{ servers: [{ hosts: ['*.a.com'], port: { number: 443, protocol: HTTPS }, tls: { mode: SIMPLE } }] }",
    '*.a.com on 443 HTTPS SIMPLE',
  ],
  ['Gateway', GATEWAY_API, '{ listeners: [{ port: 80, protocol: HTTP }] }', 'any host on 80 HTTP'],
  [
    'HTTPRoute',
    GATEWAY_API,
    '{ hostnames: [a.com], parentRefs: [{ name: g }], rules: [{ backendRefs: [{ name: a }, { name: b }] }] }',
    'a.com at g; rules[0]: a 50 %, b 50 %',
  ],
  ['ServiceEntry', NETWORKING, '{ hosts: [a.com], ports: [{ number: 443 }] }', 'a.com on 443'],
  [
    'DestinationRule',
    NETWORKING,
    '{ host: a, subsets: [{ name: v1, labels: { version: v1 } }], trafficPolicy: { tls: { mode: DISABLE } } }',
    'a; subsets v1 version=v1; TLS DISABLE',
  ],
  ['Sidecar', NETWORKING, '{ egress: [{ hosts: [./*, b/c] }] }', 'knows ./*, b/c'],
  ['AuthorizationPolicy', SECURITY, '{}', 'ALLOW: nothing'],
  ['AuthorizationPolicy', SECURITY, '{ action: DENY, rules: [{}] }', 'DENY: anybody'],
  [
    'AuthorizationPolicy',
    SECURITY,
    `{ selector: { matchLabels: { app: a } }, rules: [
       { from: [{ source: { principals: [cluster.local/ns/x/sa/y] } }, { source: { notNamespaces: [z] } }],
         to: [{ operation: { methods: [GET], paths: [/v1/*] } }], when: [{ key: 'request.headers[x]' }] }] }`,
    'ALLOW on app=a: x/y or notNamespaces z to GET /v1/* when request.headers[x]',
  ],
  ['PeerAuthentication', SECURITY, '{ mtls: { mode: PERMISSIVE } }', 'mutual TLS PERMISSIVE'],
  ['RequestAuthentication', SECURITY, '{ jwtRules: [{ issuer: https://id.example }] }', 'tokens of https://id.example'],
  ['ConfigMap', 'v1', '{ hosts: [a] }', ''],
  ['Gateway', NETWORKING, '{ servers: 3 }', ''],
  ['VirtualService', NETWORKING, '[{ hosts: [] }]', ''],
  ['AuthorizationPolicy', SECURITY, '{ rules: [5, { from: { source: x }, to: [[]] }] }', 'ALLOW: anybody, anybody'],
])('%s of %s that is %s', (kind, apiVersion, spec, essence) => {
  const object = `{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: x, namespace: n }, spec: ${spec} }`;
  const [nothing, something] = [trees({ a: '' }), trees({ a: object })];
  const [added] = diffTrees(nothing, something, { limits: LIMITS }).objects;
  const [removed] = diffTrees(something, nothing, { limits: LIMITS }).objects;
  expect([added, removed].map((change) => essenceOf(change!))).toEqual([essence, essence]);
});
