import type * as extensions from '../../imports/extensions.istio.io';
import type * as networking from '../../imports/networking.istio.io';
import type * as security from '../../imports/security.istio.io';
import type * as telemetry from '../../imports/telemetry.istio.io';
import { isList, isMap, Json, JsonMap, setField } from '../model/json';
import type { Manifest } from '../model/manifest';

/** What may be missing of a spec: the API server asks for required fields only where there is a spec. */
export type VirtualServiceSpec = networking.VirtualServiceSpec;
export type GatewaySpec = networking.GatewaySpec;
export type DestinationRuleSpec = Partial<networking.DestinationRuleSpec>;
export type ServiceEntrySpec = Partial<networking.ServiceEntrySpec>;
export type SidecarSpec = networking.SidecarSpec;
export type EnvoyFilterSpec = networking.EnvoyFilterSpec;
export type ProxyConfigSpec = networking.ProxyConfigSpec;
export type WorkloadEntrySpec = networking.WorkloadEntrySpec;
export type WorkloadGroupSpec = Partial<networking.WorkloadGroupSpec>;
export type AuthorizationPolicySpec = security.AuthorizationPolicySpec;
export type PeerAuthenticationSpec = security.PeerAuthenticationSpec;
export type RequestAuthenticationSpec = security.RequestAuthenticationSpec;
export type TelemetrySpec = telemetry.TelemetrySpec;
export type WasmPluginSpec = Partial<extensions.WasmPluginSpec>;
export type TrafficExtensionSpec = extensions.TrafficExtensionSpec;

/** The fields of a Service that Istio reads. */
export interface ServiceSpec {
  readonly type?: string;
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports?: readonly ServicePort[];
}

export interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: number | string;
  readonly protocol?: string;
  readonly appProtocol?: string;
}

const specs = new WeakMap<Manifest, object>();

/** The spec of an object as the API server would store it: without fields that are null. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the door by which specs get their types
export function specOf<Spec extends object>(manifest: Manifest): Spec {
  let spec = specs.get(manifest);
  if (spec === undefined) {
    const written = manifest.object['spec'] as Json | undefined;
    const isSpec = written !== undefined && isMap(written);
    spec = isSpec ? (hasNull(written) ? (withoutNulls(written) as JsonMap) : written) : {};
    specs.set(manifest, spec);
  }
  return spec as Spec;
}

/** Hardly any object has one, so that looking comes before copying. */
function hasNull(value: Json): boolean {
  if (value === null) return true;
  if (typeof value !== 'object') return false;
  if (isList(value)) return value.some(hasNull);
  for (const name in value) if (hasNull(value[name]!)) return true;
  return false;
}

function withoutNulls(value: Json): Json {
  if (isList(value)) return value.map(withoutNulls);
  if (!isMap(value)) return value;
  const kept: Record<string, Json> = {};
  for (const name in value) if (value[name] !== null) setField(kept, name, withoutNulls(value[name]!));
  return kept;
}
