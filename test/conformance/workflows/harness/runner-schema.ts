import { z } from 'zod';

// Nothing but what the workflows of ours have: a key that the runner would ignore is an error.

const TEXTS = z.record(z.string(), z.coerce.string());

const STEP = z.strictObject({
  name: z.string(),
  id: z.string().optional(),
  if: z.string().optional(),
  env: TEXTS.optional(),
  'continue-on-error': z.boolean().optional(),
  'timeout-minutes': z.number().optional(),
  run: z.string().optional(),
  'working-directory': z.string().optional(),
  uses: z.string().optional(),
  with: TEXTS.optional(),
});

const JOB = z.strictObject({
  name: z.string(),
  if: z.string().optional(),
  needs: z.array(z.string()).optional(),
  'runs-on': z.string(),
  environment: z.string().optional(),
  permissions: z.record(z.string(), z.enum(['read', 'write'])),
  'timeout-minutes': z.number(),
  outputs: TEXTS.optional(),
  env: TEXTS.optional(),
  strategy: z
    .strictObject({
      'fail-fast': z.literal(false),
      'max-parallel': z.number().optional(),
      matrix: z.record(z.string(), z.array(z.union([z.string(), TEXTS]))),
    })
    .optional(),
  steps: z.array(STEP),
});

const INPUT = z.strictObject({
  description: z.string(),
  type: z.enum(['choice', 'string', 'number', 'boolean']),
  required: z.boolean().optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  options: z.array(z.string()).optional(),
});

export const WORKFLOW = z.strictObject({
  name: z.string(),
  'run-name': z.string().optional(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.strictObject({}),
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.boolean() }),
  defaults: z.strictObject({
    run: z.strictObject({ shell: z.literal('bash --noprofile --norc -euo pipefail {0}') }),
  }),
  jobs: z.record(z.string(), JOB),
});

export const DISPATCH = z.strictObject({ inputs: z.record(z.string(), INPUT).optional() }).nullable();

export type WorkflowFile = z.infer<typeof WORKFLOW>;
export type JobDefinition = z.infer<typeof JOB>;
export type StepDefinition = z.infer<typeof STEP>;
