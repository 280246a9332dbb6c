import type { Outcome, TraceStep, TrafficAnswer } from '../mesh/traffic/answer';

/** What who asks wants to know of an answer. */
export interface Question {
  /** Why it was not denied. */
  readonly isMeantToBeDenied: boolean;
  /** Why it went where it did, rather than by another rule. */
  readonly isMeantToGoElsewhere: boolean;
}

/** Whatever comes before has let the request pass. */
const ENDED_BY_THE_LAST: ReadonlySet<Outcome> = new Set(['denied', 'unavailable', 'not-found', 'undefined']);

/** The steps that made an answer what it is: what ended the request, or else the rules that took it. */
export function decidingSteps({ outcome, trace }: TrafficAnswer, question: Question): readonly TraceStep[] {
  const taken = trace.filter(({ isPassedOver }) => isPassedOver !== true);
  const last = taken.slice(-1);
  if (ENDED_BY_THE_LAST.has(outcome)) return last;
  const deciding = question.isMeantToBeDenied
    ? taken.filter(({ step }) => step === 'policy').slice(-1)
    : taken.filter(({ step }) => step === 'route').flatMap((step) => [...rivals(step, trace, question), step]);
  return deciding.length > 0 ? deciding : last;
}

const MOST_RIVALS = 2;

/** The last rules of its object that did not take the request: what is meant for few stands before what is for all. */
function rivals(step: TraceStep, trace: readonly TraceStep[], question: Question): readonly TraceStep[] {
  if (!question.isMeantToGoElsewhere) return [];
  return trace
    .slice(0, trace.indexOf(step))
    .filter((other) => other.step === 'route' && other.isPassedOver === true && other.manifest === step.manifest)
    .slice(-MOST_RIVALS);
}
