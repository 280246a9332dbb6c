import type { ErrorObject } from 'ajv';

/** What errors of the schema mean for those who write tests; undefined where the general words will do. */
export function explainProblem({ keyword, parentSchema }: ErrorObject, where: string): string | undefined {
  const isDuration =
    (parentSchema as { readonly pattern?: string } | undefined)?.pattern?.includes('ms|s|m|h') ?? false;
  if (isDuration && (keyword === 'pattern' || keyword === 'type')) {
    return `${where} is no duration: write 10s, 1.5s or 200ms, or none`;
  }
  if (keyword === 'minProperties') return `${where} says nothing: say what is expected, such as reaches or outcome`;
  if (keyword === 'minLength') return `${where} is empty: write something`;
  return undefined;
}
