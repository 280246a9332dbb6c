import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge } from './budgets';
import { Build } from './build';
import { Options, parseOptions, USAGE } from './options';
import { cdk8sApp, cdk8sSynth } from './peers/cdk8s';
import { helm } from './peers/helm';
import { stream, synth, synthAgain } from './peers/istio-gitops';
import { kustomize } from './peers/kustomize';
import type { Peer } from './peers/peer';
import { findProgram } from './programs';
import { race } from './race';
import { asJson, asText, Report } from './report';
import { START_UP, tabulate } from './results';

/** Times synth and its peers on equal work, and says whether what the project promises holds. */
function main(argv: readonly string[]): number {
  let options: Options;
  try {
    options = parseOptions(argv);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'istio-gitops-bench-'));
  try {
    const report = bench(options, folder);
    process.stdout.write(options.format === 'json' ? asJson(report) : asText(report));
    const incomplete = report.skipped.length > 0 && process.env['ISTIO_GITOPS_REQUIRE_PROGRAMS'] === '1';
    return incomplete || report.verdicts.some(({ passed }) => !passed) ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function bench({ sizes, rounds, budgets }: Options, folder: string): Report {
  const build = new Build(join(folder, 'package'));
  const like = stream(build);
  const ours = [synth(build), synthAgain(build), like];
  const cdk8s = cdk8sSynth(build);
  const { found, missing } = withPrograms({ helm, kustomize });
  const laps = race([...ours, cdk8s, cdk8sApp(build), ...found], {
    sizes: [...new Set([START_UP, ...sizes])],
    rounds,
    folder,
    progress,
  });
  const names = ours.map(({ name }) => name);
  const rows = tabulate(laps, names[0]!);
  const contest = { ours: names, like: like.name, cdk8s: cdk8s.name };
  return { rows, skipped: missing, verdicts: judge(rows, contest, budgets) };
}

/** Peers that are programs of their own, as far as they are there. */
function withPrograms(peers: Readonly<Record<string, (program: string) => Peer>>): {
  found: Peer[];
  missing: string[];
} {
  const found: Peer[] = [];
  const missing: string[] = [];
  for (const [name, peer] of Object.entries(peers)) {
    const program = findProgram(name);
    if (program === undefined) missing.push(name);
    else found.push(peer(program));
  }
  return { found, missing };
}

/** A line that the next one replaces, where somebody looks. */
function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
}

process.exitCode = main(process.argv.slice(2));
