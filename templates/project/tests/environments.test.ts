import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { App } from 'cdk8s';
import { composeEnvironment, synthesize } from 'istio-gitops';
import fleet from '../environments/main';

for (const definition of fleet.environments) {
  const environment = composeEnvironment(new App(), definition, (path) => readFileSync(path, 'utf8'));
  const { set, refused } = synthesize(environment, environment.name, environment.labels);

  test(`${definition.name} has nothing that synth refuses`, () => {
    assert.deepEqual(refused, []);
  });

  test(`${definition.name} admits nobody by default`, () => {
    const admitsNobody = set.get({
      group: 'security.istio.io',
      kind: 'AuthorizationPolicy',
      namespace: 'istio-system',
      name: 'default-deny',
    });
    assert.ok(admitsNobody);
  });
}
