import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import fc from 'fast-check';
import * as argoRollouts from '../../src/constructs/argo-rollouts';
import * as argocd from '../../src/constructs/argocd';
import { FieldOwnership } from '../../src/constructs/field-ownership';
import * as flagger from '../../src/constructs/flagger';
import * as flux from '../../src/constructs/flux';
import * as istio from '../../src/constructs/istio';
import * as delivery from '../../src/delivery';
import { locateInStack } from '../../src/model/call-site';
import { isPlainObject } from '../../src/model/props';
import * as patterns from '../../src/patterns';
import { synthesize } from '../../src/synth/synthesize';
import { runs } from '../fixtures/runs';
import { DELIVERY_EXAMPLES } from './delivery-examples';
import { Example, EXAMPLES } from './examples';
import { mutated, Mutation, mutations, Place, placesIn, valueAt } from './mutations';

/** An example, where it stands, and how many mistakes are made in it. */
interface PlacedExample extends Example {
  readonly file: string;
  readonly lines: readonly string[];
  readonly mistakes: number;
}

function placed(examples: readonly Example[], name: string, mistakes: number): PlacedExample[] {
  const file = join(__dirname, name);
  const lines = readFileSync(file, 'utf8').split('\n');
  return examples.map((example) => ({ ...example, file, lines, mistakes }));
}

const ALL = [...placed(EXAMPLES, 'examples.ts', 40), ...placed(DELIVERY_EXAMPLES, 'delivery-examples.ts', 20)];
const CONSTRUCTS = {
  ...argocd,
  ...argoRollouts,
  ...delivery,
  ...flagger,
  ...flux,
  ...istio,
  ...patterns,
  FieldOwnership,
};

/** Props that take whatever has a name and a namespace, constructs among them; and what only this library makes. */
const OPEN = ['from', 'caller', 'delegate', 'origin'];

/** What became of a call: the error that it threw, or the text of what it made. */
interface Outcome {
  readonly error?: Error;
  readonly made?: string;
}

/** Makes a call with arguments that somebody got wrong in one place; its objects are synthesized too. */
function outcomeOf({ args, run }: Example, place: Place, mutation: Mutation): Outcome {
  const chart = someChart();
  const wrong = mutated(args(chart), place, mutation) as object;
  try {
    run(chart, wrong);
  } catch (error) {
    return { error: error as Error };
  }
  // Whatever the call let pass, synth has to cope with.
  const { set, refused } = synthesize(chart, 'test');
  return { made: JSON.stringify([set.manifests.map(({ object }) => object), refused]) };
}

/** What is not as it should be about an error that is to tell somebody what to mend. */
function faultsOf(error: Error, example: PlacedExample, place: Place, mutation: Mutation): string[] {
  const { name, message, stack } = error;
  const location = locateInStack(stack);
  const names = namesIn(example, place, mutation);
  return [
    ...(['PropsError', 'RangeError'].includes(name) ? [] : [`it is a ${name}`]),
    ...(names.some((key) => message.includes(key.slice(0, 50))) ? [] : [`it names none of ${names.join(', ')}`]),
    ...(location?.file === example.file && example.lines[location.line - 1]!.includes(example.call)
      ? []
      : ['it leads elsewhere']),
    ...(message.length < 2000 || isLong(mutation) ? [] : ['it is long']),
  ];
}

/** What a message may call the prop by: itself, what it is in, what was in it and may be missing now, what is there. */
function namesIn(example: Example, place: Place, mutation: Mutation): string[] {
  const before = valueAt(example.args(someChart()), place);
  return [
    ...place,
    ...(isPlainObject(before) ? Object.keys(before) : []),
    ...('key' in mutation ? [mutation.key] : []),
    ...('value' in mutation && typeof mutation.value === 'string' ? [mutation.value] : []),
  ]
    .map(singular)
    .filter(Boolean);
}

test('every pattern, every L2 of Istio and everything of delivery has an example', () => {
  const constructs = Object.entries<unknown>(CONSTRUCTS).filter(([, value]) => isConstruct(value));
  const missing = constructs.map(([name]) => `new ${name}(`).filter((call) => !ALL.some((e) => e.call === call));
  expect(missing).toEqual(['new MeshApplication(']); // abstract
});

describe.each(ALL.map((example) => [example.call, example] as const))('%s', (_, example) => {
  const args = example.args(someChart());
  const places = placesIn(args);

  test('takes its example', () => {
    const { error, made } = outcomeOf(example, [], { kind: 'delete' });
    expect(error).toBeUndefined();
    expect(made).not.toContain('IST0106');
  });

  test('works, or names what is wrong and the line, whatever is wrong', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), mutations, (place, mutation) => {
        const { error } = outcomeOf(example, place, mutation);
        if (error !== undefined)
          expect([error.stack, ...faultsOf(error, example, place, mutation)]).toEqual([error.stack]);
      }),
      { numRuns: runs(example.mistakes) },
    );
  });

  test('lets no prop disappear that it does not know', () => {
    const closed = places.filter((place) => isPlainObject(valueAt(args, place)) && !place.some(isOpen));
    const lost = closed.filter((place) => {
      const { error, made = '' } = outcomeOf(example, place, { kind: 'add', key: 'surplus', value: 'surplus' });
      return !`${error?.message}${made}`.includes('surplus');
    });
    expect(lost).toEqual([]);
  });
});

/** L1 classes, which pass on what they get, say which kind they are. */
function isConstruct(value: unknown): boolean {
  return typeof value === 'function' && value.prototype instanceof Construct && !Object.hasOwn(value, 'GVK');
}

function someChart(): Chart {
  return new Chart(new App(), 'chart');
}

function isOpen(key: string | number): boolean {
  return OPEN.includes(String(key));
}

/** As a message may speak of one item of a list. */
function singular(name: string | number): string {
  return String(name).replace(/s$/, '');
}

/** Messages of rules that a text breaks may repeat the text. */
function isLong(mutation: Mutation): boolean {
  return Object.values(mutation).some((part) => typeof part === 'string' && part.length > 1000);
}
