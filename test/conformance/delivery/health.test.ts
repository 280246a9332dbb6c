import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App } from 'cdk8s';
import { ArgoCdConfig } from '../../../src/delivery/argo-cd';
import { FleetScope } from '../../../src/platform/fleet-scope';
import { temporaryFolders, writeTo } from '../../adapters/temporary-folder';
import { HEALTH_CASES, objectOf } from '../../delivery/argo-cd/health-cases';
import { describeWith, programPath } from '../programs';

describeWith(['argocd'], 'Argo CD judges an object of Istio by our Lua', () => {
  const newFolder = temporaryFolders();

  test.each(HEALTH_CASES)('$name: $health', async (example) => {
    const folder = newFolder();
    const { argocdCm } = new ArgoCdConfig(new FleetScope(new App()), 'config');
    writeTo(folder, 'argocd-cm.yaml', JSON.stringify(argocdCm.toJson()));
    writeTo(folder, 'object.yaml', JSON.stringify(objectOf(example)));
    const command = ['admin', 'settings', 'resource-overrides', 'health', join(folder, 'object.yaml')];
    const settings = ['--argocd-cm-path', join(folder, 'argocd-cm.yaml')];
    const { stdout } = await promisify(execFile)(programPath('argocd'), [...command, ...settings]);
    expect(stdout).toBe(`STATUS: ${example.health}\nMESSAGE: ${example.message}\n`);
  });
});
