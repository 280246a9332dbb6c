import type { Semantic } from '../traffic/semantics';
import type { Attribute, Test } from './attribute';
import type { InboundRequest } from './inbound-request';
import { Likelihood, NO, not, UNKNOWN, YES } from './likelihood';

/** A list of values that an attribute has to be one of, or must be none of. */
export class Condition {
  private constructor(
    private readonly attribute: Attribute,
    private readonly tests: readonly Test[],
    private readonly isNegated: boolean,
    private readonly values: readonly string[],
    /** JSON pointer of the list. */
    readonly pointer: string,
  ) {}

  /** @returns whether istiod can tell proxies all of it, and the condition on what it can tell, if any */
  static compile(
    attribute: Attribute,
    values: readonly string[],
    { isNegated, pointer, isTcp }: { isNegated: boolean; pointer: string; isTcp: boolean },
  ): { readonly isWhole: boolean; readonly condition: Condition | undefined } {
    const expanded = attribute.expand?.(values) ?? values;
    const tests = isTcp && attribute.isHttp ? [] : expanded.map((value) => attribute.matcher(value));
    const sayable = tests.filter((test) => test !== undefined);
    return {
      isWhole: sayable.length === expanded.length,
      condition: sayable.length === 0 ? undefined : new Condition(attribute, sayable, isNegated, values, pointer),
    };
  }

  holds(request: InboundRequest): Likelihood {
    const isOneOf: Likelihood =
      this.attribute.isUnknown?.(request) === true ? UNKNOWN : this.tests.some((test) => test(request)) ? YES : NO;
    return this.isNegated ? not(isOneOf) : isOneOf;
  }

  /** What it rests on where it does not know. */
  doubt(request: InboundRequest): Semantic | undefined {
    return this.attribute.isUnknown?.(request) === true ? this.attribute.doubt : undefined;
  }

  /** Why it does not hold, after `pointer `. */
  refusal(request: InboundRequest): string {
    const { describe, nothing } = this.attribute;
    const subject = describe(request) ?? '';
    if (subject === '')
      return `there is ${nothing}, where ${this.isNegated ? 'none' : 'one'} of ${listed(this.values)} is asked for`;
    return `"${subject}" is ${this.isNegated ? 'one' : 'none'} of ${listed(this.values)}`;
  }
}

/** A few of them, since some lists are long. */
function listed(values: readonly string[]): string {
  const shown = values.slice(0, 5).join(', ');
  return values.length > 5 ? `${shown} and ${values.length - 5} more` : shown;
}
