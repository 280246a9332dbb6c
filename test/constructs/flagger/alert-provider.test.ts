import { AlertProvider, AlertProviderProps } from '../../../src/constructs/flagger';
import { expectManifests, expectRefusal } from '../golden';

test('an alert provider takes its URL from a Secret', () => {
  expectManifests(
    (chart) =>
      new AlertProvider(chart, 'slack', {
        namespace: 'shop',
        type: 'slack',
        secretName: 'slack-bot',
        channel: 'rollouts',
        username: 'flagger',
        proxy: 'http://proxy:3128',
      }),
    `
apiVersion: flagger.app/v1beta1
kind: AlertProvider
metadata: { name: slack, namespace: shop }
spec:
  type: slack
  channel: rollouts
  username: flagger
  proxy: http://proxy:3128
  secretRef: { name: slack-bot }
`,
  );
});

test('refused is an address: who has the URL of a hook can post', () => {
  const address = 'https://hooks.slack.com/services/T/B/X';
  const props = { namespace: 'shop', type: 'slack', secretName: 'hook', address } as AlertProviderProps;
  expectRefusal(
    (chart) => new AlertProvider(chart, 'slack', props),
    '[test/slack] there is no prop address: remove it; ' +
      'there are name, namespace, labels, annotations, type, secretName, channel, username, proxy',
  );
});
