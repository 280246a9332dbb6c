import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import * as l1 from '../../imports/networking.istio.io';
import { CustomResource } from '../../src/constructs/custom-resource';
import { ExternalResource } from '../../src/constructs/external-resource';
import {
  AuthorizationPolicy,
  DestinationRule,
  Gateway,
  PeerAuthentication,
  RequestAuthentication,
  ServiceEntry,
  ServiceReference,
  Sidecar,
  Telemetry,
  VirtualService,
} from '../../src/constructs/istio';
import { Namespace } from '../../src/constructs/kubernetes';
import type { Resource } from '../../src/constructs/resource';
import { synthesize } from '../../src/synth/synthesize';
import { lineFinder } from '../fixtures/source-lines';
import { chartOf } from '../fixtures/trees';

const lineOf = lineFinder(__filename);
const service = ServiceReference.inCluster('reviews', 'shop');
const server = { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*.example.com'] };
const inShop = { namespace: 'shop' };

const RESOURCES: Readonly<Record<string, (scope: Construct) => Resource>> = {
  AuthorizationPolicy: (scope) => AuthorizationPolicy.denyByDefault(scope, 'a', inShop),
  DestinationRule: (scope) => new DestinationRule(scope, 'a', { ...inShop, service }),
  Gateway: (scope) => new Gateway(scope, 'a', { ...inShop, selector: {}, servers: [server] }),
  PeerAuthentication: (scope) => new PeerAuthentication(scope, 'a', { ...inShop, mode: 'STRICT' }),
  RequestAuthentication: (scope) => new RequestAuthentication(scope, 'a', { ...inShop, jwtRules: [{ issuer: 'a' }] }),
  ServiceEntry: (scope) => new ServiceEntry(scope, 'a', { ...inShop, hosts: ['a.com'], ports: [] }),
  Sidecar: (scope) => new Sidecar(scope, 'a', { ...inShop, egress: [] }),
  Telemetry: (scope) => new Telemetry(scope, 'a', inShop),
  VirtualService: (scope) => new VirtualService(scope, 'a', { ...inShop, hosts: [service] }),
};

describe.each(Object.entries(RESOURCES))('%s', (kind, make) => {
  test('has its L1 in reach, and as its default child, as cdk8s looks for it', () => {
    const resource = make(Testing.chart());
    expect(resource.resource).toMatchObject({ kind, name: 'a' });
    expect(ApiObject.of(resource)).toBe(resource.resource);
    expect(resource).toMatchObject({ name: 'a', namespace: 'shop' });
  });

  test('can be patched by itself and by its L1, before or after it is complete', () => {
    const chart = Testing.chart();
    const resource = make(chart);
    resource.addJsonPatch(JsonPatch.add('/spec/fromTheL2', 1));
    resource.resource.addJsonPatch(JsonPatch.add('/spec/fromTheL1', 2));
    resource.resource.metadata.addLabel('late', 'label');
    const [object] = Testing.synth(chart) as [{ metadata: object; spec: object }];
    expect(object).toMatchObject({
      kind,
      metadata: { labels: { late: 'label' } },
      spec: { fromTheL2: 1, fromTheL1: 2 },
    });
  });

  test('takes the labels of whatever chart it is in', () => {
    const chart = new Chart(new App(), 'chart', { labels: { team: 'shop' } });
    make(chart);
    expect(Testing.synth(chart)).toMatchObject([
      { metadata: { name: 'a', namespace: 'shop', labels: { team: 'shop' } } },
    ]);
  });
});

describe('what another repository owns', () => {
  test('can be referred to without an error, and what nobody owns cannot', () => {
    const build = (external: boolean) =>
      synthesize(
        chartOf((chart) => {
          if (external) {
            Gateway.fromName(chart, 'shared', { name: 'shared', namespace: 'edge' });
            VirtualService.fromName(chart, 'routes', { name: 'routes', namespace: 'edge' });
          }
          new l1.VirtualService(chart, 'v', {
            metadata: { name: 'v', namespace: 'shop' },
            spec: {
              hosts: ['a.com'],
              gateways: ['edge/shared'],
              http: [{ delegate: { name: 'routes', namespace: 'edge' } }],
            },
          });
        }),
        'test',
      ).refused.map(({ code, pointer }) => `${code} ${pointer}`);
    expect(build(true)).toEqual([]);
    expect(build(false)).toEqual(['IST0101 /spec/gateways/0', 'IST0101 /spec/http/0/delegate']);
  });

  test('is known by its identity and makes nothing', () => {
    const chart = chartOf((scope) => {
      ServiceEntry.fromName(scope, 'payments', { name: 'payments', namespace: 'edge' });
      Namespace.fromName(scope, 'shop', 'shop');
    });
    expect(chart.toJson()).toEqual([]);
    const { set } = synthesize(chart, 'test');
    expect(set.knows({ group: 'networking.istio.io', kind: 'ServiceEntry', namespace: 'edge', name: 'payments' })).toBe(
      true,
    );
    expect(set.knows({ group: '', kind: 'Namespace', namespace: '', name: 'shop' })).toBe(true);
  });

  test('is recognised by what it is, not by which copy of this package made it', () => {
    const chart = Testing.chart();
    const own = new ExternalResource(chart, 'own', { group: '', kind: 'Namespace', namespace: '', name: 'a' });
    const foreign = Object.assign(new Construct(chart, 'copy'), {
      [Symbol.for('istio-gitops.ExternalResource')]: true,
    });
    expect(ExternalResource.isExternalResource(own)).toBe(true);
    expect(ExternalResource.isExternalResource(foreign)).toBe(true);
    expect(ExternalResource.isExternalResource(chart)).toBe(false);
  });
});

describe('the L1', () => {
  test('works in a plain cdk8s chart, with the name that cdk8s gives where none is stated', () => {
    const chart = Testing.chart();
    new l1.Sidecar(chart, 'sidecar', { spec: { egress: [{ hosts: ['./*'] }] } });
    expect(Testing.synth(chart)).toEqual([
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'Sidecar',
        metadata: { name: expect.stringMatching(/^test-sidecar-[0-9a-f]{8}$/) as string },
        spec: { egress: [{ hosts: ['./*'] }] },
      },
    ]);
  });

  test('remembers the line that made it, through L2s and helpers of this library', () => {
    const chart = Testing.chart();
    const raw = new l1.Sidecar(chart, 'raw', {}); // raw
    const made = new Sidecar(chart, 'made', { namespace: 'shop', egress: [] }); // made by an L2
    const places = [raw, made.resource].map(({ origin }) => {
      const { file, line } = origin.locate!()!;
      return `${file}:${line}`;
    });
    expect(places).toEqual([lineOf('raw'), lineOf('made by an L2')]);
  });

  test('is told from the API objects of others', () => {
    const chart = Testing.chart();
    const foreign = new ApiObject(chart, 'foreign', { apiVersion: 'v1', kind: 'ConfigMap' });
    expect(CustomResource.isCustomResource(foreign)).toBe(false);
    expect(CustomResource.isCustomResource(new l1.Sidecar(chart, 'own', {}))).toBe(true);
  });

  test('knows whether it is patched', () => {
    const sidecar = new l1.Sidecar(Testing.chart(), 'own', {});
    expect(sidecar.isPatched).toBe(false);
    sidecar.addJsonPatch();
    expect(sidecar.isPatched).toBe(false);
    sidecar.addJsonPatch(JsonPatch.add('/spec', {}));
    expect(sidecar.isPatched).toBe(true);
  });
});
