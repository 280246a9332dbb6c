import type { TrafficPolicy } from '../constructs/istio/destination-rule';
import type { Retries } from '../constructs/istio/virtual-service';
import { Duration } from '../model/duration';

/**
 * How long a request may take, retries included: 15 s. Istio's own default is to wait for ever, and one slow backend
 * then holds the connections of all its callers.
 */
export const DEFAULT_TIMEOUT = Duration.seconds(15);

/**
 * Two more tries, only where the request cannot have reached the application: Istio's own default also retries on 503,
 * which may repeat a request that is not idempotent.
 */
export const DEFAULT_RETRIES: Retries = {
  attempts: 2,
  on: ['connect-failure', 'refused-stream', 'reset-before-request'],
};

/**
 * How proxies connect to an application or an external service: few connections and waiting requests, the least busy
 * endpoint first, and endpoints that fail taken out for a while. Props replace it field by field.
 */
export const DEFAULT_TRAFFIC_POLICY = {
  /** How many connections and requests there may be at once. */
  connectionPool: {
    /** Of all protocols. */
    tcp: {
      /** A backend that is down is noticed in 3 s instead of Envoy's 10 s, well within the timeout of a request. */
      connectTimeout: '3s',
      /** Envoy's bound is 2^32-1, that is none: a burst would be queued in the backend instead of refused early. */
      maxConnections: 100,
    },
    /** Beyond these callers get 503 at once. */
    http: {
      /** Requests that wait for a connection. */
      http1MaxPendingRequests: 100,
      /** Requests in flight. */
      http2MaxRequests: 1000,
    },
  },
  /** Which endpoint gets the next request. */
  loadBalancer: {
    /** Idle endpoints get more than busy ones, which round robin does not see. */
    simple: 'LEAST_REQUEST',
  },
  /** Endpoints that fail get no requests for a while. */
  outlierDetection: {
    /** Failures in a row that take an endpoint out. */
    consecutive5xxErrors: 5,
    /** Time between two looks at them. */
    interval: '10s',
    /** How long an endpoint is out, times the number of its ejections. */
    baseEjectionTime: '30s',
    /** Half of the endpoints always stay: a fault that all share must not leave none. */
    maxEjectionPercent: 50,
  },
} as const satisfies TrafficPolicy;

/** In place of the default where requests have somewhere else to go when a region fails. */
export const REGIONAL_OUTLIER_DETECTION = {
  ...DEFAULT_TRAFFIC_POLICY.outlierDetection,
  /** All endpoints of a region may be out, even where they are most of all. */
  maxEjectionPercent: 100,
  /** When hardly any are left, the fault is one that all share: then all get requests again, instead of none. */
  minHealthPercent: 10,
} as const satisfies TrafficPolicy['outlierDetection'];
