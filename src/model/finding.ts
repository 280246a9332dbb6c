import type { Identity } from './identity';
import type { Origin } from './origin';

/** How bad a finding is: `validate` fails on errors, and on the others where it is told to. */
export type Severity = 'error' | 'warning' | 'info';

/** The stage of `validate` that a check belongs to; synth runs the checks without which a set makes no sense. */
export type Stage = 'lint' | 'schema' | 'analyze' | 'policy' | 'dry-run';

/** Something that a check has to say. Sentences are for people: tools read `code`, `identity` and `pointer`. */
export interface Finding {
  /** `IST0101` as Istio's analysis, `KIA1107` as Kiali, `IGO0001` for what neither has a code for. */
  readonly code: string;
  /** How bad it is, which decides about the exit status. */
  readonly severity: Severity;
  /** Which stage of `validate` says it. */
  readonly stage: Stage;
  /** The object that has to change; absent for findings about no single object. */
  readonly identity?: Identity;
  /** Version of its `apiVersion`, such as `v1`. */
  readonly version?: string;
  /** What made the object. */
  readonly origin: Origin;
  /** Other places that have a part in it, such as the first owner of a host that is owned twice. */
  readonly related?: readonly Origin[];
  /** JSON pointer into the object, such as `/spec/http/0/route/1/weight`. */
  readonly pointer?: string;
  /** The same field as an API server writes it, such as `spec.http[0].route[1].weight`. */
  readonly field?: string;
  /** What is wrong. */
  readonly message: string;
  /** What happens to traffic if it is applied as it is. */
  readonly effect?: string;
  /** How to mend it. */
  readonly fix?: string;
}
