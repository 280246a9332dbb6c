import type { Construct } from 'constructs';
import { fieldsOf, objectOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { TEXT } from '../../model/props-values';
import { ConfigMap } from '../kubernetes/config-map';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';
import type { DashboardModel } from './dashboard-model';

export interface GrafanaDashboardProps extends ResourceProps {
  /** With a `uid`, by which links and people find it again. */
  readonly dashboard: DashboardModel;
  /**
   * Folder in Grafana, if its sidecar is told so by `folderAnnotation: grafana_folder`.
   * @default the folder of the sidecar
   */
  readonly folder?: string | undefined;
}

const PROPS = objectOf<GrafanaDashboardProps>({
  ...RESOURCE_SHAPE,
  dashboard: fieldsOf<DashboardModel>(),
  folder: optional(TEXT),
});

/** Which ConfigMaps the sidecar loads, as its charts have it by default. */
const LABEL = { grafana_dashboard: '1' };
const FOLDER_ANNOTATION = 'grafana_folder';

/**
 * A dashboard that the sidecar of Grafana loads. Grafana's `$` survive Flux, whose delivery substitutes nothing in
 * ConfigMaps.
 *
 * @see https://github.com/grafana/helm-charts/tree/main/charts/grafana#sidecar-for-dashboards
 */
export class GrafanaDashboard extends Resource {
  readonly resource: ConfigMap;

  /** @throws PropsError when Grafana would give the dashboard another address, or could not load it without a person */
  constructor(scope: Construct, id: string, props: GrafanaDashboardProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { dashboard, folder, labels = {}, annotations = {}, ...rest } = props;
    this.checkModel(dashboard);
    const metadata = metadataOf(id, {
      ...rest,
      labels: { ...labels, ...LABEL },
      annotations: folder === undefined ? annotations : { ...annotations, [FOLDER_ANNOTATION]: folder },
    });
    this.resource = new ConfigMap(this, 'Resource', {
      metadata,
      data: { [`${metadata.name}.json`]: `${JSON.stringify(dashboard, undefined, 2)}\n` },
    });
  }

  private checkModel({ uid, id, ...dashboard }: DashboardModel): void {
    if (uid === undefined || !/^[A-Za-z0-9_-]{1,40}$/.test(uid)) {
      const what = uid === undefined ? 'the dashboard has no uid' : `the uid of the dashboard is "${uid}"`;
      throw new PropsError(this.node.path, what, 'give it one of at most 40 letters, digits, - and _');
    }
    if (id !== undefined && id !== null) {
      throw new PropsError(this.node.path, `the dashboard has the id ${id} of one Grafana`, 'remove it, uid is enough');
    }
    if ('__inputs' in dashboard) {
      const fix = 'export it without "share externally", and use a variable of type datasource';
      throw new PropsError(this.node.path, 'the dashboard has __inputs, which only a person can fill in', fix);
    }
  }
}
