import { Schedule } from '../../../src/constructs/velero';
import { expectManifests, expectRefusal } from '../golden';

const template = { includedNamespaces: ['shop'], snapshotVolumes: false };

test('a schedule says when and what', () => {
  expectManifests(
    (chart) => new Schedule(chart, 'shop', { namespace: 'velero', cron: '@daily', template, paused: true }),
    `
apiVersion: velero.io/v1
kind: Schedule
metadata: { name: shop, namespace: velero }
spec: { schedule: '@daily', paused: true, template: { includedNamespaces: [shop], snapshotVolumes: false } }
`,
  );
});

test.each(['0 */6 * * *', '30 2 * * MON-FRI', 'CRON_TZ=Europe/Berlin 0 3 1,15 * *', '@hourly', '@every 1h30m'])(
  '"%s" is when',
  (cron) => {
    expectManifests(
      (chart) => new Schedule(chart, 'it', { namespace: 'velero', cron, template: {} }),
      `{ apiVersion: velero.io/v1, kind: Schedule, metadata: { name: it, namespace: velero }, spec: { schedule: '${cron}', template: {} } }`,
    );
  },
);

test.each(['', '6h', '* * * *', '0 0 */6 * * *', '@every day', '@every'])('refused is "%s"', (cron) => {
  expectRefusal(
    (chart) => new Schedule(chart, 'it', { namespace: 'velero', cron, template: {} }),
    `[test/it] cron is "${cron}": write five fields such as "0 */6 * * *", or "@daily"`,
  );
});
