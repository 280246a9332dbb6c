package istio.policies.destination_tls_test

import data.istio.policies.destination_tls
import data.istio.testing

test_allow_settings_that_are_safe[note] if {
	some note, tls in {
		"mutual TLS of the mesh": {"mode": "ISTIO_MUTUAL"},
		"mutual TLS of the mesh, whose names it knows": {"mode": "ISTIO_MUTUAL", "sni": "shop"},
		"TLS whose names Envoy verifies": {"mode": "SIMPLE"},
		"TLS with the names to verify": {"mode": "SIMPLE", "sni": "shop", "subjectAltNames": ["shop"]},
		"verification that is not skipped": {"mode": "SIMPLE", "insecureSkipVerify": false},
		"an empty name": {"mode": "MUTUAL", "sni": ""},
	}
	_denied([_rule({"tls": tls})]) == set()
}

test_allow_rule_without_tls if {
	_denied([testing.manifest("DestinationRule", {"host": "shop"}), _rule({"outlierDetection": {}})]) == set()
}

test_deny_settings_that_are_not[note] if {
	some note, case in {
		"plain text": {"tls": {"mode": "DISABLE"}, "denied": {"/spec/trafficPolicy/tls/mode"}},
		"TLS that verifies nothing": {
			"tls": {"mode": "SIMPLE", "sni": "shop", "insecureSkipVerify": true},
			"denied": {"/spec/trafficPolicy/tls/insecureSkipVerify"},
		},
		"TLS that verifies no name": {
			"tls": {"mode": "MUTUAL", "sni": "shop", "subjectAltNames": []},
			"denied": {"/spec/trafficPolicy/tls/sni"},
		},
	}
	_denied([_rule({"tls": case.tls})]) == case.denied
}

test_deny_in_every_place_that_has_settings if {
	rule := testing.manifest("DestinationRule", {
		"host": "shop",
		"trafficPolicy": {"portLevelSettings": [{"port": {"number": 80}}, {"tls": {"mode": "DISABLE"}}]},
		"subsets": [{"name": "v1"}, {
			"name": "v2",
			"trafficPolicy": {"tls": {"mode": "DISABLE"}, "portLevelSettings": [{"tls": {"mode": "DISABLE"}}]},
		}],
	})
	_denied([rule]) == {
		"/spec/trafficPolicy/portLevelSettings/1/tls/mode",
		"/spec/subsets/1/trafficPolicy/tls/mode",
		"/spec/subsets/1/trafficPolicy/portLevelSettings/0/tls/mode",
	}
}

test_deny_canary_of_flagger if {
	service := {"name": "shop", "trafficPolicy": {"tls": {"mode": "DISABLE"}}}
	canary := testing.manifest("Canary", {"service": service, "targetRef": {"name": "shop-v2"}})
	_denied([canary]) == {"/spec/service/trafficPolicy/tls/mode"}
	_denied([testing.in_environment(canary, "staging")]) == set()
}

test_allow_other_environments if {
	_denied([testing.in_environment(_plain, "staging")]) == set()
	live := {"productionEnvironments": ["live"]}
	{finding.pointer |
		some finding in destination_tls.deny with input as [testing.in_environment(_plain, "live")]
			with data.istio.parameters as live
	} == {"/spec/trafficPolicy/tls/mode"}
}

test_allow_plain_text_for_those_that_take_nothing_else if {
	_denied([_plain, _authentication("default", "DISABLE")]) == set()
	_denied([_plain, _authentication("istio-system", "DISABLE")]) == set()
	_denied([_plain, _authentication("other", "DISABLE")]) == {"/spec/trafficPolicy/tls/mode"}
	overridden := [_authentication("istio-system", "DISABLE"), _authentication("default", "STRICT")]
	_denied(array.concat([_plain], overridden)) == {"/spec/trafficPolicy/tls/mode"}
	inherited := [_authentication("istio-system", "DISABLE"), _authentication("default", "UNSET")]
	_denied(array.concat([_plain], inherited)) == set()
}

test_mode_of_some_pods_is_not_that_of_the_namespace if {
	some_pods := {"spec": {"selector": {"matchLabels": {"app": "shop"}}}}
	_denied([_plain, object.union(_authentication("default", "DISABLE"), some_pods)]) == {"/spec/trafficPolicy/tls/mode"}
}

test_message_says_what_becomes_of_plain_text if {
	refused := "requests for shop leave as plain text, which its workloads refuse"
	_messages([_plain, _authentication("default", "STRICT")]) == {refused}
	taken := "requests for shop leave as plain text, although its workloads take mutual TLS"
	_messages([_plain]) == {taken}
	_messages([_plain, _authentication("default", "PERMISSIVE")]) == {taken}
}

test_namespace_is_that_of_the_host if {
	rule := testing.manifest("DestinationRule", {
		"host": "shop.other.svc.cluster.local",
		"trafficPolicy": {"tls": {"mode": "DISABLE"}},
	})
	_denied([rule, _authentication("other", "DISABLE")]) == set()
	_denied([rule, _authentication("default", "DISABLE")]) == {"/spec/trafficPolicy/tls/mode"}
}

test_namespace_of_other_hosts_is_that_of_the_rule if {
	rule := testing.manifest("DestinationRule", {"host": "shop.mesh", "trafficPolicy": {"tls": {"mode": "DISABLE"}}})
	_denied([rule]) == {"/spec/trafficPolicy/tls/mode"}
	_denied([rule, _authentication("default", "DISABLE")]) == set()
}

test_plain_text_out_of_the_mesh[note] if {
	some note, case in {
		"plain HTTP": {"protocols": ["HTTPS", "HTTP"], "denied": {"/spec/trafficPolicy/tls/mode"}},
		"TLS of the application itself": {"protocols": ["HTTPS", "tls"], "denied": set()},
	}
	ports := [{"number": 443, "protocol": protocol} | some protocol in case.protocols]
	entry := testing.manifest("ServiceEntry", {"hosts": ["shop"], "ports": ports})
	_denied([_plain, entry]) == case.denied
	_denied([_rule({"tls": {"mode": "SIMPLE"}}), entry]) == set()
}

test_names_may_stand_in_the_service_entry if {
	rule := _rule({"tls": {"mode": "SIMPLE", "sni": "shop"}})
	named := testing.manifest("ServiceEntry", {"hosts": ["shop"], "subjectAltNames": ["shop"]})
	_denied([rule, testing.manifest("ServiceEntry", {"hosts": ["shop"]})]) == {"/spec/trafficPolicy/tls/sni"}
	_denied([rule, named]) == set()
}

_rule(policy) := testing.manifest("DestinationRule", {"host": "shop", "trafficPolicy": policy})

_plain := _rule({"tls": {"mode": "DISABLE"}})

_authentication(namespace, mode) := testing.in_namespace(
	testing.manifest("PeerAuthentication", {"mtls": {"mode": mode}}),
	namespace,
)

_denied(manifests) := {finding.pointer |
	some finding in destination_tls.deny with input as manifests with data.istio.parameters as {}
}

_messages(manifests) := {finding.message |
	some finding in destination_tls.deny with input as manifests with data.istio.parameters as {}
}
