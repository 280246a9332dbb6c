import { parseRequest } from '../../../../src/mesh/traffic/parse-request';
import type { TrafficRequest } from '../../../../src/mesh/traffic/request';
import { Traffic } from '../../../../src/mesh/traffic/traffic';
import type { KubernetesObject } from '../../../../src/model/identity';
import { meshOf } from './mesh-of';
import type { Probe } from './probe';

export function trafficOf(objects: readonly KubernetesObject[]): Traffic {
  return new Traffic(meshOf(objects));
}

/** When tokens are read: between those that have expired for long and those that are good for decades. */
const TIME = 1_800_000_000;

export function requestOf({ from, method, url, headers, facts }: Probe): TrafficRequest {
  return { ...parseRequest({ method, url, headers, from }), time: TIME, ...facts };
}
