/** Annotations that say in the object itself what is rolled out, for people who look at the cluster. */
export function releaseAnnotation(facts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [`istio-gitops.dev/${key}`, value]));
}
