import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../../src/check/check';
import { RULES } from '../../src/check/rules';
import type { Finding } from '../../src/model/finding';
import { describeIdentity, Identity } from '../../src/model/identity';
import { meshOf } from '../fixtures/manifests';

const FIXTURES = join(__dirname, '..', 'fixtures', 'rules');

/** What a rule has to say of its fixture: object, pointer and message. */
type Expected = readonly [object: string, pointer: string | undefined, message: string];

interface Case {
  readonly code: string;
  readonly severity: Finding['severity'];
  readonly external?: readonly Identity[];
  readonly findings: readonly Expected[];
}

const external = (group: string, kind: string, name: string): Identity => ({
  group,
  kind,
  namespace: 'elsewhere',
  name,
});

/** By the name of the rule. What is not listed here is good, and the rule must keep silent about it. */
const CASES: Readonly<Record<string, Case>> = {
  ImpossibleIdentity: {
    code: 'IGO0101',
    severity: 'error',
    findings: [
      ['Sidecar shop/Upper_Case', '/metadata/name', '"Upper_Case" is not a name that the API server accepts'],
      ['Sidecar no-namespace', '/metadata/namespace', 'it states no namespace'],
      ['Sidecar my.shop/odd-namespace', '/metadata/namespace', '"my.shop" is not the name of a namespace'],
      [
        'Namespace shop/in-a-namespace',
        '/metadata/namespace',
        'a Namespace belongs to no namespace, so "shop" means nothing',
      ],
    ],
  },
  RouteOwnedTwice: {
    code: 'IGO0102',
    severity: 'error',
    findings: [
      [
        'VirtualService shop/part-of-api',
        undefined,
        'shop.example.com on edge/main /api/v1* is also routed by VirtualService shop/good-api (/api/*)',
      ],
      [
        'VirtualService shop/whole-web',
        undefined,
        'web.example.com on edge/main /web is also routed by VirtualService edge/good-web (/*)',
      ],
      [
        'VirtualService shop/tls-again',
        undefined,
        'TLS connections for tls.example.com on edge/main are also routed by VirtualService shop/good-tls',
      ],
    ],
  },
  RouteWeightsDoNotSumTo100: {
    code: 'IGO0103',
    severity: 'error',
    findings: [
      ['VirtualService shop/too-much', '/spec/http/1/route', 'the weights 70, 70 sum to 140, not 100'],
      ['VirtualService shop/nothing', '/spec/tls/0/route', 'the weights 0, 0 sum to 0, not 100'],
      ['VirtualService shop/nothing', '/spec/tcp/0/route', 'the weights 33, 33, 33 sum to 99, not 100'],
    ],
  },
  PlaintextSecret: {
    code: 'IGO0104',
    severity: 'error',
    findings: [['Secret shop/password', undefined, 'a Secret in a manifest set is plain text in Git']],
  },
  UndeclaredDestination: {
    code: 'IGO0109',
    severity: 'error',
    external: [external('', 'Service', 'ratings')],
    findings: [
      [
        'VirtualService shop/undeclared',
        '/spec/http/0/route/0/destination/host',
        'nothing declares the host review.shop.svc.cluster.local; did you mean "reviews.shop.svc.cluster.local"?',
      ],
      ['VirtualService shop/undeclared', '/spec/http/0/mirror/host', 'nothing declares the host wild.example'],
      [
        'Sidecar shop/undeclared',
        '/spec/egress/1/hosts/0',
        'nothing declares the host reviews.other.svc.cluster.local; did you mean "reviews.shop.svc.cluster.local"?',
      ],
    ],
  },
  PlaintextCaller: {
    code: 'IGO0202',
    severity: 'info',
    findings: [
      [
        'AuthorizationPolicy shop/plaintext',
        undefined,
        'callers without an identity are let in: the load balancer checks its health',
      ],
    ],
  },
  MutualTLSException: {
    code: 'IGO0201',
    severity: 'info',
    findings: [
      ['PeerAuthentication legacy/legacy', '/spec/mtls', 'mutual TLS is PERMISSIVE: its callers have no sidecar yet'],
      ['PeerAuthentication shop/ports', '/spec/mtls', 'mutual TLS is DISABLE: no reason is given'],
      [
        'PeerAuthentication shop/ports',
        '/spec/portLevelMtls/9091',
        'mutual TLS is DISABLE on port 9091: no reason is given',
      ],
      ['PeerAuthentication istio-system/webhook', '/spec/mtls', 'mutual TLS is PERMISSIVE: no reason is given'],
    ],
  },
  ReferencedResourceNotFound: {
    code: 'IST0101',
    severity: 'error',
    external: [
      external('networking.istio.io', 'Gateway', 'shared'),
      external('networking.istio.io', 'VirtualService', 'routes'),
      external('', 'Service', 'ratings'),
    ],
    findings: [
      ['VirtualService shop/dangling', '/spec/gateways/0', 'there is no gateway shop/main'],
      ['VirtualService shop/dangling', '/spec/gateways/2', 'there is no gateway edge/mian; did you mean "edge/main"?'],
      [
        'VirtualService shop/dangling',
        '/spec/http/0/delegate',
        'shop/good cannot be delegated to: it has hosts of its own',
      ],
      [
        'VirtualService shop/dangling',
        '/spec/http/1/delegate',
        'edge/good-delegate cannot be delegated to: there is no such virtual service',
      ],
      [
        'VirtualService shop/dangling',
        '/spec/http/2/delegate',
        'shop/delegates-too cannot be delegated to: it delegates itself, and Istio follows one level',
      ],
      [
        'VirtualService shop/dangling',
        '/spec/http/3/route/0/destination/subset',
        'no destination rule of reviews.shop.svc.cluster.local has the subset "stabel"; did you mean "stable"?',
      ],
      [
        'VirtualService shop/dangling',
        '/spec/tcp/0/route/0/destination/subset',
        'no destination rule of api.payments.example has the subset "us"',
      ],
      [
        'VirtualService shop/dangling',
        '/spec/http/3/mirrors/0/destination/subset',
        'no destination rule of ratings.shop.svc.cluster.local has the subset "v1"',
      ],
    ],
  },
  SchemaValidationError: {
    code: 'IST0106',
    severity: 'error',
    findings: [
      ['VirtualService shop/unknown-fields', '/spec/gateway', 'unknown field "gateway"; did you mean "gateways"?'],
      ['VirtualService shop/unknown-fields', '/spec/http/0/a~1b~0c', 'unknown field "a/b~c"'],
      ['VirtualService shop/unknown-fields', '/spec/http/0/timout', 'unknown field "timout"; did you mean "timeout"?'],
      ['VirtualService shop/wrong-types', '/spec/hosts', '"reviews" is not of type array'],
      ['VirtualService shop/wrong-types', '/spec/http/0/route/0/destination/host', '7 is not of type string'],
      ['VirtualService shop/wrong-types', '/spec/http/0/route/0/weight', '"90" is not of type integer'],
      ['VirtualService shop/wrong-types', '/spec/http/0/timeout', 'null is not of type string'],
      ['VirtualService shop/missing', '/spec/http/0/route/0', 'the field "destination" is missing'],
      ['VirtualService shop/missing', '/spec/tls/0', 'the field "match" is missing'],
      ['VirtualService shop/missing', '/spec/tls/0/route/0/destination', 'the field "host" is missing'],
      [
        'PeerAuthentication shop/bad-enum',
        '/spec/mtls/mode',
        '"STRICTT" is none of UNSET, DISABLE, PERMISSIVE, STRICT; did you mean "STRICT"?',
      ],
      [
        'VirtualService shop/alternatives',
        '/spec/http/0/match/0/uri',
        'at most one of the fields exact, prefix, regex may be set',
      ],
      [
        'VirtualService shop/alternatives',
        '/spec/http/0/redirect',
        'at most one of the fields port, derivePort may be set',
      ],
      ['Gateway shop/bounds', '/spec/servers/0/port/number', '-1 is less than 0'],
      [
        'Telemetry shop/neither-number-nor-string',
        '/status/observedGeneration',
        'true is not of type integer or string',
      ],
    ],
  },
  ConflictingMeshGatewayVirtualServiceHosts: {
    code: 'IST0109',
    severity: 'error',
    findings: [
      [
        'VirtualService other/reviews-again',
        undefined,
        'reviews.shop.svc.cluster.local on mesh is also routed by VirtualService shop/good-reviews',
      ],
    ],
  },
  VirtualServiceHostNotFoundInGateway: {
    code: 'IST0132',
    severity: 'warning',
    external: [external('networking.istio.io', 'Gateway', 'shared')],
    findings: [
      [
        'VirtualService shop/outside',
        '/spec/hosts/1',
        'the host example.com is outside of edge/main, which serves *.example.com, example.org, shop.org',
      ],
      [
        'VirtualService shop/outside',
        '/spec/hosts/2',
        'the host api.example.net is outside of edge/main, which serves *.example.com, example.org, shop.org',
      ],
      [
        'VirtualService default/wrong-namespace',
        '/spec/hosts/0',
        'the host shop.org is outside of edge/main, which serves *.example.com, example.org, shop.org',
      ],
      [
        'VirtualService shop/only-in-mesh',
        '/spec/gateways/1',
        'none of its hosts is one of edge/main, which serves *.example.com, example.org, shop.org',
      ],
    ],
  },
};

function fixture(name: string): string {
  return readFileSync(join(FIXTURES, `${name}.yaml`), 'utf8');
}

describe.each(RULES.map((rule) => [rule.name, rule] as const))('%s', (name, rule) => {
  const expected = CASES[name];
  const findings = (): Finding[] => check(meshOf(fixture(name), expected?.external), [rule]);

  test('finds what is wrong, where it is, and nothing else', () => {
    const found = findings().map(({ identity, pointer, message }) => [describeIdentity(identity!), pointer, message]);
    expect(found).toEqual(expected?.findings);
  });

  test('says in each finding who it is and how bad it is', () => {
    for (const { code, severity, stage } of findings()) {
      expect({ code, severity, stage }).toEqual({
        code: expected?.code,
        severity: expected?.severity,
        stage: rule.stage,
      });
    }
  });
});

describe('every rule', () => {
  test('has a code and a name that no other has', () => {
    expect(new Set(RULES.map(({ code }) => code)).size).toBe(RULES.length);
    expect(new Set(RULES.map(({ name }) => name)).size).toBe(RULES.length);
  });

  test("has a code of Istio's, of Kiali's or of our own, and stands where the code sorts it", () => {
    const codes = RULES.map(({ code }) => code);
    for (const code of codes) expect(code).toMatch(/^(IST|KIA|IGO)\d{4}$/);
    expect(codes).toEqual([...codes].sort());
  });

  test('has a fixture of its name, and every fixture a rule', () => {
    const fixtures = readdirSync(FIXTURES).map((file) => file.replace('.yaml', ''));
    expect(fixtures.sort()).toEqual(RULES.map(({ name }) => name).sort());
  });

  test('is in a file of its own folder', () => {
    const rules = join(__dirname, '..', '..', 'src', 'check', 'rules');
    expect(existsSync(rules)).toBe(true);
    const exported = readdirSync(rules).flatMap((file) =>
      readFileSync(join(rules, file), 'utf8').match(/^export const \w+: Rule/gm),
    );
    expect(exported).toHaveLength(RULES.length);
  });

  test('leaves the mesh as it was', () => {
    for (const rule of RULES) {
      const mesh = meshOf(fixture(rule.name));
      const before = JSON.stringify([...mesh.set]);
      check(mesh, [rule]);
      expect(JSON.stringify([...mesh.set])).toBe(before);
    }
  });

  test('has nothing to say of nothing', () => {
    expect(check(meshOf(''), RULES)).toEqual([]);
  });
});

describe('a finding', () => {
  test('about two objects names the origin of the other', () => {
    const rule = RULES.find(({ name }) => name === 'RouteOwnedTwice')!;
    const mesh = meshOf(fixture(rule.name));
    const { virtualServices } = mesh;
    const originOf = (name: string) =>
      virtualServices.find(({ manifest }) => manifest.identity.name === name)?.manifest.origin;
    const [first] = check(mesh, [rule]);
    expect(first?.origin).toBe(originOf('part-of-api'));
    expect(first?.related).toEqual([originOf('good-api')]);
  });

  test('about weights says which shares Envoy would serve', () => {
    const rule = RULES.find(({ name }) => name === 'RouteWeightsDoNotSumTo100')!;
    expect(check(meshOf(fixture(rule.name)), [rule]).map(({ effect }) => effect)).toEqual([
      'Envoy normalises them: the shares are 50 %, 50 %',
      'Envoy normalises them: the shares are undefined',
      'Envoy normalises them: the shares are 33.3 %, 33.3 %, 33.3 %',
    ]);
  });
});
