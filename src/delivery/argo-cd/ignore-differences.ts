import type { ApplicationIgnoreDifferences } from '../../../imports/argoproj.io';
import type { SetContents } from '../../model/set-contents';

const WEBHOOKS = 'admissionregistration.k8s.io';
const WEBHOOK_KINDS = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

/**
 * The fields that somebody else than Git owns: those that the set says so of, and of webhooks what istiod writes once
 * it can answer them. Nothing else, because a rule for a whole kind hides what nobody meant to hide.
 */
export function ignoredDifferences({ kinds, ownedFields }: SetContents): ApplicationIgnoreDifferences[] {
  return [
    ...ownedFields.map(({ identity: { group, kind, namespace, name }, pointers }) => ({
      group,
      kind,
      ...(namespace !== '' && { namespace }),
      name,
      jsonPointers: [...pointers],
    })),
    ...kinds
      .filter(({ group, kind }) => group === WEBHOOKS && WEBHOOK_KINDS.includes(kind))
      .map(({ group, kind }) => ({
        group,
        kind,
        jqPathExpressions: ['.webhooks[]?.clientConfig.caBundle', '.webhooks[]?.failurePolicy'],
      })),
  ];
}
