/** What is used of WebAssembly, which has no types without those of browsers. */
interface WebAssemblyApi {
  readonly Memory: new (pages: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly instantiate: (
    module: Uint8Array,
    imports: object,
  ) => Promise<{ readonly instance: { readonly exports: Readonly<Record<string, (address?: number) => number>> } }>;
}

const { Memory, instantiate } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;

/**
 * The built-in functions that a Wasm module of OPA wants its host to have, with their numbers.
 *
 * @see https://www.openpolicyagent.org/docs/wasm#exports
 */
export async function requiredBuiltins(module: Uint8Array): Promise<Readonly<Record<string, number>>> {
  const memory = new Memory({ initial: 16 });
  const unexpected = (): never => {
    throw new Error('the module calls its host');
  };
  const functions = ['abort', 'println', 'builtin0', 'builtin1', 'builtin2', 'builtin3', 'builtin4'];
  const imports = Object.fromEntries(functions.map((name) => [`opa_${name}`, unexpected]));
  const { instance } = await instantiate(module, { env: { memory, ...imports } });
  const { builtins, opa_json_dump: dump } = instance.exports;
  const bytes = new Uint8Array(memory.buffer, dump!(builtins!()));
  return JSON.parse(new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)))) as Record<string, number>;
}
