/**
 * What requests would meet, for tests of your own constructs: `istio-gitops/testing`.
 *
 * @packageDocumentation
 */
export { expect, MeshExpectation, RequestExpectation, UnmetExpectation } from './expect';
export { TrafficMatchers, Weights } from './expectations';
export { trafficMatchers } from './matchers';
export { MeshSource } from './mesh-source';
export { WrittenExpectation } from '../traffic-tests/parse-tests';
export { AskedRequest, request, RequestOptions } from './request';
