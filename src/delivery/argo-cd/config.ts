import { Construct } from 'constructs';
import { ConfigMap } from '../../constructs/kubernetes/config-map';
import { objectOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { FLAG, TEXT } from '../../model/props-values';
import { NEVER_DELETED } from './installation';
import { istioHealthChecks } from './istio-health';
import { NOTIFICATIONS, notificationSettings, NotificationsProps } from './notifications';

/** Which settings of Argo CD are made. */
export interface ArgoCdConfigProps {
  /** Namespace that Argo CD runs in. @default 'argocd' */
  readonly namespace?: string | undefined;
  /** Where people open Argo CD, for links in notifications. @default as it is installed */
  readonly url?: string | undefined;
  /** Whom Argo CD can tell; Applications say who is told what. Needs `url`. @default nobody */
  readonly notifications?: NotificationsProps | undefined;
  /** Whether ApplicationSets can sync step by step, as `rollingSync` asks for. @default false */
  readonly progressiveSyncs?: boolean | undefined;
}

const PROPS = objectOf<ArgoCdConfigProps>({
  namespace: optional(TEXT),
  url: optional(TEXT),
  notifications: optional(NOTIFICATIONS),
  progressiveSyncs: optional(FLAG),
});

/**
 * Settings of Argo CD: health checks for Istio's kinds, and notifications. Its own manifests make the same ConfigMaps,
 * so these are applied on the server side, where each owner keeps its entries.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cm-yaml/
 */
export class ArgoCdConfig extends Construct {
  /** Health checks of Istio's kinds, and the address of Argo CD. */
  readonly argocdCm: ConfigMap;
  /** Whom Argo CD can tell; undefined without `notifications`. */
  readonly notificationsCm: ConfigMap | undefined;
  /** Undefined without `progressiveSyncs`. */
  readonly cmdParamsCm: ConfigMap | undefined;

  /** @throws PropsError when notifications would link to nowhere */
  constructor(scope: Construct, id: string, props: ArgoCdConfigProps = {}) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { namespace = 'argocd', url, notifications, progressiveSyncs = false } = props;
    const configMap = (name: string, data: Record<string, string>): ConfigMap =>
      new ConfigMap(this, name, {
        metadata: {
          name,
          namespace,
          // Argo CD looks for its settings by this label.
          labels: { 'app.kubernetes.io/part-of': 'argocd' },
          annotations: NEVER_DELETED,
        },
        data,
      });
    this.argocdCm = configMap('argocd-cm', { ...(url !== undefined && { url }), ...istioHealthChecks() });
    if (notifications !== undefined) {
      if (url === undefined) throw new PropsError(this.node.path, 'notifications would link to nowhere', 'set `url`');
      this.notificationsCm = configMap('argocd-notifications-cm', notificationSettings(notifications, url));
    }
    if (progressiveSyncs) {
      this.cmdParamsCm = configMap('argocd-cmd-params-cm', {
        'applicationsetcontroller.enable.progressive.syncs': 'true',
      });
    }
  }
}
