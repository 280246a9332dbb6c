import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALERTS } from './queries';

const DOCUMENTATION = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'observability.md'), 'utf8');

test('each alert has a runbook, and each runbook an alert', () => {
  const runbooks = [...DOCUMENTATION.matchAll(/^### ([A-Z]\w+)$/gm)].map(([, name]) => name!);
  expect(runbooks.sort()).toEqual(ALERTS.map(({ alert }) => alert).sort());
});
