/** Who answers, in percent. */
export type Shares = Readonly<Record<string, number>>;

/** Who serves requests in production. */
export interface Serving {
  /** The API, to requests of everybody. */
  readonly api: Shares;
  /** The API, to requests that force the canary. */
  readonly forced: string;
  /** The web app, to requests of everybody. */
  readonly web: string;
  /** The web app, to requests that ask for the preview. */
  readonly preview: string;
}

/** One step of the guide's story, and its commit. */
export interface Step {
  /** After `istio-gitops`. */
  readonly command: string;
  /** What the command says that it means for traffic. */
  readonly says: readonly string[];
  /** What the commit changes below `deploy/overlays`, besides the release state. */
  readonly changes: readonly string[];
  /** What the commit leaves in production. */
  readonly serving: Serving;
  /** Annotations of the virtual services in production that the guide shows, without their prefix. */
  readonly annotations: Readonly<Record<string, string>>;
}

export const PRODUCTION = `# What runs in production; the platform team reviews changes.
services:
  api-service: # the shop's API
    strategy: canary
    stable: v1
  web-app: # ask the web team
    strategy: blue-green
    active: blue
    blue: v1
`;
export const STAGING = PRODUCTION.replace('production', 'staging');

const PODS = {
  v1: 'api-service-v1',
  v2: 'api-service-v2',
  v3: 'api-service-v3',
  blue: 'web-app-blue',
  green: 'web-app-green',
} as const;
const { v1, v2, v3, blue, green } = PODS;

const RULE = 'production/applications/api-service/destination-rule.yaml';
const ROUTES = 'production/applications/api-service/virtual-service.yaml';
/** Has a limit for each route of the API. */
const LIMITS = 'production/policies/rate-limits/envoy-filter.main-gateway-rate-limits.yaml';
const WEB_ROUTES = 'production/applications/web-app/virtual-service.yaml';
const IN_STAGING = (path: string): string => path.replace('production', 'staging');

const BLUE = { 'active-version': 'blue', 'deployment-strategy': 'blue-green' };
const GREEN = { ...BLUE, 'active-version': 'green' };

/** What serves before the story: the guide's 100/0. */
export const FIRST: Serving = { api: { [v1]: 100 }, forced: v1, web: blue, preview: green };

const COMPLETED: Serving = { ...FIRST, api: { [v2]: 100 }, forced: v2 };
const SWITCHED: Serving = { ...COMPLETED, web: green, preview: blue };

const ROLLOUT: readonly Step[] = [
  {
    command: 'rollout start api-service --env production --version v2',
    says: ['v1 gets 90 % and v2 10 %'],
    changes: [RULE, ROUTES, LIMITS],
    serving: { ...FIRST, api: { [v1]: 90, [v2]: 10 }, forced: v2 },
    annotations: { 'canary-percentage': '10', 'canary-version': 'v2', ...BLUE },
  },
  {
    command: 'rollout advance api-service --env production',
    says: ['v1 gets 50 % and v2 50 %'],
    changes: [ROUTES],
    serving: { ...FIRST, api: { [v1]: 50, [v2]: 50 }, forced: v2 },
    annotations: { 'canary-percentage': '50', 'canary-version': 'v2', ...BLUE },
  },
  {
    command: 'rollout advance api-service --env production',
    says: ['v1 gets 0 % and v2 100 %'],
    changes: [ROUTES],
    serving: COMPLETED,
    annotations: { 'canary-percentage': '100', 'canary-version': 'v2', ...BLUE },
  },
  {
    command: 'rollout complete api-service --env production',
    says: ['v2 is the stable version and gets everything; the subset of the canary gets nothing any more'],
    changes: [RULE, ROUTES, LIMITS],
    serving: COMPLETED,
    annotations: BLUE,
  },
  {
    command: 'rollout cleanup api-service --env production',
    says: ['the subset that v2 had as a canary goes; no route refers to it, so that no request meets anything else'],
    changes: [RULE],
    serving: COMPLETED,
    annotations: BLUE,
  },
  {
    command: 'rollout preview web-app --env production --version v2',
    says: ['requests that ask for the preview get v2 in green; all others stay with v1 in blue'],
    changes: [],
    serving: COMPLETED,
    annotations: BLUE,
  },
  {
    command: 'rollout switch web-app --env production',
    says: ['all requests go to v2 in green at once; v1 in blue is the way back'],
    changes: [WEB_ROUTES],
    serving: SWITCHED,
    annotations: GREEN,
  },
  {
    command: 'rollout rollback web-app --env production',
    says: ['all requests go back to v1 in blue at once'],
    changes: [WEB_ROUTES],
    serving: COMPLETED,
    annotations: BLUE,
  },
];

/** Staging goes ahead, and production follows by a promotion. */
const PROMOTION: readonly Step[] = [
  {
    command: 'rollout start api-service --env staging --version v3 --weight 100',
    says: ['v1 gets 0 % and v3 100 %'],
    changes: [RULE, ROUTES, LIMITS].map(IN_STAGING),
    serving: COMPLETED,
    annotations: BLUE,
  },
  {
    command: 'rollout complete api-service --env staging',
    says: ['v3 is the stable version and gets everything; the subset of the canary gets nothing any more'],
    changes: [RULE, ROUTES, LIMITS].map(IN_STAGING),
    serving: COMPLETED,
    annotations: BLUE,
  },
  {
    command: 'rollout preview web-app --env staging --version v2',
    says: ['requests that ask for the preview get v2 in green; all others stay with v1 in blue'],
    changes: [],
    serving: COMPLETED,
    annotations: BLUE,
  },
  {
    command: 'rollout switch web-app --env staging',
    says: ['all requests go to v2 in green at once; v1 in blue is the way back'],
    changes: [IN_STAGING(WEB_ROUTES)],
    serving: COMPLETED,
    annotations: BLUE,
  },
  {
    command: 'promote staging production',
    says: [
      'v3 takes over from v2 for all requests at once',
      'all requests go to v2 in green at once; v1 in blue is the way back',
    ],
    changes: [RULE, WEB_ROUTES],
    serving: { ...SWITCHED, api: { [v3]: 100 }, forced: v3 },
    annotations: GREEN,
  },
];

export const STORY: readonly Step[] = [...ROLLOUT, ...PROMOTION];
