# METADATA
# title: Services outside of the mesh have a circuit breaker
# description: >-
#   A provider that fails keeps failing for a while. Outlier detection takes an endpoint that answers with errors out
#   of use, instead of letting every request wait for it. Outside is what a ServiceEntry declares as MESH_EXTERNAL.
# related_resources:
#   - ref: https://istio.io/latest/docs/tasks/traffic-management/circuit-breaking/
# custom:
#   severity: error
#   fix: set trafficPolicy.outlierDetection in a DestinationRule for the host
package istio.policies.external_circuit_breaker

import data.istio.common

deny contains common.finding(rego.metadata.chain(), entry, $"/spec/hosts/{i}", message) if {
	some entry in common.external_services
	some i, host in entry.spec.hosts
	not _is_configured(host)
	message := $"no DestinationRule sets a circuit breaker for {host}, so that every request waits for it while it fails"
}

deny contains common.finding(rego.metadata.chain(), rule, "/spec/trafficPolicy", message) if {
	some rule in _external_rules
	not rule.spec.trafficPolicy.outlierDetection
	message := $"nothing keeps requests from {rule.spec.host} while it fails"
}

deny contains common.finding(rego.metadata.chain(), rule, "/spec/trafficPolicy/outlierDetection", message) if {
	some rule in _external_rules
	_detects_nothing(rule.spec.trafficPolicy.outlierDetection)
	message := "errors of any number eject no endpoint"
}

# What a port sets replaces the policy of the destination as a whole.
deny contains common.finding(rego.metadata.chain(), rule, $"/spec/trafficPolicy/portLevelSettings/{i}", message) if {
	some rule in _external_rules
	some i, settings in rule.spec.trafficPolicy.portLevelSettings
	not settings.outlierDetection
	message := $"port {settings.port.number} has its own settings and no circuit breaker among them"
}

_rules := common.by_kind["networking.istio.io/DestinationRule"]

_is_configured(host) if _configured_hosts[common.covering(host)[_]]

_configured_hosts contains rule.spec.host if some rule in _rules

_external_rules := [rule |
	some rule in _rules
	_external_hosts[rule.spec.host]
]

_external_hosts contains host if {
	some host in _configured_hosts
	common.is_external(host)
}

# Consecutive server errors are counted unless they are set to 0, all others only if they are set.
_detects_nothing(detection) if {
	detection.consecutive5xxErrors == 0
	object.get(detection, "consecutiveGatewayErrors", 0) == 0
	not detection.splitExternalLocalOriginErrors
}
