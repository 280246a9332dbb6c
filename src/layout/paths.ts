import type { Manifest } from '../model/manifest';
import { encodeName, withinLimit } from './file-name';
import { APPLICATIONS, APPLICATIONS_NAMESPACE, Home, homeOf } from './homes';

const APP_LABEL = 'app.kubernetes.io/name';

/** Grafana's sidecar loads the ConfigMaps that have this label. */
const DASHBOARD_LABEL = 'grafana_dashboard';

/** What a part of the mesh is for, by Kubernetes' recommended labels; rate limits have it. */
const COMPONENT_LABEL = 'app.kubernetes.io/component';
const RATE_LIMIT = 'rate-limit';

/**
 * The file of an object below `overlays/<env>/`, such as `applications/frontend/virtual-service.yaml`.
 *
 * Every object has one, and no two identities share one, even where a file system ignores case. The folder follows
 * from the kind and the label `app.kubernetes.io/name` ({@link homeOf}); the file is named
 * `[<namespace>_]<kind>[.<name>].yaml`, where the namespace is left out when it is the folder's usual one, and the
 * name when it is the application's. Kinds that {@link homeOf} does not know are named `<group>+<kind>`. No name,
 * namespace, group or kind can contain `_`, `+` or `~`, and no namespace or kind a dot, so each part is found again.
 */
export function pathOf({ identity, object }: Manifest): string {
  const { group, kind, namespace, name } = identity;
  const home = homeOf(group, kind);
  const app = appOf(home, object.metadata.labels, name);
  const labelled = labelledFolder(group, kind, object.metadata.labels);

  if (labelled !== undefined) return `${labelled}/${fileName(home.stem, namespace, home.namespace, name)}`;
  if (app === undefined) return `${home.folder}/${fileName(home.stem, namespace, home.namespace, name)}`;
  const usual = home.namespace === '' ? '' : APPLICATIONS_NAMESPACE;
  const folder = `${APPLICATIONS}/${withinLimit(encodeName(app))}`;
  return `${folder}/${fileName(home.stem, namespace, usual, name === app ? undefined : name)}`;
}

/** The folder of objects of which a label says what they are for, because their kind does not. */
function labelledFolder(
  group: string,
  kind: string,
  labels: Readonly<Record<string, string>> = {},
): string | undefined {
  if (group === '' && kind === 'ConfigMap' && labels[DASHBOARD_LABEL] !== undefined) return 'monitoring';
  const mayLimit = kind === 'EnvoyFilter' || (group === '' && kind === 'ConfigMap');
  return mayLimit && labels[COMPONENT_LABEL] === RATE_LIMIT ? 'policies/rate-limits' : undefined;
}

/** The application whose folder an object belongs in, if any. */
function appOf(home: Home, labels: Readonly<Record<string, string>> | undefined, name: string): string | undefined {
  if (home.app === 'ignored') return undefined;
  // An empty label value is valid, and names nothing.
  return labels?.[APP_LABEL] || (home.app === 'own name' ? name : undefined);
}

/** `[<namespace>_]<stem>[.<name>].yaml`, without the namespace where it is the usual one. */
export function fileName(stem: string, namespace: string, usualNamespace: string, name: string | undefined): string {
  const prefix = namespace === usualNamespace ? '' : `${encodeName(namespace)}_`;
  const suffix = name === undefined ? '' : `.${encodeName(name)}`;
  return `${withinLimit(prefix + stem + suffix)}.yaml`;
}
