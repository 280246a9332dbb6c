import { VirtualService } from '../../mesh/kinds';
import { regularExpression } from '../../mesh/routing/string-match';
import { specOf, VirtualServiceSpec } from '../../mesh/specs';
import type { StringMatch } from '../../mesh/virtual-service';
import { isSameKind } from '../../model/identity';
import { isList, isMap, Json } from '../../model/json';
import type { Manifest } from '../../model/manifest';
import type { ObjectChange } from './object-changes';
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

/** Those of routes that one side of a change has and the other has not. */
export function changedExpressions(changes: readonly ObjectChange[]): readonly string[] {
  const changed = changes.flatMap((sides) => {
    const [was, will] = sides.map(expressionsOf) as [readonly string[], readonly string[]];
    return [...was.filter((one) => !will.includes(one)), ...will.filter((one) => !was.includes(one))];
  });
  return [...new Set(changed)];
}

function takes(expression: string, text: string): boolean {
  try {
    return regularExpression(expression).testExact(text);
  } catch {
    return false;
  }
}

/** All of the HTTP routes of a virtual service; none of other objects. */
export function expressionsOf(manifest: Manifest | undefined): readonly string[] {
  if (manifest === undefined || !isSameKind(manifest.identity, VirtualService)) return [];
  return expressionsIn(specOf<VirtualServiceSpec>(manifest).http as Json | undefined);
}

function expressionsIn(value: Json | undefined): readonly string[] {
  if (value === undefined) return [];
  if (isList(value)) return value.flatMap(expressionsIn);
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([name, one]) =>
    name === 'regex' && typeof one === 'string' ? [one] : expressionsIn(one),
  );
}

/** Texts that a match takes; for a prefix the prefix itself, and more. */
export function textsOf({ exact, prefix, regex }: StringMatch, expressions: Expressions): readonly string[] {
  if (exact !== undefined) return [exact];
  if (prefix !== undefined) return [prefix];
  return regex === undefined || regex === '*' ? ['any'] : expressions.of(regex);
}
