import { milliseconds } from '../mesh/routing/duration';
import type { Outcome } from '../mesh/traffic/answer';
import { DataFileKind } from '../platform/data-file';
import { explainProblem } from './explain-problem';
import type {
  CommonExpectation,
  ExpectedDelay,
  ExpectedDestination,
  ExpectedMirror,
  Expectation,
} from './traffic-test';
import schema from './traffic-tests.schema.json';

/** What is expected, as YAML and `toMeet` have it. */
export interface WrittenExpectation extends CommonExpectation {
  /** The destinations, and no others. @default any */
  readonly reaches?: string | WrittenService | readonly (string | ExpectedDestination)[] | undefined;
  /** Such as `10s` or `none`. @default any */
  readonly timeout?: string | undefined;
  /** Services that get a copy, and no others; an empty list for none. @default any */
  readonly mirrors?: readonly (string | ExpectedMirror)[] | undefined;
  /** Of all requests, such as `5s` or `none`; or of a part of them. @default any */
  readonly delay?: string | WrittenDelay | undefined;
}

/** A service with the shares of its subsets. */
export interface WrittenService {
  /** Its name, `name.namespace`, or the whole host. */
  readonly service: string;
  /** Version that the destination rule tells apart. @default any */
  readonly subset?: string | undefined;
  /** Port of the service. @default any */
  readonly port?: number | undefined;
  /** Shares of its subsets in percent. */
  readonly weights?: Readonly<Record<string, number>> | undefined;
}

/** A delay of some requests. */
export interface WrittenDelay {
  /** Such as `5s`. */
  readonly duration: string;
  /** Of the requests. */
  readonly percentage: number;
}

/** What is wrong with an expectation that the schema accepts, and where below it. */
export interface ExpectationProblem {
  readonly path: readonly string[];
  readonly message: string;
}

const EXPECTATION = new DataFileKind<WrittenExpectation>({
  what: 'the expectation',
  schema: { definitions: schema.definitions, $ref: '#/definitions/expectation' },
  explain: explainProblem,
});

/** @throws RangeError with all that is wrong with it, as a file of tests with the same would be refused */
export function checkExpectation(written: WrittenExpectation): void {
  const problems = EXPECTATION.problemsOf(withoutNothing(written));
  const told = problems.length > 0 ? problems : expectationProblems(written).map(({ message }) => message);
  if (told.length > 0) throw new RangeError(`nobody can meet this: ${told.join('; ')}`);
}

/** In TypeScript what is undefined is not there. */
function withoutNothing(written: unknown): unknown {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return written;
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined));
}

export function expectationProblems({ reaches, outcome }: WrittenExpectation): readonly ExpectationProblem[] {
  const problems: ExpectationProblem[] = [];
  if (typeof reaches === 'object' && 'service' in reaches) {
    if (reaches.subset !== undefined && reaches.weights !== undefined) {
      problems.push({
        path: ['reaches'],
        message: 'it names a subset, and the weights of subsets: leave out one of them',
      });
    }
  }
  const weights = reaches === undefined ? [] : destinationsOf(reaches).map(({ weight }) => weight);
  const unfitting = totalProblem(weights);
  if (unfitting !== undefined)
    problems.push({ path: ['reaches'], message: `the weights of destinations ${unfitting}` });
  const shares = typeof outcome === 'object' ? totalProblem(Object.values(outcome)) : undefined;
  if (shares !== undefined) problems.push({ path: ['outcome'], message: `the shares of outcomes ${shares}` });
  return problems;
}

/** How far from 100 shares may be that are rounded: three thirds are 99.9. */
const ROUNDING = 0.1;

function totalProblem(weights: readonly (number | undefined)[]): string | undefined {
  const known = weights.filter((weight) => weight !== undefined);
  const total = known.reduce((sum, weight) => sum + weight, 0);
  const slack = ROUNDING * known.length;
  const isTooMuch = total > 100 + slack;
  const isTooLittle = known.length > 0 && known.length === weights.length && total < 100 - slack;
  return isTooMuch || isTooLittle ? `total ${Number(total.toFixed(2))}, which should be 100` : undefined;
}

export function expectationOf(written: Outcome | WrittenExpectation): Expectation {
  if (typeof written === 'string') return { outcome: written };
  const { reaches, timeout, mirrors, delay, ...rest } = written;
  return {
    ...rest,
    ...(reaches !== undefined && { destinations: destinationsOf(reaches) }),
    ...(timeout !== undefined && { timeout: lengthOf(timeout) }),
    ...(mirrors !== undefined && { mirrors: mirrors.map(serviceOf) }),
    ...(delay !== undefined && { delay: delayOf(delay) }),
  };
}

function lengthOf(duration: string): number | null {
  return milliseconds(duration) ?? null;
}

function delayOf(delay: string | WrittenDelay): ExpectedDelay | null {
  const { duration, percentage } = typeof delay === 'string' ? { duration: delay, percentage: 100 } : delay;
  const length = lengthOf(duration);
  return length === null ? null : { milliseconds: length, percentage };
}

function destinationsOf(reaches: NonNullable<WrittenExpectation['reaches']>): readonly ExpectedDestination[] {
  if (typeof reaches === 'string') return [serviceOf(reaches)];
  if ('service' in reaches) return sharesOf(reaches.service, reaches.weights, reaches);
  return reaches.map(serviceOf);
}

function serviceOf<Service extends { readonly service: string }>(
  written: string | Service,
): Service | { service: string } {
  return typeof written === 'string' ? { service: written } : written;
}

/** A service, by the shares of its subsets where they are told. */
function sharesOf(
  service: string,
  weights: Readonly<Record<string, number>> | undefined,
  { subset, port }: Pick<WrittenService, 'subset' | 'port'>,
): readonly ExpectedDestination[] {
  if (weights === undefined) return [{ service, subset, port }];
  return Object.entries(weights).map(([name, weight]) => ({ service, subset: name, port, weight }));
}
