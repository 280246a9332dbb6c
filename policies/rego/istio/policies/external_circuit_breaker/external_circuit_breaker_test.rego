package istio.policies.external_circuit_breaker_test

import data.istio.policies.external_circuit_breaker
import data.istio.testing

test_deny_external_host_without_rule if {
	_denied([_payments]) == {"/spec/hosts/0"}
}

test_deny_rule_without_circuit_breaker[note] if {
	some note, spec in {
		"no policy": {"host": "api.payments.example"},
		"no outlier detection": {"host": "api.payments.example", "trafficPolicy": {"tls": {"mode": "SIMPLE"}}},
	}
	_denied([_payments, testing.manifest("DestinationRule", spec)]) == {"/spec/trafficPolicy"}
}

test_deny_detection_that_detects_nothing[note] if {
	some note, case in {
		"no errors": {"detection": {"consecutive5xxErrors": 0}, "denied": {_detection}},
		"no errors of any kind": {
			"detection": {"consecutive5xxErrors": 0, "consecutiveGatewayErrors": 0},
			"denied": {_detection},
		},
		"errors of gateways": {
			"detection": {"consecutive5xxErrors": 0, "consecutiveGatewayErrors": 3},
			"denied": set(),
		},
		"errors of connections": {
			"detection": {"consecutive5xxErrors": 0, "splitExternalLocalOriginErrors": true},
			"denied": set(),
		},
		"what Envoy detects by default": {"detection": {}, "denied": set()},
	}
	policy := {"outlierDetection": case.detection}
	rule := testing.manifest("DestinationRule", {"host": "api.payments.example", "trafficPolicy": policy})
	_denied([_payments, rule]) == case.denied
}

test_deny_port_that_loses_the_circuit_breaker if {
	policy := {
		"outlierDetection": {},
		"portLevelSettings": [{"port": {"number": 80}, "outlierDetection": {}}, {"port": {"number": 443}, "tls": {}}],
	}
	rule := testing.manifest("DestinationRule", {"host": "api.payments.example", "trafficPolicy": policy})
	_denied([_payments, rule]) == {"/spec/trafficPolicy/portLevelSettings/1"}
}

test_external_is_what_a_service_entry_declares if {
	rule := testing.manifest("DestinationRule", {"host": "api.external.svc.cluster.local"})
	_denied([rule]) == set()
	_denied([_entry("api.external.svc.cluster.local", "MESH_INTERNAL"), rule]) == set()
	_denied([_entry("api.external.svc.cluster.local", "MESH_EXTERNAL"), rule]) == {"/spec/trafficPolicy"}
}

test_allow_wildcard_that_covers_the_host if {
	_denied([_payments, _breaking("*.payments.example")]) == set()
	_denied([_payments, _breaking("*.orders.example")]) == {"/spec/hosts/0"}
	_denied([_entry("*.payments.example", "MESH_EXTERNAL"), _breaking("api.payments.example")]) == {"/spec/hosts/0"}
}

# An entry that does not say where its hosts are means outside.
_payments := testing.manifest("ServiceEntry", {"hosts": ["api.payments.example"]})

_entry(host, location) := testing.manifest("ServiceEntry", {"hosts": [host], "location": location})

_breaking(host) := object.union(
	testing.manifest("DestinationRule", {"host": host, "trafficPolicy": {"outlierDetection": {}}}),
	{"metadata": {"name": "breaking"}},
)

_detection := "/spec/trafficPolicy/outlierDetection"

_denied(manifests) := {finding.pointer |
	some finding in external_circuit_breaker.deny with input as manifests with data.istio.parameters as {}
}
