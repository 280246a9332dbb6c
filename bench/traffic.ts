import { judge } from './budgets';
import type { Contest } from './contest';
import { equalMultisets } from './multiset';
import { answering, answersTimed, comparing, indexing, Teller } from './peers/traffic';
import { race, Referee } from './race';
import { START_UP, tabulate } from './results';

/** What requests meet. No other tool says that without a cluster, so that ours stands beside its budgets alone. */
export const traffic: Contest = {
  name: 'traffic',
  hold(build, { sizes, rounds, budgets }, { folder, progress }) {
    const [index, answers] = [indexing(build), answering(build)];
    const unchanged = comparing(build, 'diff of one environment, nothing changed', () => 0);
    const narrow = comparing(build, 'diff of one environment, one service changed', () => 1);
    const peers = [
      index,
      answers,
      unchanged,
      narrow,
      comparing(build, 'diff of one environment, all changed', (services) => services),
    ];
    const laps = race(peers, {
      sizes: [...new Set([START_UP, ...sizes])],
      rounds,
      folder,
      referee: saysWhatIsSo,
      progress,
    });
    const ours = peers.map(({ name }) => name);
    const rows = tabulate(laps, index.name);
    const { at } = budgets;
    return {
      title: 'traffic: CPU seconds of services × environments with three objects each; × is the ratio to the first row',
      rows,
      skipped: [],
      verdicts: judge(rows, {
        work: 'says of each request what is so',
        ours,
        bounds: at && [{ ours: answers.name, bytes: at.trafficPeakBytes }],
        paces: at && [
          { ours: answers.name, times: answersTimed(at.services), microseconds: at.answerMicroseconds },
          { ours: unchanged.name, times: 1, microseconds: at.unchangedDiffMicroseconds },
          { ours: narrow.name, times: 1, microseconds: at.narrowDiffMicroseconds },
        ],
        budgets,
      }),
    };
  },
};

const saysWhatIsSo: Referee<Teller> = (services) => (peer, place) =>
  equalMultisets(peer.said(place), peer.expected(services));
