import { judge } from './budgets';
import { Contest, withPrograms } from './contest';
import { combined, extrapolated } from './derive';
import { expectedFindings } from './flawed';
import { equalMultisets, multiset } from './multiset';
import type { Checker } from './peers/checker';
import { conftest, istioctl, kubeconform, yamllint } from './peers/tools';
import { composing, validateEnvironments, validateFiles } from './peers/validate';
import { Lap, race, Referee } from './race';
import { START_UP, tabulate } from './results';

const CHECKS_ALONE = '… and checking them alone';
const FOUR_TOOLS = 'the four tools together';

/** All stages of `validate` that need no cluster, beside the tools that do a part of it each. */
export const validate: Contest = {
  name: 'validate',
  hold(build, { sizes, rounds, patience, budgets }, { folder, progress }) {
    const [files, environments, compose] = [validateFiles(build), validateEnvironments(build), composing(build)];
    const { found, missing } = withPrograms({
      istioctl,
      kubeconform,
      conftest,
      yamllint: (program) => yamllint(program, patience),
    });
    const run = race([files, environments, compose, ...found], {
      sizes: [...new Set([START_UP, ...sizes])],
      rounds,
      folder,
      referee: findsItsFlaws,
      progress,
    });
    const lapsOf = ({ name }: Checker): readonly Lap[] => run.filter(({ peer }) => peer === name);
    const ours = [files, environments].map(({ name }) => name);
    const checks = combined(CHECKS_ALONE, [lapsOf(environments), lapsOf(compose)], ([all, part]) => all! - part!);
    const tools = found.map((tool) => extrapolated(lapsOf(tool), sizes.at(-1)!));
    const four =
      missing.length > 0 ? [] : combined(FOUR_TOOLS, tools, (each) => each.reduce((sum, one) => sum + one, 0));
    const rows = tabulate(
      [files, environments, compose].flatMap(lapsOf).concat(checks, tools.flat(), four),
      files.name,
    );
    const { at } = budgets;
    const leads = at && [
      { ours: CHECKS_ALONE, peer: istioctl('').name, times: at.timesIstioctl },
      { ours: files.name, peer: FOUR_TOOLS, times: at.timesFourTools },
    ];
    const bounds = at && [
      { ours: files.name, bytes: at.filesPeakBytes },
      { ours: environments.name, bytes: at.environmentsPeakBytes },
    ];
    return {
      title:
        'validate: CPU seconds of services × environments with three objects each; × is the ratio to the first row',
      rows,
      skipped: missing,
      verdicts: judge(rows, { work: 'finds the flaws that it looks for', ours, leads, bounds, budgets }),
    };
  },
};

const findsItsFlaws: Referee<Checker> = (services) => (peer, place) =>
  // How often one says the same of a service is its own affair.
  equalMultisets(multiset(new Set(peer.findings(place))), multiset(expectedFindings(services, peer.flaws)));
