import type { Kind } from '../../../src/model/identity';

export type Health = 'Healthy' | 'Progressing' | 'Degraded';

/** What istiod says of an object, and how healthy Argo CD has to call it. */
export interface HealthCase {
  readonly name: string;
  /** @default VirtualService of networking.istio.io */
  readonly kind?: Kind;
  readonly metadata?: object;
  readonly status?: unknown;
  readonly health: Health;
  readonly message: string;
}

const error = (code: string) => ({
  level: 'ERROR',
  type: { code },
  documentationUrl: `https://istio.io/v1.30/docs/reference/config/analysis/${code.toLowerCase()}/`,
});
const at = (level: string, code: string) => ({ ...error(code), level });

const PAST = '2020-01-01T00:00:00Z';
/** Any test runs before: an edit that is always recent. */
const FUTURE = '2999-01-01T00:00:00Z';
/** An object that Argo CD applied at some time, and whose status istiod wrote at another. */
const editedAt = (time: string, generation: number) => ({
  generation,
  managedFields: [
    { manager: 'argocd-controller', operation: 'Apply', time: PAST },
    { manager: 'argocd-controller', operation: 'Apply', time },
    { manager: 'pilot-discovery', operation: 'Update', subresource: 'status', time: FUTURE },
  ],
});

/** Statuses that istiod writes, and some that it should not; run by Lua in WebAssembly and by the real Argo CD. */
export const HEALTH_CASES: readonly HealthCase[] = [
  { name: 'no status', health: 'Healthy', message: 'not analysed' },
  { name: 'an empty status', status: {}, health: 'Healthy', message: 'not analysed' },
  { name: 'a status that is null', status: null, health: 'Healthy', message: 'not analysed' },
  { name: 'a status that is a text', status: 'fine', health: 'Healthy', message: 'not analysed' },
  { name: 'analysed, and nothing found', status: { observedGeneration: '1' }, health: 'Healthy', message: '' },
  { name: 'a generation that is a number', status: { observedGeneration: 1 }, health: 'Healthy', message: '' },
  {
    name: 'an error',
    status: { observedGeneration: '1', validationMessages: [error('IST0101')] },
    health: 'Degraded',
    message: 'ERROR IST0101 https://istio.io/v1.30/docs/reference/config/analysis/ist0101/',
  },
  {
    name: 'an error twice, and a warning',
    status: {
      observedGeneration: '1',
      validationMessages: [error('IST0101'), error('IST0101'), at('WARNING', 'IST0132'), error('IST0109')],
    },
    health: 'Degraded',
    message:
      'ERROR IST0101 https://istio.io/v1.30/docs/reference/config/analysis/ist0101/, ' +
      'ERROR IST0109 https://istio.io/v1.30/docs/reference/config/analysis/ist0109/',
  },
  {
    name: 'a warning and an information',
    status: { observedGeneration: '1', validationMessages: [at('WARNING', 'IST0132'), at('INFO', 'IST0118')] },
    health: 'Healthy',
    message:
      'WARNING IST0132 https://istio.io/v1.30/docs/reference/config/analysis/ist0132/, ' +
      'INFO IST0118 https://istio.io/v1.30/docs/reference/config/analysis/ist0118/',
  },
  {
    name: 'an error of an object of another kind',
    kind: { group: 'security.istio.io', kind: 'AuthorizationPolicy' },
    status: { observedGeneration: '1', validationMessages: [error('IST0150')] },
    health: 'Degraded',
    message: 'ERROR IST0150 https://istio.io/v1.30/docs/reference/config/analysis/ist0150/',
  },
  {
    name: 'a message without a level, a type or an address',
    status: {
      observedGeneration: '1',
      validationMessages: [{ type: { name: 'Odd' } }, {}, 'odd', null, { type: 'x' }],
    },
    health: 'Healthy',
    message: 'UNKNOWN Odd, UNKNOWN nil',
  },
  {
    name: 'an error without a type',
    status: { observedGeneration: '1', validationMessages: [{ level: 'ERROR' }] },
    health: 'Degraded',
    message: 'ERROR nil',
  },
  {
    name: 'messages that are no list',
    status: { observedGeneration: '1', validationMessages: { first: error('IST0101') }, conditions: 'none' },
    health: 'Healthy',
    message: '',
  },
  {
    name: 'fields that nobody knows',
    status: { observedGeneration: '1', phase: 'Failed', conditions: [{ type: 'Ready', status: 'False' }, 7] },
    health: 'Healthy',
    message: '',
  },
  {
    name: 'an old status of an object that was just edited',
    metadata: editedAt(FUTURE, 2),
    status: { observedGeneration: '1', validationMessages: [error('IST0101')] },
    health: 'Progressing',
    message: 'waiting for istiod to analyse generation 2',
  },
  {
    name: 'an old status of an object of which nobody knows when it was edited',
    metadata: { generation: 3 },
    status: { observedGeneration: '1' },
    health: 'Progressing',
    message: 'waiting for istiod to analyse generation 3',
  },
  {
    name: 'an old status that istiod would have replaced if there were something to say',
    metadata: editedAt(PAST, 2),
    status: { observedGeneration: '1', validationMessages: [error('IST0101')] },
    health: 'Healthy',
    message: 'not analysed since generation 1',
  },
  {
    name: 'an object without a generation',
    metadata: { generation: undefined },
    status: { observedGeneration: '4' },
    health: 'Healthy',
    message: '',
  },
  {
    name: 'a generation that is no number',
    status: { observedGeneration: 'latest' },
    health: 'Healthy',
    message: '',
  },
  {
    name: 'Reconciled',
    status: { observedGeneration: '1', conditions: [{ type: 'Reconciled', status: 'True', message: '9/9 proxies' }] },
    health: 'Healthy',
    message: '',
  },
  {
    name: 'not yet Reconciled',
    status: { observedGeneration: '1', conditions: [{ type: 'Reconciled', status: 'False', message: '4/9 proxies' }] },
    health: 'Progressing',
    message: 'Reconciled: 4/9 proxies',
  },
  {
    name: 'not Reconciled, and refused',
    status: {
      observedGeneration: '1',
      conditions: [{ type: 'Reconciled', status: 'False' }],
      validationMessages: [{ level: 'ERROR', type: { code: 'IST0101' } }],
    },
    health: 'Degraded',
    message: 'ERROR IST0101',
  },
  {
    name: 'a policy that ztunnel does not accept',
    kind: { group: 'security.istio.io', kind: 'AuthorizationPolicy' },
    status: {
      conditions: [
        { type: 'ZtunnelAccepted', status: 'False', reason: 'UnsupportedValue', message: 'ztunnel has no HTTP rules' },
      ],
    },
    health: 'Degraded',
    message: 'ZtunnelAccepted: ztunnel has no HTTP rules',
  },
  {
    name: 'a policy that ztunnel did not accept before it was edited',
    kind: { group: 'security.istio.io', kind: 'AuthorizationPolicy' },
    metadata: { generation: 2 },
    status: { conditions: [{ type: 'ZtunnelAccepted', status: 'False', observedGeneration: '1' }] },
    health: 'Healthy',
    message: 'not analysed',
  },
  {
    name: 'a service entry without the waypoint that it needs',
    kind: { group: 'networking.istio.io', kind: 'ServiceEntry' },
    status: {
      conditions: [{ type: 'istio.io/WaypointMissing', status: 'True' }],
      addresses: [{ value: '240.240.0.1' }],
    },
    health: 'Degraded',
    message: 'istio.io/WaypointMissing is True',
  },
];

const VIRTUAL_SERVICE: Kind = { group: 'networking.istio.io', kind: 'VirtualService' };

/** The object of a case, as the API server gives it. */
export function objectOf({ kind: { group, kind } = VIRTUAL_SERVICE, metadata = {}, status }: HealthCase): object {
  return {
    apiVersion: `${group}/v1`,
    kind,
    metadata: { name: 'it', namespace: 'shop', generation: 1, ...metadata },
    spec: {},
    ...(status !== undefined && { status }),
  };
}
