import { Construct } from 'constructs';
import { stringify } from 'yaml';
import { EnvoyFilter } from '../../imports/networking.istio.io';
import { SERVICE_REFERENCE, ServiceReference } from '../constructs/istio/destination';
import { ConfigMap } from '../constructs/kubernetes/config-map';
import type { Duration } from '../model/duration';
import { milliseconds } from '../model/duration';
import { eitherOf, madeWith, objectOf, oneOf, optional, someOf } from '../model/props';
import { checkProps } from '../model/props-check';
import { PropsError } from '../model/props-error';
import { DURATION, FLAG, PORT, RATE, TEXT } from '../model/props-values';
import type { Rate } from '../model/rate';
import type { IngressGateway } from './ingress-gateway';
import { FILTER_PRIORITY, RATE_LIMIT_LABEL } from './local-rate-limits';
import { TESTED_ENVOY_FILTER } from './tested-envoy-filter';

/**
 * Before the local limits, because filters are put first in the chain one after the other: then what those refuse never
 * gets as far as to ask the rate limit service.
 */
const GLOBAL_FILTER_PRIORITY = FILTER_PRIORITY - 1;

/** How many requests all proxies of a gateway take together. */
export interface GlobalRateLimit {
  /** Names the limit in the rate limit service. */
  readonly name: string;
  /** How many requests pass. */
  readonly rate: Rate;
  /** Host of the gateway that it is for. @default all hosts */
  readonly host?: string | undefined;
  /**
   * What is counted apart: each client address, or each value of a header.
   * @default all requests together
   */
  readonly by?: 'client-address' | { readonly header: string } | undefined;
}

/** What is limited, and the service that counts. */
export interface GlobalRateLimitsProps {
  /** Whose requests are limited. */
  readonly gateway: IngressGateway;
  /** Envoy's rate limit service, or one with its protocol; its Deployment is somebody else's. */
  readonly service: ServiceReference;
  /** Port that takes gRPC. @default 8081 */
  readonly port?: number | undefined;
  /** Counted together by all proxies. */
  readonly limits: readonly GlobalRateLimit[];
  /** How long a request waits for the service. @default 25 ms, many times what it needs */
  readonly timeout?: Duration | undefined;
  /** Whether requests pass while the service does not answer. @default true: it must not take the gateway down */
  readonly failOpen?: boolean | undefined;
}

const LIMIT = objectOf<GlobalRateLimit>({
  name: TEXT,
  rate: RATE,
  host: optional(TEXT),
  by: optional(eitherOf(oneOf('client-address'), objectOf<{ readonly header: string }>({ header: TEXT }))),
});

const PROPS = objectOf<GlobalRateLimitsProps>({
  gateway: madeWith<IngressGateway>(
    { gateway: 'object', workload: 'object', port: 'number' },
    'pass an IngressGateway',
  ),
  service: SERVICE_REFERENCE,
  port: optional(PORT),
  limits: someOf(LIMIT),
  timeout: optional(DURATION),
  failOpen: optional(FLAG),
});

/**
 * Rate limits that all proxies of a gateway share, counted by a rate limit service: the filter that asks it, and the
 * ConfigMap with the descriptors that it answers by. Requests over the rate get 429.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/rate_limit_filter
 */
export class GlobalRateLimits extends Construct {
  /** @throws PropsError when two limits have one name, a host is none of the gateway's, or it sees no requests */
  constructor(scope: Construct, id: string, props: GlobalRateLimitsProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { gateway, service, port = 8081, limits, timeout = milliseconds(25), failOpen = true } = props;
    this.checkLimits(limits, gateway);
    // The service keeps the limits of several gateways apart by their domain.
    const domain = `${gateway.gateway.namespace}.${gateway.gateway.name}`;
    new ConfigMap(this, 'descriptors', {
      metadata: { name: `${id}-descriptors`, namespace: service.namespace, labels: RATE_LIMIT_LABEL },
      data: { 'config.yaml': stringify({ domain, descriptors: limits.map(descriptor) }) },
    });
    const filter = new EnvoyFilter(this, 'filter', {
      metadata: {
        name: id,
        namespace: gateway.workload.namespace,
        labels: RATE_LIMIT_LABEL,
        annotations: TESTED_ENVOY_FILTER,
      },
      spec: {
        workloadSelector: { labels: gateway.workload.labels },
        priority: GLOBAL_FILTER_PRIORITY,
        configPatches: [
          {
            applyTo: 'HTTP_FILTER',
            match: {
              context: 'GATEWAY',
              listener: { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager' } } },
            },
            patch: {
              operation: 'INSERT_FIRST',
              value: {
                name: 'envoy.filters.http.ratelimit',
                typed_config: {
                  '@type': 'type.googleapis.com/envoy.extensions.filters.http.ratelimit.v3.RateLimit',
                  domain,
                  failure_mode_deny: !failOpen,
                  timeout: `${timeout.milliseconds / 1000}s`,
                  rate_limit_service: {
                    transport_api_version: 'V3',
                    grpc_service: {
                      envoy_grpc: {
                        cluster_name: `outbound|${port}||${service.host}`,
                        authority: service.host,
                      },
                    },
                  },
                },
              },
            },
          },
          ...limits.map((limit) => ({
            applyTo: 'VIRTUAL_HOST' as const,
            match: {
              context: 'GATEWAY' as const,
              routeConfiguration:
                limit.host === undefined ? undefined : { vhost: { name: `${limit.host}:${gateway.port}` } },
            },
            patch: { operation: 'MERGE' as const, value: { rate_limits: [{ actions: actions(limit) }] } },
          })),
        ],
      },
    });
    filter.node.addValidation({ validate: () => idleLimits(limits, gateway) });
  }

  private checkLimits(limits: readonly GlobalRateLimit[], ingress: IngressGateway): void {
    if (!ingress.endsTls) {
      throw new PropsError(
        this.node.path,
        `${ingress.node.path} passes connections on, and sees no requests in them`,
        'let the gateway end TLS',
      );
    }
    const names = new Set<string>();
    for (const { name, host } of limits) {
      if (names.has(name))
        throw new PropsError(this.node.path, `two limits are called "${name}"`, 'rename one of them');
      names.add(name);
      if (host !== undefined) ingress.gateway.host(host);
    }
  }
}

/** Limits of hosts that nothing is exposed on, when all is composed: nothing would ever be counted by them. */
function idleLimits(limits: readonly GlobalRateLimit[], ingress: IngressGateway): string[] {
  return limits.flatMap(({ name, host }) =>
    host === undefined || ingress.exposes(host)
      ? []
      : [
          `the limit "${name}" is for ${host}, where ${ingress.node.path} exposes nothing: expose it, or remove the limit`,
        ],
  );
}

/** What a request is counted by: the limit, and what it tells apart. */
function actions({ name, by }: GlobalRateLimit): unknown[] {
  const limit = { generic_key: { descriptor_key: 'limit', descriptor_value: name } };
  if (by === undefined) return [limit];
  if (by === 'client-address') return [limit, { remote_address: {} }];
  return [limit, { request_headers: { header_name: by.header, descriptor_key: by.header } }];
}

/** The rate limit service looks a request's actions up in these, key by key. */
function descriptor({ name, by, rate }: GlobalRateLimit): unknown {
  const limit = { rate_limit: { unit: rate.unit, requests_per_unit: rate.requests } };
  const key = { key: 'limit', value: name };
  if (by === undefined) return { ...key, ...limit };
  return { ...key, descriptors: [{ key: by === 'client-address' ? 'remote_address' : by.header, ...limit }] };
}
