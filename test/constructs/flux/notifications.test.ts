import type { Chart } from 'cdk8s';
import { Alert, AlertProps, Provider, ProviderProps } from '../../../src/constructs/flux';
import { expectManifests, expectRefusal } from '../golden';

const slackOf = (chart: Chart, more: Partial<ProviderProps> = {}): Provider =>
  new Provider(chart, 'slack', { type: 'slack', channel: 'mesh', secretRef: { name: 'slack-webhook' }, ...more });

const alertOf = (chart: Chart, more: Partial<AlertProps> = {}): Alert =>
  new Alert(chart, 'mesh', {
    provider: slackOf(chart),
    eventSources: [{ kind: 'Kustomization', name: '*' }],
    ...more,
  });

test('an alert sends failures', () => {
  expectManifests(
    (chart) => alertOf(chart, { eventMetadata: { cluster: 'eu' }, exclusionList: ['^retrying'] }),
    `
apiVersion: notification.toolkit.fluxcd.io/v1beta3
kind: Provider
metadata: { name: slack, namespace: flux-system }
spec: { type: slack, channel: mesh, secretRef: { name: slack-webhook } }
---
apiVersion: notification.toolkit.fluxcd.io/v1beta3
kind: Alert
metadata: { name: mesh, namespace: flux-system }
spec:
  providerRef: { name: slack }
  eventSeverity: error
  eventSources: [{ kind: Kustomization, name: "*" }]
  eventMetadata: { cluster: eu }
  exclusionList: ["^retrying"]
`,
  );
});

test.each(['https://hooks.slack.com/services/T/B/x', 'https://discord.com/api/webhooks/1/x'])(
  'the address %s does not get into Git',
  (address) => {
    expectRefusal(
      (chart) => slackOf(chart, { address }),
      '[test/slack] address is a webhook that whoever reads it can post to: put it into `address` of a Secret, and name that in `secretRef`',
    );
  },
);

test('only types with commit statuses name them', () => {
  expectRefusal(
    (chart) => slackOf(chart, { commitStatusExpr: '"mesh"' }),
    "[test/slack] commitStatusExpr is set, and type is 'slack', which writes no status: remove it, or use one of github, gitlab, gitea, bitbucketserver, bitbucket, azuredevops",
  );
});

test('a misspelt type is refused, with the one that was meant', () => {
  expectRefusal(
    (chart) => slackOf(chart, { type: 'slak' as 'slack' }),
    expect.stringContaining('[test/slack] type is "slak"; did you mean "slack"?') as string,
  );
});

test('an alert of another namespace than its provider is refused', () => {
  expectRefusal(
    (chart) => alertOf(chart, { namespace: 'apps' }),
    '[test/mesh] its provider is in flux-system, and Flux looks for it in apps alone: put both into one namespace',
  );
});

test('an alert about nothing is refused', () => {
  expectRefusal(
    (chart) => alertOf(chart, { eventSources: [] }),
    '[test/mesh] eventSources is an empty list: list at least one',
  );
});
