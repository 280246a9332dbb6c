import type { Rule } from './rule';
import { hostNotInGateway } from './rules/host-not-in-gateway';
import { mtlsException } from './rules/mtls-exception';
import { objectIdentity } from './rules/object-identity';
import { plaintextCaller } from './rules/plaintext-caller';
import { plaintextSecret } from './rules/plaintext-secret';
import { referencedResourceNotFound } from './rules/referenced-resource-not-found';
import { conflictingMeshHosts, routeOwnedTwice } from './rules/route-owned-twice';
import { routeWeights } from './rules/route-weights';
import { schemaValidation } from './rules/schema-validation';
import { undeclaredDestination } from './rules/undeclared-destination';

/** All rules, sorted by code. To add one: a file in `rules/`, its fixture `test/fixtures/rules/<name>.yaml`, a row in `test/check/rules.test.ts`, a line here. */
export const RULES: readonly Rule[] = [
  objectIdentity,
  routeOwnedTwice,
  routeWeights,
  plaintextSecret,
  undeclaredDestination,
  mtlsException,
  plaintextCaller,
  referencedResourceNotFound,
  schemaValidation,
  conflictingMeshHosts,
  hostNotInGateway,
];
