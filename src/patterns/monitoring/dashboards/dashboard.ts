import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import * as units from '@grafana/grafana-foundation-sdk/units';
import type { DashboardModel } from '../../../constructs/grafana';

/** Links lead to all dashboards that have it. */
const TAG = 'istio-gitops';
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };
const COLUMNS = 24;
const HEIGHT = 8;

export interface Query {
  readonly expr: string;
  /** Name of each series, in which `{{name}}` stands for a label. */
  readonly legend: string;
}

export interface Panel {
  /** `stat` shows the newest value in large. */
  readonly kind: 'stat' | 'timeseries';
  readonly title: string;
  readonly description: string;
  /** As Grafana calls it. */
  readonly unit: string;
  readonly queries: readonly Query[];
  readonly thresholds?: readonly Threshold[];
}

/** Panels side by side, all of one width. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** A choice at the top of the dashboard, of the values that a label has. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  /** Such as `label_values(pilot_info, version)`. */
  readonly query: string;
}

export interface DashboardProps {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables?: readonly Variable[];
  readonly rows: readonly Row[];
}

const BASE = { value: null };

export const aboveIsBad = (bad: number): Threshold[] => [
  { ...BASE, color: 'green' },
  { value: bad, color: 'red' },
];

export const belowIsBad = (good: number): Threshold[] => [
  { ...BASE, color: 'red' },
  { value: good, color: 'green' },
];

/** A dashboard that any Grafana can load: which Prometheus it asks is chosen in it. */
export function dashboardOf({ uid, title, description, variables = [], rows }: DashboardProps): DashboardModel {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- sidecars and provisioning load no other schema
  const dashboard = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([TAG])
    .editable()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-6h', to: 'now' })
    .refresh('1m')
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'))
    .link(
      new DashboardLinkBuilder('Istio')
        .type(DashboardLinkType.Dashboards)
        .tags([TAG])
        .asDropdown(true)
        .includeVars(true)
        .keepTime(true),
    );
  for (const variable of variables) dashboard.withVariable(choiceOf(variable));
  let id = 0;
  for (const { title: name, panels } of rows) {
    dashboard.withRow(new RowBuilder(name).id(++id));
    for (const panel of panels)
      dashboard.withPanel(
        panelOf(panel)
          .id(++id)
          .span(COLUMNS / panels.length),
      );
  }
  return dashboard.build();
}

function choiceOf({ name, label, query }: Variable): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query({ query, refId: name })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] });
}

function panelOf(panel: Panel): stat.PanelBuilder | timeseries.PanelBuilder {
  const { kind, title, description, unit, queries, thresholds = [{ ...BASE, color: 'green' }] } = panel;
  const builder = kind === 'stat' ? new stat.PanelBuilder() : new timeseries.PanelBuilder();
  builder
    .title(title)
    .description(description)
    .unit(unit)
    .height(kind === 'stat' ? HEIGHT / 2 : HEIGHT)
    .datasource(DATASOURCE)
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...thresholds]))
    // `count` of nothing is no answer; for all else there is nothing to say.
    .noValue(kind === 'stat' && unit === units.Short ? '0' : 'no data');
  queries.forEach(({ expr, legend }, i) => {
    const query = new DataqueryBuilder()
      .expr(expr)
      .legendFormat(legend)
      .refId(String.fromCharCode(65 + i));
    builder.withTarget(kind === 'stat' ? query.instant() : query.range());
  });
  return builder;
}
