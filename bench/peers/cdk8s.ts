import { dirname, join } from 'node:path';
import type { Build } from '../build';
import type { Maker } from './peer';
import { streams } from './streams';

const CLI = join(dirname(require.resolve('cdk8s-cli/package.json')), 'bin', 'cdk8s');

/** The command on compiled JavaScript, because its template's ts-node would be timed otherwise. */
export function cdk8sSynth(build: Build): Maker {
  const app = `exec "${process.execPath}" "${build.file('bench/apps/cdk8s-app.js')}"`;
  return {
    name: 'cdk8s synth',
    commands: ({ output, services }) => [
      {
        // Asking the registry for a newer version is none of the work.
        argv: [process.execPath, CLI, 'synth', '--check-upgrade=false', '--app', app, '--output', output],
        env: { BENCH_SERVICES: String(services) },
      },
    ],
    documents: streams,
  };
}

/** Only the app that the command starts. */
export function cdk8sApp(build: Build): Maker {
  return {
    name: 'cdk8s App.synth()',
    commands: ({ output, services }) => [
      {
        argv: [process.execPath, build.file('bench/apps/cdk8s-app.js')],
        env: { BENCH_SERVICES: String(services), CDK8S_OUTDIR: output },
      },
    ],
    documents: streams,
  };
}
