import { regularExpression } from '../../mesh/routing/string-match';
import type { Mesh } from '../../mesh/mesh';
import type { HttpMatch } from '../../mesh/virtual-service';
import { isList, isMap, Json } from '../../model/json';
import { samplesOf } from './pattern-sample';

/** Each pair of changed ones is looked at. */
const MOST_CHANGED = 24;

/** Texts for regular expressions: of those that changes are about, so many that they tell them apart. */
export class Expressions {
  private readonly changed: readonly string[];
  private readonly texts = new Map<string, readonly string[]>();

  /** @param changed those that only one side of some object has */
  constructor(changed: readonly string[] = []) {
    this.changed = changed.slice(0, MOST_CHANGED);
  }

  /** Texts that an expression takes, the first of which stands for them where it does not change. */
  of(expression: string): readonly string[] {
    let texts = this.texts.get(expression);
    if (texts === undefined) this.texts.set(expression, (texts = this.find(expression)));
    return texts;
  }

  private find(expression: string): readonly string[] {
    const samples = samplesOf(expression);
    if (!this.changed.includes(expression)) return samples.slice(0, 1);
    const told = new Map<string, string>();
    for (const sample of samples) {
      const taken = this.changed.map((other) => takes(other, sample)).join();
      if (!told.has(taken)) told.set(taken, sample);
    }
    return [...told.values()];
  }
}

/** Expressions that one side has and the other has not, of which no text is known that tells them apart. */
export function inseparable(before: readonly string[], after: readonly string[]): readonly string[] {
  const [gone, come] = [
    before.filter((expression) => !after.includes(expression)),
    after.filter((expression) => !before.includes(expression)),
  ];
  const isOpen = (one: string, others: readonly string[]): boolean => {
    const samples = samplesOf(one);
    if (samples.length === 0) return true;
    return others.some((other) => {
      const theirs = samplesOf(other);
      return (
        theirs.length > 0 && samples.every((text) => takes(other, text)) && theirs.every((text) => takes(one, text))
      );
    });
  };
  return [...gone.filter((one) => isOpen(one, come)), ...come.filter((one) => isOpen(one, gone))];
}

/** Those of routes that one mesh has and the other has not. */
export function changedExpressions(before: Mesh, after: Mesh): readonly string[] {
  const [was, will] = [before, after].map(
    ({ virtualServices }) =>
      new Set(virtualServices.flatMap(({ spec }) => expressionsIn(spec.http as Json | undefined))),
  ) as [Set<string>, Set<string>];
  return [...[...was].filter((one) => !will.has(one)), ...[...will].filter((one) => !was.has(one))];
}

function takes(expression: string, text: string): boolean {
  try {
    return regularExpression(expression).testExact(text);
  } catch {
    return false;
  }
}

/** All that are anywhere in the matches of an object. */
export function expressionsIn(value: Json | undefined): readonly string[] {
  if (value === undefined) return [];
  if (isList(value)) return value.flatMap(expressionsIn);
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([name, one]) =>
    name === 'regex' && typeof one === 'string' ? [one] : expressionsIn(one),
  );
}

type StringMatch = NonNullable<HttpMatch['uri']>;

/** Texts that a match takes; for a prefix the prefix itself, and more. */
export function textsOf({ exact, prefix, regex }: StringMatch, expressions: Expressions): readonly string[] {
  if (exact !== undefined) return [exact];
  if (prefix !== undefined) return [prefix];
  return regex === undefined || regex === '*' ? ['any'] : expressions.of(regex);
}
