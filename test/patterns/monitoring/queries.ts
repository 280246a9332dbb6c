import type { DashboardModel } from '../../../src/constructs/grafana';
import { MESH_ALERTS, PROGRAM_ALERTS } from '../../../src/patterns/monitoring/alerts';
import { MESH_DASHBOARDS, PROGRAM_DASHBOARDS } from '../../../src/patterns/monitoring/dashboards';

export const ALERTS = [...MESH_ALERTS, ...Object.values(PROGRAM_ALERTS)].flatMap(({ alerts }) => alerts);

export const DASHBOARDS: readonly DashboardModel[] = [...MESH_DASHBOARDS, ...Object.values(PROGRAM_DASHBOARDS)].map(
  (dashboard) => dashboard(),
);

/** What a dashboard has in its rows and between them, as Grafana stores it. */
export interface StoredPanel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly targets?: readonly { readonly expr: string; readonly refId: string; readonly legendFormat: string }[];
  readonly fieldConfig?: {
    readonly defaults: { readonly unit?: string; readonly thresholds?: { readonly steps: readonly object[] } };
  };
}

export function panelsOf({ panels = [] }: DashboardModel): readonly StoredPanel[] {
  return panels as unknown as readonly StoredPanel[];
}

/** A variable, as Grafana stores it. */
export interface StoredVariable {
  readonly name: string;
  readonly type: string;
  readonly query?: unknown;
  readonly definition: string;
  readonly datasource?: object;
}

export function variablesOf({ templating }: DashboardModel): readonly StoredVariable[] {
  return templating.list as unknown as readonly StoredVariable[];
}

/** Variables whose values Prometheus has. */
export function choicesOf(dashboard: DashboardModel): readonly StoredVariable[] {
  return variablesOf(dashboard).filter(({ type }) => type === 'query');
}

interface NamedQuery {
  /** Whose it is. */
  readonly of: string;
  readonly expr: string;
}

/** A query with what Grafana puts in place of variables when all of their values are chosen. */
function withoutVariables(expr: string): string {
  return expr.replace(/\$__rate_interval/g, '5m').replace(/\$[a-z]+/g, '.*');
}

/** Each query of an alert, a panel or a variable, once. */
export const QUERIES: readonly NamedQuery[] = [
  ...ALERTS.map(({ alert, expr }) => ({ of: alert, expr })),
  ...DASHBOARDS.flatMap((dashboard) => [
    ...panelsOf(dashboard).flatMap(({ title, targets = [] }) =>
      targets.map(({ expr, refId }) => ({
        of: `${dashboard.title!}: ${title} ${refId}`,
        expr: withoutVariables(expr),
      })),
    ),
    ...choicesOf(dashboard).map(({ name, definition }) => {
      const [, selector, label] = /^label_values\((.*), (\w+)\)$/.exec(definition)!;
      return { of: `${dashboard.title!}: $${name}`, expr: `count by (${label!}) (${withoutVariables(selector!)})` };
    }),
  ]),
];

const WORDS = new Set([
  'and',
  'or',
  'unless',
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'group_right',
  'offset',
]);

/** The series that a query selects, and the labels that it names of any of them. */
export function selectionsOf(expr: string): { readonly series: readonly string[]; readonly labels: readonly string[] } {
  const labels: string[] = [];
  const note = (names: readonly string[]): string => {
    labels.push(...names);
    return ' ';
  };
  const rest = expr
    .replace(/"(\\.|[^"\\])*"/g, '""')
    .replace(/\{([^}]*)\}/g, (_, matchers: string) => note(matchers.match(/\w+(?=\s*(=|!))/g) ?? []))
    .replace(/\b(?:by|without|on|ignoring|group_left|group_right) \(([\w, ]*)\)/g, (_, names: string) =>
      note(names.match(/\w+/g) ?? []),
    )
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/\boffset \w+/g, ' ');
  const series = [...rest.matchAll(/\b[a-z]\w*\b(?!\s*\()/g)].map(([name]) => name).filter((name) => !WORDS.has(name));
  return { series: [...new Set(series)], labels: [...new Set(labels)] };
}
