/**
 * Why an API server refuses something: the reasons of its own answers, and three for what it refuses before it
 * validates.
 *
 * @see https://pkg.go.dev/k8s.io/apimachinery/pkg/util/validation/field#ErrorType
 */
export type ProblemCode =
  /** The kind is not served in this version. */
  | 'NotServed'
  /** Strict field validation knows no such field. */
  | 'UnknownField'
  /** A field of a type that Go cannot read at all. */
  | 'Malformed'
  | 'FieldValueDuplicate'
  | 'FieldValueForbidden'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueRequired'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTypeInvalid';

/** One thing that an API server refuses. */
export interface SchemaProblem {
  readonly code: ProblemCode;
  /** The field in Kubernetes' own spelling, such as `spec.http[0].route[1].weight`; `''` for the object itself. */
  readonly field: string;
  /** JSON pointer into the object; of a field that is missing, to what lacks it. */
  readonly pointer: string;
  /** Begins with the value or the field. */
  readonly message: string;
  /** What the API server lists besides, which only follows from it: what the nearest alternative of a choice lacks, and the like. */
  readonly implied?: readonly SchemaProblem[];
}
