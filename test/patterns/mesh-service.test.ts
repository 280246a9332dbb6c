import { Testing } from 'cdk8s';
import { ServiceReference } from '../../src/constructs/istio';
import { milliseconds, seconds } from '../../src/model/duration';
import { percent } from '../../src/model/percent';
import { DEFAULT_TRAFFIC_POLICY, MeshService, MeshServiceProps } from '../../src/patterns';
import { chartOf, objectsOf } from '../fixtures/trees';
import { httpRules, routing } from './applications';

const made = (props: Partial<MeshServiceProps> = {}) =>
  objectsOf(chartOf((chart) => new MeshService(chart, 'api', { port: 80, ...props })));
const ruleOf = (props: Partial<MeshServiceProps>) => httpRules(made(props).get('VirtualService default/api'))[0];
const policyOf = (props: Partial<MeshServiceProps>): unknown =>
  (made(props).get('DestinationRule default/api')?.['spec'] as { trafficPolicy: unknown }).trafficPolicy;

describe('an application', () => {
  test('has one owner of its routes and one of its connections, and nothing else', () => {
    const objects = made();
    expect([...objects.keys()]).toEqual(['DestinationRule default/api', 'VirtualService default/api']);
    expect(objects.get('VirtualService default/api')).toEqual({
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'api', namespace: 'default', labels: { 'app.kubernetes.io/name': 'api' } },
      spec: {
        hosts: ['api.default.svc.cluster.local'],
        http: [
          {
            name: 'default',
            route: [{ destination: { host: 'api.default.svc.cluster.local', port: { number: 80 } } }],
            timeout: '15s',
            retries: { attempts: 2, retryOn: 'connect-failure,refused-stream,reset-before-request' },
          },
        ],
      },
    });
    expect(objects.get('DestinationRule default/api')?.['spec']).toEqual({
      host: 'api.default.svc.cluster.local',
      trafficPolicy: DEFAULT_TRAFFIC_POLICY,
    });
  });

  test('may be in another namespace', () => {
    expect([...made({ namespace: 'shop' }).keys()]).toEqual(['DestinationRule shop/api', 'VirtualService shop/api']);
  });

  test('refers to its Deployment by service, service account and labels', () => {
    const service = new MeshService(Testing.chart(), 'api', { namespace: 'shop', port: 80 });
    expect(service).toMatchObject({
      service: { host: 'api.shop.svc.cluster.local' },
      serviceAccount: { name: 'api', namespace: 'shop' },
      workload: { namespace: 'shop', labels: { app: 'api' } },
    });
    const other = new MeshService(Testing.chart(), 'api', { port: 80, serviceAccount: 'robot', labels: { tier: 'a' } });
    expect(other).toMatchObject({ serviceAccount: { name: 'robot' }, workload: { labels: { tier: 'a' } } });
  });

  test('has its Service and ServiceAccount made where asked', () => {
    const create = ['Service', 'ServiceAccount'] as const;
    const objects = made({ create, labels: { app: 'api-pods' }, serviceAccount: 'robot', targetPort: 8080 });
    expect(objects.get('ServiceAccount default/robot')).toBeDefined();
    expect(objects.get('Service default/api')?.['spec']).toEqual({
      selector: { app: 'api-pods' },
      ports: [{ name: 'http', port: 80, targetPort: 8080, appProtocol: 'http' }],
    });
    expect([...made({ create: ['Service'] }).keys()]).not.toContain('ServiceAccount default/api');
  });

  test('is refused without labels: its policies would be for every pod', () => {
    expect(() => new MeshService(Testing.chart(), 'api', { port: 80, labels: {} })).toThrow(
      '[test/api] without labels its policies would be for every pod: name a label of its pods',
    );
  });

  test.each([0, 65536])('is refused on port %d', (port) => {
    expect(() => new MeshService(Testing.chart(), 'api', { port })).toThrow(`port ${port}: a port is a whole number`);
  });
});

describe('requests', () => {
  test('time out after another time, or never', () => {
    expect(ruleOf({ timeout: seconds(3) })?.timeout).toBe('3s');
    expect(ruleOf({ timeout: 'none' })).not.toHaveProperty('timeout');
  });

  test('are tried again as said', () => {
    expect(ruleOf({ retries: { attempts: 0 } })?.retries).toEqual({ attempts: 0 });
    expect(ruleOf({ retries: { attempts: 5, perTryTimeout: milliseconds(200), on: ['5xx'] } })?.retries).toEqual({
      attempts: 5,
      perTryTimeout: '200ms',
      retryOn: '5xx',
    });
  });

  test('are rewritten, delayed, mirrored, shared with other origins and given headers', () => {
    const shadow = ServiceReference.inCluster('api', 'default');
    const props = {
      rewrite: { uri: '/' },
      fault: { abort: { httpStatus: 503, percentage: { value: 1 } } },
      corsPolicy: { allowOrigins: [{ exact: 'https://a.com' }] },
      headers: { request: { add: { a: 'b' } } },
    };
    expect(
      ruleOf({ ...props, mirrors: [{ destination: shadow.destination(80), percentage: percent(10) }] }),
    ).toMatchObject({
      ...props,
      mirrors: [
        { destination: { host: 'api.default.svc.cluster.local', port: { number: 80 } }, percentage: { value: 10 } },
      ],
    });
  });

  test('of special rules are handled first', () => {
    const rules = [{ name: 'old', match: [{ uri: { prefix: '/old' } }], redirect: { uri: '/new' } }];
    expect(routing(made({ rules }).get('VirtualService default/api'))).toMatchObject([
      { name: 'old' },
      { name: 'default' },
    ]);
  });
});

describe('connections', () => {
  test('are pooled, balanced and given up as said, the rest by default', () => {
    const loadBalancer = { consistentHash: { httpHeaderName: 'x-user' } };
    expect(policyOf({ trafficPolicy: { loadBalancer } })).toEqual({ ...DEFAULT_TRAFFIC_POLICY, loadBalancer });
    const connectionPool = { tcp: { maxConnections: 7 } };
    expect(policyOf({ trafficPolicy: { connectionPool } })).toEqual({ ...DEFAULT_TRAFFIC_POLICY, connectionPool });
  });

  test('go to the nearest healthy locality as said', () => {
    expect(policyOf({ locality: { failover: { 'us-east-1': 'eu-west-1' } } })).toMatchObject({
      loadBalancer: {
        simple: 'LEAST_REQUEST',
        localityLbSetting: { enabled: true, failover: [{ from: 'us-east-1', to: 'eu-west-1' }] },
      },
    });
  });
});

test('its callers are admitted by their identity, in one policy for its pods', () => {
  const objects = objectsOf(
    chartOf((chart) => {
      const api = new MeshService(chart, 'api', { port: 80 });
      api.admit({ name: 'web', namespace: 'shop' });
      api.admit({ name: 'job', namespace: 'batch' });
    }),
  );
  expect(objects.get('AuthorizationPolicy default/api')?.['spec']).toEqual({
    selector: { matchLabels: { app: 'api' } },
    action: 'ALLOW',
    rules: [
      { from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'] } }] },
      { from: [{ source: { principals: ['cluster.local/ns/batch/sa/job'] } }] },
    ],
  });
});
