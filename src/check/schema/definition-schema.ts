import { z } from 'zod';
import { goRegExp } from './go/regexp';

const RULE = z.looseObject({
  rule: z.string(),
  message: z.string().optional(),
  messageExpression: z.string().optional(),
  reason: z.string().optional(),
  fieldPath: z.string().optional(),
});

const LENGTH = z.int().optional();
const BOUND = z.number().optional();

const SCHEMA = z.looseObject({
  type: z.string().optional(),
  format: z.string().optional(),
  pattern: z.string().refine(isRegExp, 'it is no regular expression of Go').optional(),
  required: z.array(z.string()).optional(),
  enum: z.array(z.unknown()).optional(),
  minLength: LENGTH,
  maxLength: LENGTH,
  minItems: LENGTH,
  maxItems: LENGTH,
  minProperties: LENGTH,
  maxProperties: LENGTH,
  minimum: BOUND,
  maximum: BOUND,
  multipleOf: BOUND,
  'x-kubernetes-list-map-keys': z.array(z.string()).optional(),
  'x-kubernetes-validations': z.array(RULE).optional(),
  get properties() {
    return z.record(z.string(), SCHEMA).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), SCHEMA]).optional();
  },
  get items() {
    return SCHEMA.optional();
  },
  get oneOf() {
    return z.array(SCHEMA).optional();
  },
  get anyOf() {
    return z.array(SCHEMA).optional();
  },
  get allOf() {
    return z.array(SCHEMA).optional();
  },
  get not() {
    return SCHEMA.optional();
  },
});

const SUBRESOURCES = z.looseObject({
  status: z.looseObject({}).nullish(),
  scale: z.looseObject({ specReplicasPath: z.string(), statusReplicasPath: z.string() }).nullish(),
});

const VERSION = z.looseObject({
  schema: z.looseObject({ openAPIV3Schema: SCHEMA }),
  subresources: SUBRESOURCES.nullish(),
});

/** Which field of a version of a definition cannot be read, and why; undefined where all can. */
export function misfitOf(version: unknown): { readonly field: string; readonly why: string } | undefined {
  const issue = VERSION.safeParse(version).error?.issues[0];
  if (issue === undefined) return undefined;
  return { field: issue.path.map(String).join('.'), why: issue.message.toLowerCase() };
}

function isRegExp(pattern: string): boolean {
  try {
    goRegExp(pattern).test('');
    return true;
  } catch {
    return false;
  }
}
