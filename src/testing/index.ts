/**
 * What requests would meet, for tests of your own constructs: `istio-gitops/testing`.
 *
 * @packageDocumentation
 */
export { expect, MeshExpectation, RequestExpectation, UnmetExpectation } from './expect';
export { TrafficMatchers, Weights } from './expectations';
export { trafficMatchers } from './matchers';
export { MeshSource } from './mesh-source';
export { AskedRequest, request, RequestOptions } from './request';
export {
  Applied,
  HeaderChanges,
  HeaderOperations,
  Outcome,
  PolicyEffect,
  Rewrite,
  TraceStep,
  TrafficCopy,
  TrafficAnswer,
  TrafficDestination,
} from '../mesh/traffic/answer';
export { WrittenRequest } from '../mesh/traffic/parse-request';
export { TrafficRequest } from '../mesh/traffic/request';
export { Certainty, Semantic, SEMANTICS } from '../mesh/traffic/semantics';
export { WrittenDelay, WrittenExpectation, WrittenService } from '../traffic-tests/expectation';
export {
  CommonExpectation,
  ExpectedDestination,
  ExpectedHeaders,
  ExpectedMirror,
  OutcomeShares,
} from '../traffic-tests/traffic-test';
