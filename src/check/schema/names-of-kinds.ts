import type { Kind } from '../../model/identity';
import { MetadataRules, SUBDOMAIN_NAME } from './metadata';
import { isDns1035Label, isDnsLabel, isPathSegment } from './names';

const LABEL: MetadataRules = {
  isName: isDnsLabel,
  wanted: 'must be lower-case letters, digits and -, at most 63, with a letter or digit at both ends',
  needsName: true,
};
const SERVICE: MetadataRules = {
  isName: isDns1035Label,
  wanted: 'must be lower-case letters, digits and -, at most 63, beginning with a letter',
  needsName: true,
};
const PATH_SEGMENT: MetadataRules = { isName: isPathSegment, wanted: 'may have no / and no %', needsName: true };

/** Kinds whose names an API server judges by another rule than that of custom resources. */
const RULES: Readonly<Record<string, MetadataRules>> = {
  '/Event': PATH_SEGMENT,
  '/LimitRange': { ...SUBDOMAIN_NAME, needsName: false }, // it gets one
  '/Namespace': LABEL,
  '/Service': SERVICE,
  'networking.k8s.io/IPAddress': PATH_SEGMENT,
  'policy/PodDisruptionBudget': PATH_SEGMENT,
  'rbac.authorization.k8s.io/ClusterRole': PATH_SEGMENT,
  'rbac.authorization.k8s.io/ClusterRoleBinding': PATH_SEGMENT,
  'rbac.authorization.k8s.io/Role': PATH_SEGMENT,
  'rbac.authorization.k8s.io/RoleBinding': PATH_SEGMENT,
  'certificates.k8s.io/CertificateSigningRequest': PATH_SEGMENT,
};

export function nameRulesOf({ group, kind }: Kind): MetadataRules {
  const key = `${group}/${kind}`;
  return Object.hasOwn(RULES, key) ? RULES[key]! : SUBDOMAIN_NAME;
}
