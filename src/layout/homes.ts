import { encodeKind, encodeName } from './file-name';
import { FLEET_FOLDERS, FLUX } from './fleet-folders';

/** Where the objects of one kind live below `overlays/<env>/`. */
export interface Home {
  readonly folder: string;
  readonly app: AppRule;
  /** The namespace that file names leave out; `''` for cluster-scoped kinds. */
  readonly namespace: string;
  /** How file names begin. No two kinds share it. */
  readonly stem: string;
}

/**
 * What the label `app.kubernetes.io/name` means for a kind:
 * - `ignored`: its objects stay in the folder, because those who answer for the kind read all of it together
 * - `moves`: an object with the label lives in `applications/<app>`
 * - `own name`: as `moves`; an object without the label is an application of its own name
 */
export type AppRule = 'ignored' | 'moves' | 'own name';

interface Folder {
  readonly app: AppRule;
  /** The namespace that most of its objects are in. */
  readonly namespace: string;
  /** By API group. */
  readonly kinds: Readonly<Record<string, readonly string[]>>;
}

/** The folder with one folder per application. */
export const APPLICATIONS = 'applications';
export const APPLICATIONS_NAMESPACE = 'default';

const FOLDERS: Readonly<Record<string, Folder>> = {
  'istio-system': {
    app: 'moves',
    namespace: 'istio-system',
    kinds: {
      '': ['ConfigMap', 'Namespace'],
      'networking.istio.io': ['EnvoyFilter', 'ProxyConfig', 'Sidecar'],
      'security.istio.io': ['PeerAuthentication'],
    },
  },
  gateways: {
    app: 'ignored',
    namespace: 'istio-system',
    kinds: {
      'networking.istio.io': ['Gateway'],
      'gateway.networking.k8s.io': ['Gateway', 'GatewayClass', 'ListenerSet', 'ReferenceGrant'],
    },
  },
  authorization: {
    app: 'moves',
    namespace: 'istio-system',
    kinds: {
      'networking.k8s.io': ['NetworkPolicy'],
      'security.istio.io': ['AuthorizationPolicy', 'RequestAuthentication'],
    },
  },
  telemetry: { app: 'ignored', namespace: 'istio-system', kinds: { 'telemetry.istio.io': ['Telemetry'] } },
  'policies/wasm-plugins': {
    app: 'ignored',
    namespace: 'istio-system',
    kinds: { 'extensions.istio.io': ['TrafficExtension', 'WasmPlugin'] },
  },
  secrets: {
    app: 'ignored',
    namespace: 'istio-system',
    kinds: {
      '': ['Secret'],
      'bitnami.com': ['SealedSecret'],
      'cert-manager.io': ['Certificate', 'ClusterIssuer', 'Issuer'],
      'external-secrets.io': ['ClusterExternalSecret', 'ClusterSecretStore', 'ExternalSecret', 'SecretStore'],
    },
  },
  monitoring: {
    app: 'ignored',
    namespace: 'istio-system',
    kinds: { 'monitoring.coreos.com': ['PodMonitor', 'PrometheusRule', 'ServiceMonitor'] },
  },
  backup: {
    app: 'ignored',
    namespace: 'istio-system',
    kinds: { 'velero.io': ['Backup', 'BackupStorageLocation', 'Restore', 'Schedule', 'VolumeSnapshotLocation'] },
  },
  [APPLICATIONS]: {
    app: 'own name',
    namespace: APPLICATIONS_NAMESPACE,
    kinds: {
      '': ['Service', 'ServiceAccount'],
      'networking.istio.io': ['DestinationRule', 'ServiceEntry', 'VirtualService', 'WorkloadEntry', 'WorkloadGroup'],
      'gateway.networking.k8s.io': ['BackendTLSPolicy', 'GRPCRoute', 'HTTPRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'],
      'flagger.app': ['AlertProvider', 'Canary', 'MetricTemplate'],
      'argoproj.io': ['AnalysisTemplate', 'Rollout'],
    },
  },
};

const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'ClusterExternalSecret',
  'ClusterIssuer',
  'ClusterSecretStore',
  'GatewayClass',
  'Namespace',
]);

const known: ReadonlyMap<string, Home> = knownHomes();

/** The home of a kind; `other` for kinds that have none of their own. */
export function homeOf(group: string, kind: string): Home {
  return known.get(`${group}/${kind}`) ?? unknownHome(group, kind);
}

function knownHomes(): ReadonlyMap<string, Home> {
  const homes = new Map<string, Home>();
  const stems = new Set<string>();
  for (const [folder, { app, namespace, kinds }] of Object.entries(FOLDERS)) {
    for (const [group, names] of Object.entries(kinds)) {
      for (const kind of names) {
        // Istio's Gateway comes first; Gateway API's of the same name carries its group.
        const stem = stems.has(kebab(kind)) ? `${group}+${kebab(kind)}` : kebab(kind);
        stems.add(stem);
        homes.set(`${group}/${kind}`, { folder, app, namespace: CLUSTER_SCOPED.has(kind) ? '' : namespace, stem });
      }
    }
  }
  // What belongs in the fleet set has no folder in an environment, but its files are named as all others are.
  for (const key of Object.values(FLEET_FOLDERS).flatMap(Object.keys)) {
    const stem = kebab(key.slice(key.indexOf('/') + 1));
    if (!homes.has(key)) homes.set(key, { folder: 'other', app: 'ignored', namespace: FLUX, stem });
  }
  return homes;
}

/** Nobody says whether an unknown kind is namespaced, so its file names say each namespace. */
function unknownHome(group: string, kind: string): Home {
  return { folder: 'other', app: 'moves', namespace: '', stem: `${encodeName(group)}+${encodeKind(kind)}` };
}

/** `BackendTLSPolicy` is `backend-tls-policy`. */
function kebab(kind: string): string {
  return kind.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase();
}
