import type { Rule } from './rule';
import { deprecatedAnnotation, invalidAnnotation, misplacedAnnotation, unknownAnnotation } from './rules/annotations';
import { claimMatchesWithoutValue } from './rules/claim-matches-without-value';
import { conflictingMeshHosts } from './rules/conflicting-mesh-hosts';
import { deniedEverything } from './rules/denied-everything';
import { deprecated } from './rules/deprecated';
import { destinationPortRequired } from './rules/destination-port-required';
import { destinationRulesOfOneHost } from './rules/destination-rules-of-one-host';
import { droppedByPort } from './rules/dropped-by-port';
import { droppedDelegateRoute } from './rules/dropped-delegate-routes';
import {
  relativeOperation,
  relativeOperationWithVersion,
  wrongAdd,
  wrongRemove,
  wrongReplace,
} from './rules/envoy-filter-operations';
import { oldGatewayApi } from './rules/gateway-api-crds';
import { gatewayPortNotOnService } from './rules/gateway-ports';
import { gatewayProtocol } from './rules/gateway-protocols';
import { hostNotInGateway } from './rules/host-not-in-gateway';
import { subsetWithoutLabels, subsetWithoutPods } from './rules/idle-subsets';
import { ignoredTryTimeout } from './rules/ignored-try-timeouts';
import { ingressIgnoresSubsets } from './rules/ingress-ignores-subsets';
import { internalGateway } from './rules/internal-gateway';
import { istiodRefusal, istiodWarning } from './rules/istiod-validation';
import { jwtClaimsWithoutAuthentication } from './rules/jwt-claims-without-authentication';
import {
  mutualTlsInPlaintextMesh,
  mutualTlsToPlaintextPods,
  plaintextInStrictMesh,
  plaintextToStrictPods,
} from './rules/mtls-conflicts';
import { misspeltSubsetLabel } from './rules/misspelt-subset-labels';
import { mtlsException } from './rules/mtls-exception';
import { namespaceLabelledTwice, namespaceNotInjected, unknownInjectionValue } from './rules/namespace-injection';
import { objectIdentity } from './rules/object-identity';
import { plaintextCaller } from './rules/plaintext-caller';
import { plaintextSecret } from './rules/plaintext-secret';
import { identitiesWithoutMutualTls, wrongMethod } from './rules/policy-conditions';
import { literalStar, principalWithScheme } from './rules/policy-patterns';
import { httpRulesWithoutWaypoint, ineffectiveSelector } from './rules/policy-targets';
import { referencedResourceNotFound } from './rules/referenced-resource-not-found';
import { repeatedDestination } from './rules/repeated-destinations';
import { conflictingGateways, duplicateCertificate } from './rules/rival-gateways';
import {
  rivalPeerAuthentications,
  rivalPeerAuthenticationsOfPods,
  rivalSidecars,
  rivalSidecarsOfPods,
  rivalTelemetries,
  rivalTelemetriesOfPods,
} from './rules/rival-policies';
import { routeOwnedTwice } from './rules/route-owned-twice';
import { routeWeights } from './rules/route-weights';
import { schemaValidation } from './rules/schema-validation';
import { policyWithoutPods, selectorWithoutPods } from './rules/selectors-without-pods';
import { serviceEntryAddresses } from './rules/service-entry-addresses';
import { conflictingProtocols } from './rules/service-entry-protocols';
import { externalNamePort, portName } from './rules/service-ports';
import { sidecarHostNotFound, sidecarOfAmbientPods, sidecarOfRootNamespace } from './rules/sidecars';
import { invalidTelemetryProvider } from './rules/telemetry';
import { tokensWithoutAuthentication } from './rules/tokens-without-authentication';
import { undeclaredDestination } from './rules/undeclared-destination';
import { unknownDestinationRuleHost } from './rules/unknown-destination-rule-host';
import { unknownNamespace } from './rules/unknown-namespaces';
import { coveredRule, ineffectiveMatch, unreachableRule } from './rules/unreachable-rules';
import { unrestrictedJwks } from './rules/unrestricted-jwks';
import { unverifiedServer, unverifiedServerOfPort } from './rules/unverified-servers';
import { applicationUser, conflictingServicePorts, conflictingServiceProtocols } from './rules/workloads';

/** All rules, sorted by code. To add one: see CONTRIBUTING.md. */
export const RULES: readonly Rule[] = [
  objectIdentity,
  routeOwnedTwice,
  routeWeights,
  plaintextSecret,
  undeclaredDestination,
  mtlsException,
  plaintextCaller,
  unknownNamespace,
  droppedByPort,
  droppedDelegateRoute,
  gatewayProtocol,
  ignoredTryTimeout,
  unknownInjectionValue,
  deniedEverything,
  tokensWithoutAuthentication,
  principalWithScheme,
  literalStar,
  coveredRule,
  misspeltSubsetLabel,
  claimMatchesWithoutValue,
  deprecated,
  referencedResourceNotFound,
  namespaceNotInjected,
  schemaValidation,
  istiodRefusal,
  misplacedAnnotation,
  unknownAnnotation,
  conflictingMeshHosts,
  rivalSidecarsOfPods,
  rivalSidecars,
  destinationPortRequired,
  conflictingServiceProtocols,
  portName,
  namespaceLabelledTwice,
  invalidAnnotation,
  policyWithoutPods,
  unverifiedServer,
  unverifiedServerOfPort,
  unreachableRule,
  ineffectiveMatch,
  hostNotInGateway,
  istiodWarning,
  serviceEntryAddresses,
  deprecatedAnnotation,
  conflictingServicePorts,
  duplicateCertificate,
  ingressIgnoresSubsets,
  applicationUser,
  conflictingGateways,
  jwtClaimsWithoutAuthentication,
  externalNamePort,
  relativeOperation,
  wrongReplace,
  wrongAdd,
  wrongRemove,
  relativeOperationWithVersion,
  invalidTelemetryProvider,
  rivalTelemetriesOfPods,
  rivalTelemetries,
  gatewayPortNotOnService,
  internalGateway,
  ineffectiveSelector,
  sidecarOfAmbientPods,
  subsetWithoutPods,
  unknownDestinationRuleHost,
  unrestrictedJwks,
  oldGatewayApi,
  conflictingProtocols,
  rivalPeerAuthentications,
  rivalPeerAuthenticationsOfPods,
  selectorWithoutPods,
  wrongMethod,
  identitiesWithoutMutualTls,
  httpRulesWithoutWaypoint,
  destinationRulesOfOneHost,
  plaintextToStrictPods,
  plaintextInStrictMesh,
  subsetWithoutLabels,
  mutualTlsToPlaintextPods,
  mutualTlsInPlaintextMesh,
  sidecarHostNotFound,
  sidecarOfRootNamespace,
  repeatedDestination,
];

/** Without these nobody can tell what an object means, and later rules cannot read it. */
export const SHAPE_RULES: readonly Rule[] = RULES.filter(
  ({ stage, refusedBySynth }) => stage === 'schema' && refusedBySynth,
);
