import type { AuthorizationPolicySpec } from '../specs';
import type { Semantic } from '../traffic/semantics';
import { Attribute, attributeOf, OPERATIONS, Sources } from './attribute';
import { Condition } from './condition';
import type { InboundRequest } from './inbound-request';
import { allOf, anyOf, isLikely, Likelihood, NO, YES } from './likelihood';

type RuleSpec = NonNullable<AuthorizationPolicySpec['rules']>[number];

/** Conditions that must hold together. */
type Alternative = readonly Condition[];

/** One rule of a policy as proxies have it: one of its sources, one of its operations, and all that it asks besides. */
export class AuthorizationRule {
  private constructor(
    /** JSON pointer in the policy. */
    readonly pointer: string,
    private readonly sources: readonly Alternative[],
    private readonly operations: readonly Alternative[],
    private readonly when: Alternative,
  ) {}

  /**
   * What istiod makes of a rule. Of a rule that denies it leaves out what it can't tell proxies, so that more is denied; a
   * rule that allows is left out as a whole.
   *
   * @returns undefined for a rule that is left out
   */
  static compile(
    spec: RuleSpec,
    { pointer, sources, allows, isTcp }: { pointer: string; sources: Sources; allows: boolean; isTcp: boolean },
  ): AuthorizationRule | undefined {
    /** Pointers of lists of which istiod can't tell proxies all. */
    const untold: string[] = [];
    const conditions = (at: string, attribute: Attribute, lists: readonly [string, readonly string[] | undefined][]) =>
      lists.flatMap(([field, values = []], index) => {
        if (values.length === 0) return [];
        const compiled = Condition.compile(attribute, values, {
          isNegated: index === 1,
          pointer: `${at}/${field}`,
          isTcp,
        });
        if (!compiled.isWhole) untold.push(`${at}/${field}`);
        return compiled.condition === undefined ? [] : [compiled.condition];
      });
    const alternative = (at: string, attributes: Readonly<Record<string, Attribute>>, lists: Lists = {}): Alternative =>
      Object.entries(attributes).flatMap(([field, attribute]) => {
        const negated = `not${field[0]!.toUpperCase()}${field.slice(1)}`;
        return conditions(at, attribute, [
          [field, lists[field]],
          [negated, lists[negated]],
        ]);
      });

    const when: Condition[] = [];
    for (const [index, { key, values, notValues }] of (spec.when ?? []).entries()) {
      const attribute = attributeOf(key, sources);
      if (attribute === undefined) return undefined;
      const lists: [string, readonly string[] | undefined][] = [
        ['values', values],
        ['notValues', notValues],
      ];
      when.push(...conditions(`${pointer}/when/${index}`, attribute, lists));
    }
    const from = (spec.from ?? []).map(({ source }, index) =>
      alternative(`${pointer}/from/${index}/source`, sources, source as Lists),
    );
    const to = (spec.to ?? []).map(({ operation }, index) =>
      alternative(`${pointer}/to/${index}/operation`, OPERATIONS, operation as Lists),
    );
    if (allows && untold.length > 0) return undefined;
    return new AuthorizationRule(pointer, from, to, when);
  }

  matches(request: InboundRequest): Likelihood {
    const holds = (condition: Condition): Likelihood => condition.holds(request);
    const alternative = (conditions: Alternative): Likelihood => allOf(conditions, holds);
    const operation = this.operations.length === 0 ? YES : anyOf(this.operations, alternative);
    if (operation === NO) return NO;
    const source = this.sources.length === 0 ? YES : anyOf(this.sources, alternative);
    if (source === NO) return NO;
    return Math.min(operation, source, allOf(this.when, holds)) as Likelihood;
  }

  /** What its match rests on that nobody knows. */
  doubts(request: InboundRequest): readonly Semantic[] {
    return [...this.sources.flat(), ...this.operations.flat(), ...this.when]
      .map((condition) => condition.doubt(request))
      .filter((doubt) => doubt !== undefined);
  }

  /** The first thing that does not hold, of each alternative. */
  refusal(request: InboundRequest): string {
    const failing = (conditions: Alternative): Condition | undefined =>
      conditions.find((condition) => !isLikely(condition.holds(request)));
    for (const alternatives of [this.operations, this.sources, [this.when]]) {
      const failures = alternatives.map(failing);
      if (failures.length > 0 && failures.every((failure) => failure !== undefined)) {
        return failures.map((failure) => `${failure.pointer}: ${failure.refusal(request)}`).join('\n');
      }
    }
    return `${this.pointer} matches`;
  }
}

type Lists = Readonly<Record<string, readonly string[] | undefined>>;
