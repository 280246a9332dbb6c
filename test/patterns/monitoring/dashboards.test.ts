import { choicesOf, DASHBOARDS, panelsOf, StoredPanel, variablesOf } from './queries';

const named = DASHBOARDS.map((dashboard) => ({ title: dashboard.title!, dashboard, panels: panelsOf(dashboard) }));
const graphs = named.flatMap(({ title: on, panels }) =>
  panels.filter(({ type }) => type !== 'row').map((panel) => ({ on, ...panel })),
);

function overlap({ gridPos: a }: StoredPanel, { gridPos: b }: StoredPanel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

test.each(named)('$title fills 24 columns, and nothing overlaps', ({ panels }) => {
  for (const { gridPos } of panels) {
    expect(Number.isInteger(gridPos.w)).toBe(true);
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  }
  const overlapping = panels.flatMap((a, i) => panels.slice(i + 1).filter((b) => overlap(a, b)));
  expect(overlapping).toEqual([]);
  const widths = new Map<number, number>();
  for (const { gridPos } of panels) widths.set(gridPos.y, (widths.get(gridPos.y) ?? 0) + gridPos.w);
  expect([...widths.values()].filter((width) => width !== 24)).toEqual([]);
});

test.each(named)('$title has an id for each panel, and a query variable asks the chosen Prometheus', (shown) => {
  const { dashboard, panels } = shown;
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  expect(variablesOf(dashboard)[0]).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
  for (const choice of choicesOf(dashboard))
    expect(choice.datasource).toEqual({ type: 'prometheus', uid: '${datasource}' });
});

test.each(graphs)('$on: $title has a unit, a description, thresholds and the chosen Prometheus', (panel) => {
  expect(panel.description).toMatch(/^[A-Z0-9].*\.$/);
  expect(panel.fieldConfig!.defaults.unit).toBeTruthy();
  expect(panel.fieldConfig!.defaults.thresholds!.steps.length).toBeGreaterThan(0);
  expect(panel.datasource).toEqual({ type: 'prometheus', uid: '${datasource}' });
  expect(new Set(panel.targets!.map(({ refId }) => refId)).size).toBe(panel.targets!.length);
});

test.each(named)('$title uses only variables that it has', ({ dashboard, panels }) => {
  const known = new Set(['__rate_interval', ...variablesOf(dashboard).map(({ name }) => name)]);
  const texts = [
    ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    ...choicesOf(dashboard).map(({ definition }) => definition),
  ];
  const used = texts.flatMap((text) => [...text.matchAll(/\$(\w+)/g)].map(([, name]) => name!));
  expect(used.filter((name) => !known.has(name))).toEqual([]);
});

test.each(named)('$title is linked with all others, which keep time and choices', ({ dashboard }) => {
  expect(dashboard.links).toEqual([
    expect.objectContaining({ type: 'dashboards', tags: dashboard.tags, keepTime: true, includeVars: true }),
  ]);
});

test('each dashboard has an address of its own', () => {
  expect(new Set(DASHBOARDS.map(({ uid }) => uid)).size).toBe(DASHBOARDS.length);
});
