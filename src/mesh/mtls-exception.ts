/** Annotation that says why a workload or namespace is exempt from STRICT mTLS. */
export const EXCEPTION_REASON = 'istio-gitops.dev/exception-reason';
