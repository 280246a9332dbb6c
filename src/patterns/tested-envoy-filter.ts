import { ANALYZE_SUPPRESS_ANNOTATION, IGNORE_ANNOTATION } from '../model/ignore-annotations';

/** Istio's warning of every EnvoyFilter, whatever is in it: nothing promises that it still works after an upgrade. */
const SCHEMA_WARNING = 'IST0133';

/**
 * Annotations of an EnvoyFilter that the conformance tests run in the proxies of the pinned Istio. The warning is theirs to
 * answer: one that every user had to live with would only teach to read past warnings.
 */
export const TESTED_ENVOY_FILTER = {
  [ANALYZE_SUPPRESS_ANNOTATION]: SCHEMA_WARNING,
  [IGNORE_ANNOTATION]:
    `${SCHEMA_WARNING}: istio-gitops makes this filter and tests it in real proxies; before an upgrade of Istio, take the ` +
    'istio-gitops that is for it',
} as const;
