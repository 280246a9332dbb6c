import { Testing } from 'cdk8s';
import { ServiceEntry, ServiceEntryProps } from '../../../src/constructs/istio';
import { expectManifests, expectRefusal } from '../golden';

const props: ServiceEntryProps = {
  namespace: 'shop',
  hosts: ['api.payments.example'],
  ports: [{ number: 443, name: 'tls', protocol: 'TLS' }],
};

test('a host on the Internet is looked up by DNS', () => {
  expectManifests(
    (chart) => new ServiceEntry(chart, 'payments', props),
    `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [api.payments.example]
  ports: [{ number: 443, name: tls, protocol: TLS }]
  location: MESH_EXTERNAL
  resolution: DNS
`,
  );
});

test('everything else can be said', () => {
  expectManifests(
    (chart) =>
      new ServiceEntry(chart, 'vms', {
        ...props,
        hosts: ['*.vms.example'],
        location: 'MESH_INTERNAL',
        resolution: 'STATIC',
        endpoints: [{ address: '10.0.0.1' }],
        addresses: ['240.0.0.1'],
        exportTo: ['.'],
      }),
    `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: vms, namespace: shop }
spec:
  hosts: ["*.vms.example"]
  ports: [{ number: 443, name: tls, protocol: TLS }]
  location: MESH_INTERNAL
  resolution: STATIC
  endpoints: [{ address: 10.0.0.1 }]
  addresses: [240.0.0.1]
  exportTo: [.]
`,
  );
});

describe('a service entry is refused', () => {
  test.each<[string, Partial<ServiceEntryProps>, string]>([
    ['without hosts', { hosts: [] }, 'a service entry without hosts adds nothing: add a host'],
    [
      'with a host that is none',
      { hosts: ['https://api.example'] },
      'the host "https://api.example" has a slash; a host is neither a URL nor prefixed by a namespace: write api.example.com',
    ],
    [
      'with a wildcard that DNS has no address for',
      { hosts: ['*.payments.example'] },
      "DNS has no address for the wildcard *.payments.example: set resolution: 'DYNAMIC_DNS' or 'NONE'",
    ],
  ])('%s', (_, more, message) => {
    expectRefusal((chart) => new ServiceEntry(chart, 'payments', { ...props, ...more }), `[test/payments] ${message}`);
  });
});

describe('a host of a service entry', () => {
  test('can be routed to', () => {
    const entry = new ServiceEntry(Testing.chart(), 'payments', props);
    expect(entry.host('api.payments.example').destination(443).toSpec()).toMatchObject({
      host: 'api.payments.example',
      port: { number: 443 },
    });
  });

  test('that it does not have is refused', () => {
    expectRefusal(
      (chart) => new ServiceEntry(chart, 'payments', props).host('api.payment.example'),
      '[test/payments] it has no host api.payment.example; did you mean "api.payments.example"?: use one of api.payments.example',
    );
  });
});
