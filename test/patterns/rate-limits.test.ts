import { parse } from 'yaml';
import type { EnvoyFilterSpec } from '../../imports/networking.istio.io';
import { annotatedSuppressions } from '../../src/check/suppression/annotation';
import { ServiceReference } from '../../src/constructs/istio';
import { synthesize } from '../../src/synth/synthesize';
import { perMinute, perSecond } from '../../src/model/rate';
import { CanaryService, Certificate, GlobalRateLimits, IngressGateway, MeshService } from '../../src/patterns';
import { chartOf, objectsOf } from '../fixtures/trees';

interface Parts {
  readonly edge: IngressGateway;
  readonly api: CanaryService;
}

function made(build: (parts: Parts) => void) {
  return objectsOf(
    chartOf((chart) => {
      const tls = { mode: 'SIMPLE', certificate: Certificate.fromSecretName('tls') } as const;
      const release = { strategy: 'canary', stable: 'v1', canary: { version: 'v2', weight: 10 } } as const;
      const paths = { '/search': { name: 'search' } };
      build({
        edge: new IngressGateway(chart, 'main', { hosts: ['*.example.com'], tls }),
        api: new CanaryService(chart, 'api', { port: 80, release, paths }),
      });
    }),
  );
}

function limitsOf(build: (parts: Parts) => void): EnvoyFilterSpec {
  return made(build).get('EnvoyFilter istio-system/main-rate-limits')?.['spec'] as EnvoyFilterSpec;
}

/** What each patch is about: where it applies, which filter, and how many requests in which time. */
function essence({ configPatches = [] }: EnvoyFilterSpec): unknown[] {
  return configPatches.map(({ applyTo, match, patch }) => {
    const { vhost } = match?.routeConfiguration ?? {};
    const where = vhost === undefined ? [] : [vhost.name, ...(vhost.route === undefined ? [] : [vhost.route.name])];
    const filters = (patch?.value?.['typed_per_filter_config'] ?? {
      [String(patch?.value?.['name'])]: patch?.value?.['typed_config'],
    }) as Record<string, { token_bucket?: { max_tokens: number; fill_interval: string } }>;
    const [[name, { token_bucket: bucket }]] = Object.entries(filters) as [[string, { token_bucket?: never }]];
    const rate = bucket as { max_tokens: number; fill_interval: string } | undefined;
    return [
      applyTo,
      ...where,
      name.replace('istio-gitops.local-rate-limit.', ''),
      rate && [rate.max_tokens, rate.fill_interval],
    ];
  });
}

describe('a local rate limit', () => {
  test('of a gateway is a filter with a bucket of its own', () => {
    expect(essence(limitsOf(({ edge }) => edge.limit(perSecond(100))))).toEqual([
      ['HTTP_FILTER', 'workload', [100, '1s']],
    ]);
  });

  test('of a host is a filter without a bucket, which the host has', () => {
    const limits = limitsOf(({ edge, api }) => edge.expose(api, { host: 'api.example.com', rateLimit: perMinute(30) }));
    expect(essence(limits)).toEqual([
      ['HTTP_FILTER', 'host', undefined],
      ['VIRTUAL_HOST', 'api.example.com:443', 'host', [30, '60s']],
    ]);
  });

  test('of a route is for it and each of its versions that a header chooses', () => {
    const limits = limitsOf(({ edge, api }) => {
      edge.expose(api, { host: 'api.example.com' });
      edge.limitRoute(api, 'search', perMinute(5));
    });
    expect(essence(limits)).toEqual([
      ['HTTP_FILTER', 'route', undefined],
      ['HTTP_ROUTE', 'api.example.com:443', 'search', 'route', [5, '60s']],
      ['HTTP_ROUTE', 'api.example.com:443', 'search-canary-header', 'route', [5, '60s']],
    ]);
  });

  test('of a route is for hosts that the application is exposed on later, too', () => {
    const limits = limitsOf(({ edge, api }) => {
      edge.expose(api, { host: 'api.example.com' });
      edge.limitRoute(api, 'search', perMinute(5));
      edge.expose(api, { host: 'www.example.com' });
    });
    expect(essence(limits).slice(3)).toEqual([
      ['HTTP_ROUTE', 'www.example.com:443', 'search', 'route', [5, '60s']],
      ['HTTP_ROUTE', 'www.example.com:443', 'search-canary-header', 'route', [5, '60s']],
    ]);
  });

  test('of a route behind a delegation is named after both', () => {
    const limits = limitsOf(({ edge, api }) => {
      edge.expose(api, { host: 'shop.example.com', path: '/api' });
      edge.limitRoute(api, 'default', perMinute(5));
    });
    expect(essence(limits).slice(1)).toEqual([
      ['HTTP_ROUTE', 'shop.example.com:443', 'default-api-api-default', 'route', [5, '60s']],
      ['HTTP_ROUTE', 'shop.example.com:443', 'default-api-api-canary-header', 'route', [5, '60s']],
    ]);
  });

  test('stands with all others of its gateway in one filter object, each level once, in a stated place', () => {
    const limits = limitsOf(({ edge, api }) => {
      edge.expose(api, { host: 'a.example.com', rateLimit: perSecond(1) });
      edge.expose(api, { host: 'b.example.com', rateLimit: perSecond(2) });
      edge.limit(perSecond(3));
    });
    expect(limits).toMatchObject({ priority: 10, workloadSelector: { labels: { istio: 'ingressgateway' } } });
    expect(essence(limits)).toEqual([
      ['HTTP_FILTER', 'host', undefined],
      ['HTTP_FILTER', 'workload', [3, '1s']],
      ['VIRTUAL_HOST', 'a.example.com:443', 'host', [1, '1s']],
      ['VIRTUAL_HOST', 'b.example.com:443', 'host', [2, '1s']],
    ]);
  });

  test('of an application is enforced by its own proxies', () => {
    const objects = objectsOf(chartOf((chart) => new MeshService(chart, 'api', { port: 80, rateLimit: perSecond(7) })));
    const spec = objects.get('EnvoyFilter default/api-rate-limits')?.['spec'] as EnvoyFilterSpec;
    expect(spec.workloadSelector).toEqual({ labels: { app: 'api' } });
    expect(spec.configPatches?.[0]?.match?.context).toBe('SIDECAR_INBOUND');
    expect(essence(spec)).toEqual([['HTTP_FILTER', 'workload', [7, '1s']]]);
  });

  test.each<[string, (parts: Parts) => void, RegExp]>([
    [
      'an application that is not exposed',
      ({ edge, api }) => edge.limitRoute(api, 'default', perSecond(1)),
      /not exposed here/,
    ],
    [
      'a route that is not there',
      ({ edge, api }) => {
        edge.expose(api, { host: 'api.example.com' });
        edge.limitRoute(api, 'serach', perSecond(1));
      },
      /has no route "serach"; did you mean "search"\?/,
    ],
    [
      'everything twice',
      ({ edge }) => {
        edge.limit(perSecond(1));
        edge.limit(perSecond(2));
      },
      /two limits for all requests/,
    ],
    [
      'a route twice',
      ({ edge, api }) => {
        edge.expose(api, { host: 'api.example.com' });
        edge.limitRoute(api, 'search', perSecond(1));
        edge.limitRoute(api, 'search', perSecond(2));
      },
      /two limits for its route "search"/,
    ],
    [
      'a path by the limit of its host',
      ({ edge, api }) => edge.expose(api, { host: 'api.example.com', path: '/a', rateLimit: perSecond(1) }),
      /limit its routes by limitRoute\(\)/,
    ],
  ])('cannot be for %s', (_, build, message) => {
    expect(() => made(build)).toThrow(message);
  });

  test('cannot be for requests that a passthrough gateway does not see', () => {
    const build = () =>
      chartOf((chart) =>
        new IngressGateway(chart, 'main', { hosts: ['*.example.com'], tls: { mode: 'PASSTHROUGH' } }).limit(
          perSecond(1),
        ),
      );
    expect(build).toThrow(/a passthrough gateway sees no requests that it could limit/);
  });

  test('is a whole number of requests', () => {
    expect(() => perSecond(0)).toThrow(/at least 1/);
    expect(() => perMinute(1.5)).toThrow(/whole number/);
  });
});

describe('global rate limits', () => {
  const globalLimits = (exposedHost: string) =>
    chartOf((chart) => {
      const tls = { mode: 'SIMPLE', certificate: Certificate.fromSecretName('tls') } as const;
      const gateway = new IngressGateway(chart, 'main', { hosts: ['*.example.com'], tls });
      new GlobalRateLimits(chart, 'global', {
        gateway,
        service: ServiceReference.inCluster('ratelimit', 'limits'),
        limits: [
          { name: 'all', rate: perSecond(1000) },
          { name: 'client', rate: perMinute(60), host: 'api.example.com', by: 'client-address' },
          { name: 'key', rate: perMinute(600), host: 'api.example.com', by: { header: 'x-api-key' } },
        ],
      });
      gateway.limit(perSecond(1));
      gateway.expose(new MeshService(chart, 'api', { port: 80 }), { host: exposedHost });
    });
  const objects = objectsOf(globalLimits('api.example.com'));
  const { configPatches: [filter, ...hosts] = [] } = objects.get('EnvoyFilter istio-system/global')?.[
    'spec'
  ] as EnvoyFilterSpec;

  test('are asked for after the local ones, which are cheaper', () => {
    const priorityOf = (name: string) =>
      (objects.get(`EnvoyFilter istio-system/${name}`)?.['spec'] as EnvoyFilterSpec).priority!;
    // The filter that comes later is put before those that are there.
    expect(priorityOf('global')).toBeLessThan(priorityOf('main-rate-limits'));
  });

  test('are refused for a host where nothing is exposed', () => {
    const { refused } = synthesize(globalLimits('www.example.com'), 'test');
    expect(refused.map(({ message }) => message)).toEqual([
      expect.stringContaining('the limit "client" is for api.example.com, where chart/main exposes nothing'),
      expect.stringContaining('the limit "key" is for api.example.com, where chart/main exposes nothing'),
    ]);
  });

  test('are asked of the service, by the cluster that istiod makes for its port', () => {
    expect(filter?.patch?.value).toMatchObject({
      typed_config: {
        domain: 'istio-system.main',
        failure_mode_deny: false,
        timeout: '0.025s',
        rate_limit_service: {
          grpc_service: { envoy_grpc: { cluster_name: 'outbound|8081||ratelimit.limits.svc.cluster.local' } },
        },
      },
    });
  });

  test('have a descriptor for every action of the filter', () => {
    const { data } = objects.get('ConfigMap limits/global-descriptors') as unknown as { data: Record<string, string> };
    expect(parse(data['config.yaml']!)).toEqual({
      domain: 'istio-system.main',
      descriptors: [
        { key: 'limit', value: 'all', rate_limit: { unit: 'second', requests_per_unit: 1000 } },
        {
          key: 'limit',
          value: 'client',
          descriptors: [{ key: 'remote_address', rate_limit: { unit: 'minute', requests_per_unit: 60 } }],
        },
        {
          key: 'limit',
          value: 'key',
          descriptors: [{ key: 'x-api-key', rate_limit: { unit: 'minute', requests_per_unit: 600 } }],
        },
      ],
    });
    const key = (name: string) => ({ generic_key: { descriptor_key: 'limit', descriptor_value: name } });
    expect(hosts.map(({ match, patch }) => [match?.routeConfiguration?.vhost?.name, patch?.value])).toEqual([
      [undefined, { rate_limits: [{ actions: [key('all')] }] }],
      ['api.example.com:443', { rate_limits: [{ actions: [key('client'), { remote_address: {} }] }] }],
      [
        'api.example.com:443',
        {
          rate_limits: [
            { actions: [key('key'), { request_headers: { header_name: 'x-api-key', descriptor_key: 'x-api-key' } }] },
          ],
        },
      ],
    ]);
  });
});

test('all rate limits ignore that they are EnvoyFilters, and say why, to istioctl as well', () => {
  const tree = chartOf((chart) => {
    const tls = { mode: 'SIMPLE', certificate: Certificate.fromSecretName('tls') } as const;
    const gateway = new IngressGateway(chart, 'main', { hosts: ['*.example.com'], tls });
    gateway.limit(perSecond(1));
    const service = ServiceReference.inCluster('ratelimit', 'limits');
    new GlobalRateLimits(chart, 'global', { gateway, service, limits: [{ name: 'all', rate: perSecond(1000) }] });
  });
  const filters = [...synthesize(tree, 'test').set].filter(({ identity }) => identity.kind === 'EnvoyFilter');
  expect(filters).toHaveLength(2);
  for (const filter of filters) {
    const { suppressions, malformed } = annotatedSuppressions(filter);
    expect(malformed).toEqual([]);
    expect(suppressions.map(({ code, reason }) => [code, reason])).toEqual([
      ['IST0133', undefined],
      ['IST0133', expect.stringContaining('tests it in real proxies')],
    ]);
  }
});
