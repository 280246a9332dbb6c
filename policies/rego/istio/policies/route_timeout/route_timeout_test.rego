package istio.policies.route_timeout_test

import data.istio.policies.route_timeout
import data.istio.testing

test_deny[note] if {
	some note, case in {
		"a route without a timeout": {"routes": [{"route": _somewhere}], "denied": {"/spec/http/0"}},
		"the one route of several that has no timeout": {
			"routes": [{"route": _somewhere, "timeout": "10s"}, {"route": _somewhere}],
			"denied": {"/spec/http/1"},
		},
		"a timeout of zero, which is none": {
			"routes": [{"route": _somewhere, "timeout": "0s"}, {"route": _somewhere, "timeout": "0.0s"}],
			"denied": {"/spec/http/0", "/spec/http/1"},
		},
		"no route with a timeout of any unit": {
			"routes": [{"route": _somewhere, "timeout": "500ms"}, {"route": _somewhere, "timeout": "0.5s"}],
			"denied": set(),
		},
		"nothing that sends the request nowhere": {
			"routes": [
				{"redirect": {"uri": "/"}},
				{"directResponse": {"status": 404}},
				{"delegate": {"name": "other"}},
				{"route": [], "redirect": {"uri": "/"}},
			],
			"denied": set(),
		},
	}
	_denied([testing.manifest("VirtualService", {"http": case.routes})]) == case.denied
}

test_deny_canary_of_flagger if {
	_denied([testing.manifest("Canary", {"service": {"port": 80}})]) == {"/spec/service"}
	_denied([testing.manifest("Canary", {"provider": "istio", "service": {"port": 80}})]) == {"/spec/service"}
}

test_allow_canary_with_timeout_or_another_mesh if {
	_denied([testing.manifest("Canary", {"service": {"port": 80, "timeout": "10s"}})]) == set()
	_denied([testing.manifest("Canary", {"provider": "linkerd", "service": {"port": 80}})]) == set()
}

test_allow_routes_of_tcp_and_of_other_kinds if {
	_denied([testing.manifest("VirtualService", {"tcp": [{"route": _somewhere}]})]) == set()
	_denied([testing.manifest("Sidecar", {"http": [{"route": _somewhere}]})]) == set()
}

_somewhere := [{"destination": {"host": "api"}}]

_denied(manifests) := {finding.pointer |
	some finding in route_timeout.deny with input as manifests with data.istio.parameters as {}
}
