export type Labels = Readonly<Record<string, string>>;

/** Whether labels have all that a selector asks for; one that asks for nothing selects everything. */
export function selects(selector: Labels | undefined, labels: Labels | undefined): boolean {
  for (const name in selector) if (labels?.[name] !== selector[name]) return false;
  return true;
}

/** Whether some pod can have what both selectors ask for. */
export function mayBothSelect(one: Labels = {}, other: Labels = {}): boolean {
  return Object.entries(one).every(([name, value]) => (other[name] ?? value) === value);
}

export function isEmptySelector(selector: Labels | undefined): boolean {
  return selector === undefined || Object.keys(selector).length === 0;
}

/** One string per selector, as Kubernetes writes them: `app=web,tier=front`. */
export function selectorText(selector: Labels | undefined): string {
  return Object.entries(selector ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(',');
}

/** One string per label of a namespace, or of any. No part but a label's value can hold `=`, and none a slash but its name, which cannot start with one. */
export function labelKey(namespace: string | undefined, [name, value]: readonly [string, string]): string {
  return `${namespace ?? ''}//${name}=${value}`;
}
