import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { policyModules } from '../../src/adapters/policy-modules';

const modules = policyModules();
const policies = [...modules.keys()].flatMap((path) => /^istio\/policies\/(\w+)\/\1\.rego$/.exec(path)?.[1] ?? []);

test('the six policies of the guide are there, and those that platform teams add', () => {
  expect(policies).toEqual([
    'allow_all',
    'declared_egress',
    'destination_tls',
    'envoy_filter',
    'external_circuit_breaker',
    'gateway_hosts',
    'gateway_rate_limit',
    'gateway_tls',
    'image_digest',
    'mutual_tls',
    'plaintext_secret',
    'route_retries',
    'route_timeout',
  ]);
});

test.each(policies)('%s has its metadata above its package, its tests beside it, and its line in the page', (name) => {
  const text = modules.get(`istio/policies/${name}/${name}.rego`)!;
  const block = /^((?:# .*\n)+)package istio\.policies\.(\w+)\n/.exec(text);
  expect(block?.[2]).toBe(name);
  expect(block?.[1]).toMatch(
    /^# METADATA\n# title: .*\n# description: (.|\n)*\n# custom:\n# {3}severity: (error|warning)\n# {3}fix: /,
  );
  expect(modules.get(`istio/policies/${name}/${name}_test.rego`)).toContain(`package istio.policies.${name}_test\n`);
  expect(readFileSync(join(__dirname, '../../docs/policies.md'), 'utf8')).toContain(`| \`${name}\` `);
});
