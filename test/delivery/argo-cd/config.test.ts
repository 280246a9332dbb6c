import { Testing } from 'cdk8s';
import { parse } from 'yaml';
import { ArgoCdConfig, ArgoCdInstallation, NOTIFICATION_TRIGGERS } from '../../../src/delivery/argo-cd';
import type { ArgoCdConfigProps } from '../../../src/delivery/argo-cd';
import { expectManifests, expectRefusal } from '../../constructs/golden';

interface ConfigMap {
  readonly metadata: { readonly name: string; readonly labels: object; readonly annotations: object };
  readonly data: Readonly<Record<string, string>>;
}

function configMaps(props?: ArgoCdConfigProps): ConfigMap[] {
  const chart = Testing.chart();
  new ArgoCdConfig(chart, 'config', props);
  return Testing.synth(chart) as ConfigMap[];
}

test('the namespace of Argo CD has no sidecars, and Argo CD never deletes it', () => {
  expectManifests(
    (chart) => new ArgoCdInstallation(chart, 'installation'),
    `
apiVersion: v1
kind: Namespace
metadata:
  name: argocd
  labels: { istio-injection: disabled }
  annotations: { argocd.argoproj.io/sync-options: 'Prune=false,Delete=false' }
`,
  );
});

test('the settings are found by their label, and Argo CD never deletes them', () => {
  const [argocdCm, ...others] = configMaps();
  expect(others).toEqual([]);
  expect(argocdCm!.metadata).toEqual({
    name: 'argocd-cm',
    namespace: 'argocd',
    labels: { 'app.kubernetes.io/part-of': 'argocd' },
    annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' },
  });
  expect(Object.keys(argocdCm!.data).every((key) => key.startsWith('resource.customizations.health.'))).toBe(true);
});

test('progressive syncs are enabled where they are asked for', () => {
  expect(configMaps({ progressiveSyncs: true })[1]).toMatchObject({
    metadata: { name: 'argocd-cmd-params-cm' },
    data: { 'applicationsetcontroller.enable.progressive.syncs': 'true' },
  });
});

describe('notifications', () => {
  const [argocdCm, notifications] = configMaps({
    url: 'https://argocd.example.com',
    notifications: {
      slack: {},
      webhooks: { audit: { url: 'https://audit.example.com/events', tokenKey: 'audit-token' } },
    },
  });
  const { data } = notifications!;
  const entry = (key: string): unknown => parse(data[key]!);

  test('link to Argo CD', () => {
    expect(argocdCm!.data['url']).toBe('https://argocd.example.com');
    expect(entry('context')).toEqual({ argocdUrl: 'https://argocd.example.com' });
    expect(data['template.app-deployed']).toContain('{{.context.argocdUrl}}/applications/{{.app.metadata.name}}');
  });

  test('name keys of a Secret, and hold no token', () => {
    expect(entry('service.slack')).toEqual({ token: '$slack-token' });
    expect(entry('service.webhook.audit')).toEqual({
      url: 'https://audit.example.com/events',
      headers: [
        { name: 'Content-Type', value: 'application/json' },
        { name: 'Authorization', value: 'Bearer $audit-token' },
      ],
    });
  });

  test('are sent once for each commit, by templates that there are', () => {
    expect(NOTIFICATION_TRIGGERS).toEqual([
      'on-sync-failed',
      'on-health-degraded',
      'on-deployed',
      'on-sync-status-unknown',
    ]);
    for (const trigger of NOTIFICATION_TRIGGERS) {
      const [condition, ...others] = entry(`trigger.${trigger}`) as { send: string[]; when: string; oncePer: string }[];
      expect(others).toEqual([]);
      expect(condition).toMatchObject({ oncePer: 'app.status.operationState?.syncResult?.revision' });
      expect(condition!.when).toMatch(/^app\.status\./);
      for (const template of condition!.send) {
        expect(entry(`template.${template}`)).toMatchObject({ slack: {}, webhook: { audit: { method: 'POST' } } });
      }
    }
  });

  test('are JSON once their templates are filled in', () => {
    const { slack, webhook } = entry('template.app-sync-failed') as {
      slack: { attachments: string };
      webhook: { audit: { body: string } };
    };
    const filledIn = (template: string): unknown => {
      return JSON.parse(
        template
          .replace(/{{range [^}]+}}([^]*?){{end}}/g, '$1$1')
          .replace(/{{toJson [^}]+}}/g, '"a \\"b\\""')
          .replace(/{{[^}]+}}/g, 'text'),
      );
    };
    expect(filledIn(slack.attachments)).toMatchObject([{ fields: { length: 4 } }]);
    expect(filledIn(webhook.audit.body)).toHaveProperty('health');
  });

  test('need no service that is not asked for', () => {
    const [, plain] = configMaps({ url: 'https://argocd.example.com', notifications: {} });
    expect(Object.keys(plain!.data).filter((key) => key.startsWith('service.'))).toEqual([]);
    expect(parse(plain!.data['template.app-deployed']!)).toEqual({ message: expect.any(String) as string });
  });
});

test.each<[string, ArgoCdConfigProps, string]>([
  ['notifications without a link', { notifications: {} }, 'notifications would link to nowhere: set `url`'],
  [
    'a token in place of its key',
    { url: 'https://argocd.example.com', notifications: { slack: { tokenKey: 'xoxb-1234-5678-abcdef' } } },
    'notifications.slack.tokenKey is a string: pass the key of the Secret that holds the token, such as slack-token',
  ],
])('%s is refused', (_, props, message) => {
  expectRefusal((chart) => new ArgoCdConfig(chart, 'config', props), `[test/config] ${message}`);
});
