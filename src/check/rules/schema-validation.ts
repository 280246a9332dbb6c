import { schemaProblems } from '../schema/validator';
import type { Rule } from '../rule';

/** Fields, types, enumerations and bounds as the CRD of the kind has them. */
export const schemaValidation: Rule = {
  code: 'IST0106',
  name: 'SchemaValidationError',
  severity: 'error',
  stage: 'schema',
  refusedBySynth: true,
  *check({ set }) {
    for (const manifest of set) {
      for (const { pointer, message } of schemaProblems(manifest.identity.group, manifest.object) ?? []) {
        yield {
          manifest,
          pointer,
          message,
          effect: 'the API server refuses the object, and with it the sync',
          fix: `see the fields of ${manifest.identity.kind} in its documentation or its type`,
        };
      }
    }
  },
};
