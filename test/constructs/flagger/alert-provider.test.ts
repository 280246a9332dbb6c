import { AlertProvider, AlertProviderProps } from '../../../src/constructs/flagger';
import { expectManifests, expectRefusal } from '../golden';

test('an alert provider takes its URL from a Secret', () => {
  expectManifests(
    (chart) =>
      new AlertProvider(chart, 'slack', {
        namespace: 'shop',
        type: 'slack',
        secretName: 'slack-bot',
        address: 'https://slack.com/api/chat.postMessage',
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
  address: https://slack.com/api/chat.postMessage
  proxy: http://proxy:3128
  secretRef: { name: slack-bot }
`,
  );
});

test('refused is one without a Secret: who has the URL of a hook can post', () => {
  const props = { namespace: 'shop', type: 'slack', address: 'https://hooks.slack.com/services/T/B/X' };
  expectRefusal(
    (chart) => new AlertProvider(chart, 'slack', props as unknown as AlertProviderProps),
    '[test/slack] secretName is missing: pass a string',
  );
});
