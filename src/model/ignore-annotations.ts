/** Where an object says which findings about it may be, a line per code: `IST0101 until 2027-01-31: payments moves next quarter`. */
export const IGNORE_ANNOTATION = 'istio-gitops.dev/ignore';

/**
 * What `istioctl analyze` and istiod's own analysis read: codes with commas between them, without a reason.
 *
 * @see https://istio.io/latest/docs/ops/diagnostic-tools/istioctl-analyze/#ignoring-specific-analyzer-messages-via-resource-annotations
 */
export const ANALYZE_SUPPRESS_ANNOTATION = 'galley.istio.io/analyze-suppress';
