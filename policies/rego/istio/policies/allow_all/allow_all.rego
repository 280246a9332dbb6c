# METADATA
# title: AuthorizationPolicies admit somebody, not everybody
# description: >-
#   One ALLOW rule without a condition admits every request, and makes all other rules for the workload idle. Rules of
#   DENY, AUDIT and CUSTOM admit nobody and are left alone.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/security/authorization-policy/
# custom:
#   severity: error
#   fix: say in the rule who may call (from) or what may be called (to)
package istio.policies.allow_all

import data.istio.common

deny contains common.finding(rego.metadata.chain(), policy, $"/spec/rules/{i}", message) if {
	some policy in common.by_kind["security.istio.io/AuthorizationPolicy"]
	object.get(policy.spec, "action", "ALLOW") == "ALLOW"
	some i, rule in policy.spec.rules
	_admits_all(object.get(rule, "from", []), "source")
	_admits_all(object.get(rule, "to", []), "operation")
	count(object.get(rule, "when", [])) == 0
	message := "the rule admits every request"
}

# A clause is a list of alternatives: it admits all when it is empty, and when one of them does.
_admits_all(clause, _) if count(clause) == 0

_admits_all(clause, field) if {
	some alternative in clause
	every name, values in object.get(alternative, field, {}) {
		_admits_any(name, values)
	}
}

_admits_any(_, values) if count(values) == 0

_admits_any(name, values) if {
	some value in values
	value in _everything[name]
}

# Whatever stands before it: no bit of it counts.
_admits_any(name, values) if {
	name in {"ipBlocks", "remoteIpBlocks"}
	some value in values
	endswith(value, "/0")
}

# `*` in `principals` and the like admits only those that have such an identity.
_everything := {
	"hosts": {"*"},
	"methods": {"*"},
	"paths": {"*", "/*", "/{**}"},
}
