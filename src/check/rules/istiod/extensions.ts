import type { PolicySpec } from '../../../mesh/policy';
import type { TrafficExtensionSpec, WasmPluginSpec } from '../../../mesh/specs';
import { checkTarget } from './policies';
import type { Report } from './report';

/** What WasmPlugins and TrafficExtensions say of a module. */
type Wasm = NonNullable<TrafficExtensionSpec['wasm']>;
type Matches = NonNullable<TrafficExtensionSpec['match']>;

export function checkWasmPlugin(spec: WasmPluginSpec, report: Report): void {
  checkTarget(spec as PolicySpec, report);
  checkWasm(spec as Wasm, '/spec', report);
  checkPorts(spec.match, report);
}

export function checkTrafficExtension(spec: TrafficExtensionSpec, report: Report): void {
  checkTarget(spec as PolicySpec, report);
  const { wasm, lua } = spec;
  if ((wasm === undefined) === (lua === undefined))
    report.error('/spec', 'an extension has wasm or lua, and one of them');
  if (wasm !== undefined) checkWasm(wasm, '/spec/wasm', report);
  const size = Buffer.byteLength(lua?.inlineCode ?? '');
  if (lua !== undefined && size === 0) report.error('/spec/lua/inlineCode', 'there is no code');
  if (size > 65_536) report.error('/spec/lua/inlineCode', 'the code is longer than 64 KiB');
  checkPorts(spec.match, report);
}

const SCHEMES = ['file', 'http', 'https', 'oci'];

function checkWasm(wasm: Wasm, pointer: string, report: Report): void {
  const { url = '', sha256 = '', imagePullSecret = '', pluginName = '', vmConfig } = wasm as Partial<Wasm>;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (url === '') report.error(pointer, 'a module needs a url');
  else if (scheme !== undefined && !SCHEMES.includes(scheme))
    report.error(`${pointer}/url`, `${scheme} is none of ${SCHEMES.join(', ')}`);
  if (sha256 !== '' && !/^[a-f0-9]{64}$/.test(sha256)) {
    report.error(`${pointer}/sha256`, 'a digest is 64 characters of a-f and 0-9');
  }
  if (imagePullSecret.length > 253)
    report.error(`${pointer}/imagePullSecret`, 'the name is longer than 253 characters');
  if (pluginName.length > 256) report.error(`${pointer}/pluginName`, 'the name is longer than 256 characters');
  const names = new Set<string>();
  for (const [i, { name = '', value = '', valueFrom = 'INLINE' }] of (vmConfig?.env ?? []).entries()) {
    const at = `${pointer}/vmConfig/env/${i}`;
    if (name === '' || name.length > 256) report.error(`${at}/name`, 'the name is empty or longer than 256 characters');
    else if (names.has(name)) report.error(`${at}/name`, `${name} is there twice`);
    else if (valueFrom !== 'INLINE' && value !== '') report.error(`${at}/value`, `${valueFrom} has no value`);
    names.add(name);
  }
}

function checkPorts(matches: Matches | undefined, report: Report): void {
  for (const [i, { ports = [] }] of (matches ?? []).entries()) {
    for (const [j, { number }] of ports.entries()) {
      if (number > 0 && number <= 65535) continue;
      report.error(`/spec/match/${i}/ports/${j}/number`, `${number} is no port: ports are 1 to 65535`);
    }
  }
}
