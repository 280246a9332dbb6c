import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ExitCode } from '../../../src/cli/exit-codes';
import { main } from '../../../src/cli/main';
import type { KubernetesObject } from '../../../src/model/identity';
import { temporaryFolders, writeTo } from '../../adapters/temporary-folder';
import { capturedIo } from '../../cli/captured-io';
import { documents } from '../../fixtures/manifests';
import { describeWith } from '../programs';
import { until } from '../until';
import { MESH_PROGRAMS, RealMesh } from './harness/real-mesh';
import type { Pod, Scene } from './harness/scene';
import { INTERNET, type Request } from './harness/traffic';

// `route --requests` reads what Envoy logs. Here is what it logs.

const newFolder = temporaryFolders();

const OBJECTS = documents(`
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: istio-system }
spec:
  selector: { istio: ingressgateway }
  servers:
    - port: { number: 443, name: https, protocol: HTTPS }
      hosts: ['*.example.com']
      tls: { mode: SIMPLE, credentialName: edge }
    - port: { number: 80, name: http, protocol: HTTP }
      hosts: [plain.example.com]
    - port: { number: 80, name: http-redirect, protocol: HTTP }
      hosts: [shop.example.com]
      tls: { httpsRedirect: true }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec:
  hosts: [shop.example.com, plain.example.com]
  gateways: [istio-system/edge]
  http:
    - match: [{ uri: { exact: /old } }]
      redirect: { uri: /new, redirectCode: 308 }
    - match: [{ uri: { exact: /health } }]
      directResponse: { status: 204 }
    - match: [{ uri: { exact: /broken } }]
      fault: { abort: { httpStatus: 418, percentage: { value: 100 } } }
      route: [{ destination: { host: shop } }]
    - match: [{ uri: { exact: /nowhere } }]
      route: [{ destination: { host: shop, subset: v3 } }]
    - match: [{ uri: { prefix: /inner/ } }]
      rewrite: { uri: /, authority: inner.example.org }
      route: [{ destination: { host: shop, subset: v2 } }]
    - match: [{ uri: { prefix: /shop } }]
      route:
        - { destination: { host: shop, subset: v1 }, weight: 50 }
        - { destination: { host: shop, subset: v2 }, weight: 50 }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: shop, namespace: shop }
spec:
  host: shop
  subsets:
    - { name: v1, labels: { version: v1 } }
    - { name: v2, labels: { version: v2 } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: no-secrets, namespace: istio-system }
spec:
  selector: { matchLabels: { istio: ingressgateway } }
  action: DENY
  rules: [{ to: [{ operation: { paths: [/shop/secret] } }] }]
`) as KubernetesObject[];

const SERVICE = { name: 'shop', namespace: 'shop', selector: { app: 'shop' } };

const [V1, V2]: readonly Pod[] = ['v1', 'v2'].map((version) => ({
  name: `shop-${version}`,
  namespace: 'shop',
  serviceAccount: 'shop',
  labels: { app: 'shop', version },
  role: 'sidecar',
}));

function scene(log: string): Scene {
  const mesh = stringify({ accessLogFile: log, accessLogEncoding: 'JSON' });
  const config = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'istio', namespace: 'istio-system' },
    data: { mesh },
  };
  return {
    objects: [...OBJECTS, config],
    services: [
      { ...SERVICE, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
      {
        name: 'istio-ingressgateway',
        namespace: 'istio-system',
        selector: { istio: 'ingressgateway' },
        // As the charts of Istio have it for gateways that run without privileges.
        ports: [
          { name: 'http', port: 80, targetPort: 8080 },
          { name: 'https', port: 443, targetPort: 8443 },
        ],
      },
    ],
    pods: [
      V1!,
      V2!,
      {
        name: 'istio-ingressgateway',
        namespace: 'istio-system',
        serviceAccount: 'istio-ingressgateway-service-account',
        labels: { istio: 'ingressgateway' },
        role: 'gateway',
      },
    ],
  };
}

const SHOP = 'https://shop.example.com:8443';

const REQUESTS: readonly Request[] = [
  ...Array<Request>(10).fill({ url: `${SHOP}/shop/cart?id=7` }),
  { url: `${SHOP}/shop/cart`, method: 'POST', headers: { 'x-forwarded-for': '203.0.113.7', 'user-agent': 'curl/8' } },
  { url: `${SHOP}/shop/secret` },
  { url: `${SHOP}/inner/cart` },
  { url: `${SHOP}/old` },
  { url: `${SHOP}/health` },
  { url: `${SHOP}/broken` },
  { url: `${SHOP}/nowhere` },
  { url: `${SHOP}/unknown` },
  { url: 'https://nobody.example.com:8443/' },
  { url: 'http://plain.example.com:8080/shop/cart' },
  { url: 'http://shop.example.com:8080/shop/cart' },
];

describeWith(MESH_PROGRAMS, 'an access log of a real gateway', () => {
  let mesh: RealMesh;
  let log: string;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'access-log-'));
    const file = join(folder, 'access.log');
    mesh = await RealMesh.start(scene(file));
    for (const request of REQUESTS) await mesh.call('send', INTERNET, { pod: 'istio-ingressgateway', ...request });
    // Envoy writes it every ten seconds.
    await until(() => gatewayLines(readFileSync(file, 'utf8')).length >= REQUESTS.length);
    log = readFileSync(file, 'utf8');
  });

  afterAll(async () => {
    await mesh.stop();
    rmSync(folder, { recursive: true });
  });

  async function replay(objects: readonly KubernetesObject[], format: string): Promise<string> {
    const project = newFolder();
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'shop', namespace: 'shop' } };
    const spec = { selector: SERVICE.selector, ports: [{ name: 'http', port: 80, targetPort: 8080 }] };
    writeTo(project, 'mesh.yaml', [...objects, { ...service, spec }].map((object) => stringify(object)).join('---\n'));
    const io = capturedIo(project, { stdin: log });
    const status = await main(['route', '--requests', '-', '--path', 'mesh.yaml', '--format', format], io);
    expect({ status, stderr: io.output.stderr }).toEqual({ status: ExitCode.Clean, stderr: '' });
    return io.output.stdout;
  }

  test('is of requests that meet by its own configuration what it says', async () => {
    const answers = (await replay(OBJECTS, 'json'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Answered);
    expect(answers.map(({ request: { method, url }, logged }) => ({ method, url, agrees: logged?.agrees }))).toEqual(
      REQUESTS.map(({ method = 'GET', url }) => ({ method, url: url.replace(/:8\d+/, ''), agrees: true })),
    );
    expect(new Set(answers.map(({ logged }) => logged?.outcome))).toEqual(
      new Set(['routed', 'denied', 'redirect', 'direct', 'aborted', 'unavailable', 'not-found']),
    );
  });

  test('tells what another configuration would do otherwise', async () => {
    const others = OBJECTS.filter(({ kind }) => kind !== 'AuthorizationPolicy');
    const report = await replay(others, 'text');
    const shares = ['v1', 'v2'].map((subset) => `50 % routed to shop.shop.svc.cluster.local:80 ${subset}`);
    expect(report).toContain(`\n1 request of ${REQUESTS.length} would not meet what the log says\n`);
    expect(report).toContain(`\n  1  403 denied → ${shares.join(', ')}\n`);
    expect(report).toMatch(/\n {4}line \d+: GET https:\/\/shop\.example\.com\/shop\/secret\n/);
  });
});

interface Answered {
  readonly request: { readonly method: string; readonly url: string };
  readonly logged?: { readonly outcome: string; readonly agrees: boolean };
}

function gatewayLines(log: string): readonly string[] {
  return log.split('\n').filter((line) => line !== '' && !line.includes('"inbound|'));
}
