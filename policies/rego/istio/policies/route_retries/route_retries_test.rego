package istio.policies.route_retries_test

import data.istio.policies.route_retries
import data.istio.testing

test_deny[note] if {
	some note, case in {
		"a route without retries": {"routes": [{"route": _somewhere}], "denied": {"/spec/http/0"}},
		"the one route of several that has no retries": {
			"routes": [{"route": _somewhere, "retries": {"attempts": 2}}, {"route": _somewhere}],
			"denied": {"/spec/http/1"},
		},
		"retries without attempts": {
			"routes": [{"route": _somewhere, "retries": {"retryOn": "connect-failure"}}],
			"denied": {"/spec/http/0/retries"},
		},
		"retries without anything": {
			"routes": [{"route": _somewhere, "retries": {}}],
			"denied": {"/spec/http/0/retries"},
		},
		"no retries that are turned off": {"routes": [{"route": _somewhere, "retries": {"attempts": 0}}], "denied": set()},
		"no redirect": {"routes": [{"redirect": {"uri": "/"}}], "denied": set()},
	}
	_denied([testing.manifest("VirtualService", {"http": case.routes})]) == case.denied
}

test_deny_canary_of_flagger if {
	_denied([testing.manifest("Canary", {"service": {"port": 80}})]) == {"/spec/service"}
	_denied([testing.manifest("Canary", {"service": {"port": 80, "retries": {"attempts": 2}}})]) == set()
}

_somewhere := [{"destination": {"host": "api"}}]

_denied(manifests) := {finding.pointer |
	some finding in route_retries.deny with input as manifests with data.istio.parameters as {}
}
