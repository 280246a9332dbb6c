import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import {
  DestinationRule,
  Gateway,
  Sidecar,
  VirtualService,
  VirtualServiceSpec,
} from '../../imports/networking.istio.io';
import { AuthorizationPolicy } from '../../imports/security.istio.io';
import { ConfigMap, Namespace } from '../../src/constructs/kubernetes';
import type { Finding } from '../../src/model/finding';
import { describeIdentity } from '../../src/model/identity';
import { describeOrigin } from '../../src/model/origin';
import { synthesize } from '../../src/synth/synthesize';
import { lineFinder } from '../fixtures/source-lines';
import { chartOf } from '../fixtures/trees';

const lineOf = lineFinder(__filename);
const metadata = (name: string) => ({ name, namespace: 'shop' });

function refusedBy(build: (chart: Chart) => void): readonly Finding[] {
  return synthesize(chartOf(build), 'test').refused;
}

/** What matters of findings: code, object, line and pointer. */
function essence(findings: readonly Finding[]): string[] {
  return findings.map(({ code, identity, origin, pointer }) =>
    [
      code,
      identity === undefined ? '(no object)' : describeIdentity(identity),
      lineOnly(describeOrigin(origin)),
      pointer ?? '',
    ].join(' '),
  );
}

const lineOnly = (place: string) => place.replace(/:\d+$/, '');

/** A virtual service from strings alone, as people write it who use the L1. */
function routes(scope: Construct, spec: VirtualServiceSpec): VirtualService {
  return new VirtualService(scope, 'routes', { metadata: metadata('routes'), spec }); // in a helper
}

describe('synth refuses, with the line that made it', () => {
  test('two manifests of one identity, with both lines', () => {
    const findings = refusedBy((chart) => {
      new Sidecar(chart, 'a', { metadata: metadata('twin') }); // the first twin
      new Sidecar(chart, 'b', { metadata: metadata('twin') }); // the second twin
    });
    expect(essence(findings)).toEqual([`IGO0100 Sidecar shop/twin ${lineOf('the second twin')} `]);
    expect(findings[0]?.related?.map((origin) => lineOnly(describeOrigin(origin)))).toEqual([lineOf('the first twin')]);
    expect(findings[0]?.message).toBe('Sidecar shop/twin is made twice');
  });

  test('manifests of one identity in two versions', () => {
    const findings = refusedBy((chart) => {
      new Sidecar(chart, 'a', { metadata: metadata('twin') });
      new ApiObject(chart, 'b', {
        apiVersion: 'networking.istio.io/v1beta1',
        kind: 'Sidecar',
        metadata: metadata('twin'),
      });
    });
    expect(essence(findings)).toEqual(['IGO0100 Sidecar shop/twin chart/b ']);
  });

  test('a dangling gateway', () => {
    const findings = refusedBy((chart) => {
      new VirtualService(chart, 'v', { metadata: metadata('v'), spec: { hosts: ['a.com'], gateways: ['nowhere'] } }); // gateway
    });
    expect(essence(findings)).toEqual([`IST0101 VirtualService shop/v ${lineOf('gateway')} /spec/gateways/0`]);
  });

  test('a dangling delegate', () => {
    const findings = refusedBy((chart) => routes(chart, { hosts: ['a'], http: [{ delegate: { name: 'nobody' } }] }));
    expect(essence(findings)).toEqual([
      `IST0101 VirtualService shop/routes ${lineOf('in a helper')} /spec/http/0/delegate`,
    ]);
  });

  test('a subset that no destination rule has', () => {
    const findings = refusedBy((chart) => {
      new DestinationRule(chart, 'd', { metadata: metadata('d'), spec: { host: 'a', subsets: [{ name: 'v1' }] } });
      routes(chart, { hosts: ['a'], http: [{ route: [{ destination: { host: 'a', subset: 'v2' } }] }] });
    });
    expect(essence(findings)).toEqual([
      `IST0101 VirtualService shop/routes ${lineOf('in a helper')} /spec/http/0/route/0/destination/subset`,
    ]);
  });

  test('weights that do not sum to 100', () => {
    const route = [
      { destination: { host: 'a' }, weight: 70 },
      { destination: { host: 'b' }, weight: 70 },
    ];
    const findings = refusedBy((chart) => {
      for (const host of ['a', 'b']) new DestinationRule(chart, host, { metadata: metadata(host), spec: { host } });
      routes(chart, { hosts: ['a'], http: [{ route }] });
    });
    expect(essence(findings)).toEqual([
      `IGO0103 VirtualService shop/routes ${lineOf('in a helper')} /spec/http/0/route`,
    ]);
  });

  test('a host outside of its gateway', () => {
    const findings = refusedBy((chart) => {
      const server = { hosts: ['*.example.com'], port: { number: 80, name: 'http', protocol: 'HTTP' } };
      new Gateway(chart, 'g', { metadata: metadata('g'), spec: { servers: [server] } });
      routes(chart, { hosts: ['a.example.net'], gateways: ['g'], http: [{ redirect: { uri: '/' } }] });
    });
    expect(essence(findings)).toEqual([`IST0132 VirtualService shop/routes ${lineOf('in a helper')} /spec/hosts/0`]);
  });

  test('two owners of a host and path, with both lines', () => {
    const findings = refusedBy((chart) => {
      const server = { hosts: ['a.com'], port: { number: 80, name: 'http', protocol: 'HTTP' } };
      const spec = { hosts: ['a.com'], gateways: ['g'], http: [{ redirect: { uri: '/' } }] };
      new Gateway(chart, 'g', { metadata: metadata('g'), spec: { servers: [server] } });
      new VirtualService(chart, 'a', { metadata: metadata('a'), spec }); // the first owner
      new VirtualService(chart, 'b', { metadata: metadata('b'), spec }); // the second owner
    });
    expect(essence(findings)).toEqual([`IGO0102 VirtualService shop/b ${lineOf('the second owner')} `]);
    expect(findings[0]?.related?.map((origin) => lineOnly(describeOrigin(origin)))).toEqual([
      lineOf('the first owner'),
    ]);
  });

  test('a plaintext Secret', () => {
    const findings = refusedBy((chart) => {
      new ApiObject(chart, 'secret', { apiVersion: 'v1', kind: 'Secret', metadata: metadata('secret') });
    });
    expect(essence(findings)).toEqual(['IGO0104 Secret shop/secret chart/secret ']);
  });

  test('an object without a namespace', () => {
    const findings = refusedBy((chart) => {
      new Sidecar(chart, 's', { metadata: { name: 's' } }); // nowhere
    });
    expect(essence(findings)).toEqual([`IGO0101 Sidecar s ${lineOf('nowhere')} /metadata/namespace`]);
  });

  test('an unknown field, smuggled past the type', () => {
    const findings = refusedBy((chart) => routes(chart, { hosts: ['a'], htttp: [] } as VirtualServiceSpec));
    expect(essence(findings)).toEqual([`IST0106 VirtualService shop/routes ${lineOf('in a helper')} /spec/htttp`]);
    expect(findings[0]?.message).toBe('unknown field "htttp"; did you mean "http"?');
  });

  test('a value of a wrong type, whatever other rules would make of it, and goes on with the other objects', () => {
    const findings = refusedBy((chart) => {
      routes(chart, { hosts: 7, gateways: [7], http: [{ route: 'x' }] } as unknown as VirtualServiceSpec);
      new Gateway(chart, 'g', { metadata: metadata('g'), spec: { servers: [{ hosts: 7 }] } as never });
      new DestinationRule(chart, 'd', { metadata: metadata('d'), spec: { host: 7 } as never });
      const spec = { hosts: ['a'], gateways: ['g', 'nowhere'], http: [{ delegate: { name: 'routes' } }] };
      new VirtualService(chart, 'v', { metadata: metadata('v'), spec }); // beside misshapen ones
    });
    expect(new Set(findings.map(({ code, identity }) => `${code} ${identity!.name}`))).toEqual(
      new Set(['IST0106 routes', 'IST0106 g', 'IST0106 d', 'IST0101 v']),
    );
    expect(essence(findings.filter(({ code }) => code === 'IST0101'))).toEqual([
      `IST0101 VirtualService shop/v ${lineOf('beside misshapen ones')} /spec/gateways/1`,
    ]);
  });

  test('a value that YAML cannot hold', () => {
    const findings = refusedBy((chart) => {
      new Sidecar(chart, 's', { metadata: metadata('s'), spec: { egress: (() => 1) as never } }); // function
    });
    expect(essence(findings)).toEqual([`IGO0108 (no object) ${lineOf('function')} `]);
    expect(findings[0]?.message).toBe(
      'no manifest can be made of it: /spec/egress is a function, which YAML cannot hold',
    );
  });

  test('a patch that does not fit', () => {
    const findings = refusedBy((chart) => {
      const sidecar = new Sidecar(chart, 's', { metadata: metadata('s') }); // patched
      sidecar.addJsonPatch(JsonPatch.remove('/spec/nothing'));
    });
    expect(essence(findings)).toEqual([`IGO0108 (no object) ${lineOf('patched')} `]);
  });

  test('delegations that lead in a circle, or back to where they start', () => {
    const findings = refusedBy((chart) => {
      const delegate = (name: string, to: string) =>
        new VirtualService(chart, name, { metadata: metadata(name), spec: { http: [{ delegate: { name: to } }] } });
      delegate('a', 'b');
      delegate('b', 'a');
      delegate('self', 'self');
    });
    const circles = findings.filter(({ code }) => code === 'IGO0106');
    expect(circles.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'IGO0106 references lead in a circle: VirtualService shop/a → VirtualService shop/b → VirtualService shop/a',
      'IGO0106 references lead in a circle: VirtualService shop/self → VirtualService shop/self',
    ]);
  });

  test('a common label that says something else; an object without it gets it', () => {
    const chart = chartOf((scope) => {
      new ConfigMap(scope, 'same', {
        metadata: { ...metadata('same'), labels: { environment: 'production' } },
        data: {},
      });
      new ConfigMap(scope, 'other', {
        metadata: { ...metadata('other'), labels: { environment: 'staging' } },
        data: {},
      });
      new ConfigMap(scope, 'none', { metadata: metadata('none'), data: {} });
    });
    const { refused, set } = synthesize(chart, 'test', { environment: 'production' });
    const [none] = set.manifests.filter(({ identity }) => identity.name === 'none');
    expect(none?.object.metadata.labels).toEqual({ environment: 'production' });
    expect(refused.map(({ code, identity, pointer, message }) => [code, identity?.name, pointer, message])).toEqual([
      [
        'IGO0107',
        'other',
        '/metadata/labels',
        'it has the label environment: staging, but all of its set have environment: production',
      ],
    ]);
  });

  test('everything at once, not only the first', () => {
    const findings = refusedBy((chart) => {
      new Sidecar(chart, 'a', { metadata: metadata('twin') });
      new Sidecar(chart, 'b', { metadata: metadata('twin') });
      new ApiObject(chart, 'secret', { apiVersion: 'v1', kind: 'Secret', metadata: metadata('secret') });
      routes(chart, { hosts: ['a'], gateways: ['nowhere'] });
    });
    expect(findings.map(({ code }) => code)).toEqual(['IGO0100', 'IGO0104', 'IST0101']);
  });
});

test('what is refused tells what is wrong, what it does and how to mend it', () => {
  const findings = refusedBy((chart) => {
    new Sidecar(chart, 'a', { metadata: metadata('twin') });
    new Sidecar(chart, 'b', { metadata: metadata('twin') });
    routes(chart, { hosts: ['a'], gateways: ['nowhere'], http: [{ delegate: { name: 'routes' } }] });
  });
  expect(findings).toHaveLength(4);
  for (const { message, effect, fix } of findings)
    for (const words of [message, effect, fix]) expect(words).toMatch(/\w+ \w+/);
});

describe('the manifest set', () => {
  const build = (chart: Construct, order: (parts: (() => void)[]) => (() => void)[]) => {
    const spec = { hosts: ['a.com'], gateways: ['g'], http: [{ delegate: { name: 'a-delegate' } }] };
    const server = { hosts: ['*'], port: { number: 80, name: 'http', protocol: 'HTTP' } };
    const parts = [
      () => new AuthorizationPolicy(chart, 'p', { metadata: metadata('p'), spec: {} }),
      () => new VirtualService(chart, 'v', { metadata: metadata('a'), spec }),
      () =>
        new VirtualService(chart, 'w', {
          metadata: metadata('a-delegate'),
          spec: { http: [{ redirect: { uri: '/' } }] },
        }),
      () => new VirtualService(chart, 'x', { metadata: metadata('b'), spec: { hosts: ['b'] } }),
      () => new DestinationRule(chart, 'd', { metadata: metadata('d'), spec: { host: 'a' } }),
      () => new Gateway(chart, 'g', { metadata: metadata('g'), spec: { servers: [server] } }),
      () => new ConfigMap(chart, 'c', { metadata: metadata('c'), data: {} }),
      () => new Namespace(chart, 'shop'),
    ];
    for (const part of order(parts)) part();
  };
  const setOf = (order: (parts: (() => void)[]) => (() => void)[] = (parts) => parts) => {
    const chart = new Chart(new App(), 'chart');
    build(chart, order);
    const { set, refused } = synthesize(chart, 'production');
    expect(refused).toEqual([]);
    return set;
  };

  test('is in the order in which it can be applied', () => {
    expect([...setOf()].map(({ identity }) => describeIdentity(identity))).toEqual([
      'Namespace shop',
      'ConfigMap shop/c',
      'Gateway shop/g',
      'DestinationRule shop/d',
      'VirtualService shop/a-delegate',
      'VirtualService shop/b',
      'VirtualService shop/a',
      'AuthorizationPolicy shop/p',
    ]);
  });

  test('is the same whatever the order in which constructs are added', () => {
    const text = JSON.stringify(setOf().manifests.map(({ object }) => object));
    expect(JSON.stringify(setOf((parts) => [...parts].reverse()).manifests.map(({ object }) => object))).toBe(text);
  });

  test('has the name of its environment and knows what other repositories own', () => {
    const chart = chartOf((scope) => Namespace.fromName(scope, 'shop', 'shop'));
    const { set } = synthesize(chart, 'production');
    expect(set.name).toBe('production');
    expect(set.knows({ group: '', kind: 'Namespace', namespace: '', name: 'shop' })).toBe(true);
    expect(set.size).toBe(0);
  });
});
