import { judge } from './budgets';
import { Contest, withPrograms } from './contest';
import { contentDigest, DocumentReader, equalMultisets, multiset } from './multiset';
import { cdk8sApp, cdk8sSynth } from './peers/cdk8s';
import { helm } from './peers/helm';
import { stream, synth as synthPeer, synthAgain } from './peers/istio-gitops';
import { kustomize } from './peers/kustomize';
import type { Maker } from './peers/peer';
import { race, Referee } from './race';
import { START_UP, tabulate } from './results';
import { workload } from './workload';

/** `synth` beside cdk8s, helm and kustomize, which all give the same objects. */
export const synth: Contest = {
  name: 'synth',
  hold(build, { sizes, rounds, patience, budgets }, { folder, progress }) {
    const like = stream(build);
    const ours = [synthPeer(build), synthAgain(build), like];
    const cdk8s = cdk8sSynth(build);
    const { found, missing } = withPrograms({ helm, kustomize: (program) => kustomize(program, patience) });
    const laps = race([...ours, cdk8s, cdk8sApp(build), ...found], {
      sizes: [...new Set([START_UP, ...sizes])],
      rounds,
      folder,
      referee: givesWorkload,
      progress,
    });
    const names = ours.map(({ name }) => name);
    const rows = tabulate(laps, names[0]!);
    const { at } = budgets;
    // What 45,000 files cost depends on the file system, so that the lead is that of ours which writes what cdk8s writes.
    const leads = at && [{ ours: like.name, peer: cdk8s.name, times: at.timesCdk8s }];
    return {
      title: 'synth: CPU seconds of services × environments with three objects each; × is the ratio to the first row',
      rows,
      skipped: missing,
      verdicts: judge(rows, { work: 'gives the objects of the workload', ours: names, leads, budgets }),
    };
  },
};

const givesWorkload: Referee<Maker> = (services) => {
  const expected = multiset(map(workload(services), contentDigest));
  const reader = new DocumentReader();
  return (peer, place) => {
    const objects = map(peer.documents(place), (document) => reader.contentDigest(document));
    return equalMultisets(multiset(objects), expected);
  };
};

function* map<A, B>(items: Iterable<A>, change: (item: A) => B): Generator<B> {
  for (const item of items) yield change(item);
}
