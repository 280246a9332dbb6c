import { Testing } from 'cdk8s';
import { Destination, DestinationRule, ServiceReference } from '../../../src/constructs/istio';
import { expectManifests, expectRefusal } from '../golden';

const service = ServiceReference.inCluster('reviews', 'shop');
const props = { namespace: 'shop', service };
const subsets = {
  stable: { labels: { version: 'v1' } },
  canary: { labels: { version: 'v2' }, trafficPolicy: { tls: { mode: 'SIMPLE' } } },
} as const;

test('a destination rule is a traffic policy and subsets of a service', () => {
  expectManifests(
    (chart) =>
      new DestinationRule(chart, 'reviews', {
        ...props,
        trafficPolicy: { loadBalancer: { simple: 'LEAST_REQUEST' } },
        subsets,
        exportTo: ['.'],
      }),
    `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec:
  host: reviews.shop.svc.cluster.local
  trafficPolicy: { loadBalancer: { simple: LEAST_REQUEST } }
  exportTo: [.]
  subsets:
    - { name: stable, labels: { version: v1 } }
    - { name: canary, labels: { version: v2 }, trafficPolicy: { tls: { mode: SIMPLE } } }
`,
  );
});

test('without subsets it says nothing of them', () => {
  expectManifests(
    (chart) =>
      new DestinationRule(chart, 'reviews', {
        namespace: 'shop',
        service: ServiceReference.external('api.example.com'),
      }),
    `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec: { host: api.example.com }
`,
  );
});

describe('a subset', () => {
  const rule = () => new DestinationRule(Testing.chart(), 'reviews', { ...props, subsets });

  test('is a destination', () => {
    expect(rule().subset('stable').toSpec()).toEqual({
      host: 'reviews.shop.svc.cluster.local',
      subset: 'stable',
      port: undefined,
    });
  });

  test('may be on a port of the service', () => {
    expect(rule().subset('stable').onPort(8080)).toEqual(
      new Destination('reviews.shop.svc.cluster.local', 'stable', 8080),
    );
  });

  test.each([
    [
      'stabel',
      '[test/reviews] the destination rule has no subset "stabel"; did you mean "stable"?: use one of stable, canary',
    ],
    ['constructor', '[test/reviews] the destination rule has no subset "constructor": use one of stable, canary'],
  ])('%s, which the rule does not have, is refused', (name, message) => {
    expectRefusal((chart) => new DestinationRule(chart, 'reviews', { ...props, subsets }).subset(name), message);
  });

  test('of a rule that has none is refused', () => {
    expect(() => new DestinationRule(Testing.chart(), 'reviews', props).subset('stable')).toThrow(
      'use one of none: it has no subsets',
    );
  });

  test('without labels is refused: it would be the whole service', () => {
    expectRefusal(
      (chart) => new DestinationRule(chart, 'reviews', { ...props, subsets: { all: { labels: {} } } }),
      '[test/reviews] the subset "all" has no labels, so it is the whole service: name a label that only its pods have',
    );
  });
});

describe('a service', () => {
  test('of the cluster is named in full', () => {
    expect(service.host).toBe('reviews.shop.svc.cluster.local');
    expect(service.destination().toSpec()).toEqual({
      host: 'reviews.shop.svc.cluster.local',
      subset: undefined,
      port: undefined,
    });
    expect(service.destination(80).toSpec()).toMatchObject({ port: { number: 80 } });
  });

  test('outside of it stands for itself', () => {
    expect(ServiceReference.external('api.example.com').host).toBe('api.example.com');
  });

  test('has no port 0', () => {
    expect(() => service.destination(0)).toThrow('port 0: a port is a whole number from 1 to 65535');
  });
});
