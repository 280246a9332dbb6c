import { groupBy } from '../mesh/group';
import { describeIdentity } from '../model/identity';
import type { RequestFailure } from '../traffic-tests/run-tests';
import { count } from './count';
import { decidingSteps } from './deciding-steps';
import { printable } from './printable';
import { routeCommandLine } from './route-command';
import { traceLines } from './route-text';
import { verdictOf } from './route-verdict';
import { failureLines, mismatchLines } from './test-report';
import { originAsText, TextOptions } from './text';

/** What is not as expected of a request, and each step of how it came to be so. */
export function wholeFailure(failure: RequestFailure, options: TextOptions): readonly string[] {
  const steps = traceLines(failure.answer?.trace ?? [], options).map((line) => `    ${line}`);
  return [...failureLines(failure).map(printable), ...becauseLines(failure, options), ...steps];
}

/** Requests that fail alike are named, as far as they are no more. */
const MOST_REQUESTS = 4;
/** Of the steps that decide, in lines: a policy may have a reason for each of its rules. */
const MOST_STEPS = 8;

/**
 * What is not as expected of the requests of a test, the rule that made it so, and the command that tells all of it.
 * What is the same of several requests is told once.
 *
 * @param where options that name the mesh, such as `--env production`
 */
export function briefFailures(
  failures: readonly RequestFailure[],
  where: readonly string[],
  options: TextOptions,
): readonly string[] {
  const told = failures.map((failure) => ({ failure, lines: briefLines(failure, options) }));
  return [...groupBy(told, ({ lines }) => lines.join('\n')).values()].flatMap((alike) => {
    const [{ failure, lines }] = alike as [(typeof alike)[number]];
    const more = alike.length - MOST_REQUESTS;
    return [
      ...alike.slice(0, MOST_REQUESTS).map(({ failure: { request } }) => printable(request.title)),
      ...(more > 0 ? [`and ${count(more, 'more request')}`] : []),
      ...lines,
      ...(failure.answer === undefined
        ? []
        : [`  each step: ${printable(routeCommandLine(failure.request.request, where))}`]),
    ];
  });
}

function briefLines(failure: RequestFailure, options: TextOptions): readonly string[] {
  const { answer, mismatches } = failure;
  const question = {
    isMeantToBeDenied: mismatches.some(({ what, expected }) => what === 'outcome' && expected === 'denied'),
    isMeantToGoElsewhere: mismatches.some(({ what }) => what === 'destinations' || what === 'outcome'),
  };
  const steps = answer === undefined ? [] : traceLines(decidingSteps(answer, question), options);
  const more = steps.length - MOST_STEPS;
  // What is received is where it is routed to.
  const isToldAlready = answer?.outcome === 'routed' && mismatches.some(({ what }) => what === 'destinations');
  return [
    ...mismatchLines(failure).map(printable),
    ...(isToldAlready ? ['  because'] : becauseLines(failure, options)),
    ...steps.slice(0, MOST_STEPS).map((line) => `    ${line}`),
    ...(more > 0 ? [`    and ${count(more, 'more line')}`] : []),
  ];
}

function becauseLines({ answer, rule }: RequestFailure, options: TextOptions): readonly string[] {
  if (rule !== undefined) {
    const place = originAsText({ locate: () => rule.manifest.origin.locate?.(rule.pointer) }, options);
    return [`  because of ${describeIdentity(rule.manifest.identity)} ${rule.pointer} (${place})`];
  }
  return answer === undefined ? [] : [`  because it is ${verdictOf(answer)}`];
}
