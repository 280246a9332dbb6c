/**
 * @returns the JSON Web Key Set as it is
 * @throws RangeError when it has no key: Envoy then refuses all of a listener, with everything else that is new there
 */
export function checkJsonWebKeys(text: string): string {
  if (keysIn(text).some((key) => typeof (key as { readonly kty?: unknown } | null)?.kty === 'string')) return text;
  throw new RangeError('it has no key that tokens could be checked with: pass a JSON Web Key Set, {"keys":[…]}');
}

function keysIn(text: string): readonly unknown[] {
  try {
    const { keys } = JSON.parse(text) as { readonly keys?: unknown };
    return Array.isArray(keys) ? keys : [];
  } catch {
    return []; // no JSON, or null
  }
}
