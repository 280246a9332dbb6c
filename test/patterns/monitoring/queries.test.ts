import { metricOf, TARGET_LABELS } from './metrics';
import { ALERTS, QUERIES, selectionsOf } from './queries';

test('a query names series, and labels of them', () => {
  const expr =
    'histogram_quantile(0.9, sum by (le, name) (rate(a_bucket{kind=~"x|y",reason!=""}[5m]))) / on (name) group_left () sum by (name) (b offset 10m) > 1';
  expect(selectionsOf(expr)).toEqual({
    series: ['a_bucket', 'b'],
    labels: ['kind', 'reason', 'le', 'name'],
  });
});

test.each(QUERIES)('$of asks for metrics and labels that are exported', ({ expr }) => {
  const { series, labels } = selectionsOf(expr);
  expect(series).not.toEqual([]);
  expect(series.filter((name) => metricOf(name) === undefined)).toEqual([]);
  const known = new Set([...TARGET_LABELS, ...series.flatMap((name) => metricOf(name)!.labels)]);
  expect(labels.filter((label) => !known.has(label))).toEqual([]);
});

test.each(QUERIES)('$of takes rates of counters and histograms only', ({ expr }) => {
  const rated = [...expr.matchAll(/\b(?:rate|increase)\((\w+)/g)].map(([, name]) => name!);
  expect(rated.filter((name) => metricOf(name)?.type === 'gauge')).toEqual([]);
});

test.each(ALERTS)('$alert says by its labels what it is about', ({ expr, summary, description }) => {
  const kept = [...expr.matchAll(/\bby \(([\w, ]+)\)/g)].flatMap(([, labels]) => labels!.split(', '));
  const carried = new Set([...kept, ...(kept.length > 0 ? [] : selectionsOf(expr).series.flatMap(labelsOf))]);
  const used = [...summary.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label!);
  expect(used.filter((label) => !carried.has(label))).toEqual([]);
  expect(description).not.toContain('{{');
});

test('no two alerts have one name', () => {
  const names = ALERTS.map(({ alert }) => alert);
  expect(new Set(names).size).toBe(names.length);
});

function labelsOf(series: string): readonly string[] {
  return metricOf(series)!.labels;
}
