package istio.policies.declared_egress_test

import data.istio.policies.declared_egress
import data.istio.testing

test_allow_mesh_that_knows_declared_services_only[note] if {
	some note, mesh in {
		"block style": "trustDomain: cluster.local\noutboundTrafficPolicy:\n  mode: REGISTRY_ONLY\n",
		"flow style": "outboundTrafficPolicy: {mode: REGISTRY_ONLY}",
		"JSON": `{"trustDomain": "cluster.local",
"outboundTrafficPolicy": {"mode": "REGISTRY_ONLY"}}`,
		"JSON on one line": `{"outboundTrafficPolicy":{"mode":"REGISTRY_ONLY"}}`,
	}
	_denied([testing.mesh_config(mesh)]) == set()
}

test_deny_mesh_that_lets_everything_out[note] if {
	some note, mesh in {
		"nothing said": "trustDomain: cluster.local\n",
		"any": "outboundTrafficPolicy:\n  mode: ALLOW_ANY\n",
		"any by name": "outboundTrafficPolicy:\n  mode: ALLOW_ANY_DYNAMIC_DNS\n",
		"no mode": "outboundTrafficPolicy: {}\n",
		"only a comment": "# outboundTrafficPolicy: {mode: REGISTRY_ONLY}\n",
		"something like it": "outboundTrafficPolicy:\n  mode: REGISTRY_ONLY_ALMOST\n",
		"nothing at all": "",
	}
	_denied([testing.mesh_config(mesh)]) == {"/data/mesh"}
}

test_mesh_is_a_config_map_of_istio if {
	config := testing.mesh_config("")
	_denied([testing.in_namespace(config, "shop")]) == set()
	_denied([testing.in_environment(config, "staging")]) == set()
	_denied([object.union(config, {"kind": "Secret"})]) == set()
}

test_sidecar if {
	open := testing.manifest("Sidecar", {"outboundTrafficPolicy": {"mode": "ALLOW_ANY"}})
	_denied([open]) == {"/spec/outboundTrafficPolicy/mode"}
	_denied([testing.in_environment(open, "staging")]) == set()
	_denied([testing.manifest("Sidecar", {"outboundTrafficPolicy": {"mode": "REGISTRY_ONLY"}})]) == set()
	_denied([testing.manifest("Sidecar", {"egress": [{"hosts": ["./*"]}]})]) == set()
}

test_service_entry_for_every_address if {
	everywhere := testing.manifest("ServiceEntry", {"hosts": ["all"], "addresses": ["10.0.0.0/8", "0.0.0.0/0"]})
	_denied([everywhere]) == {"/spec/addresses/1"}
	_denied([testing.in_environment(everywhere, "staging")]) == set()
	_denied([testing.manifest("ServiceEntry", {"hosts": ["all"], "addresses": ["::/0"]})]) == {"/spec/addresses/0"}
	_denied([testing.manifest("ServiceEntry", {"hosts": ["some"], "addresses": ["10.0.0.0/10"]})]) == set()
}

test_deny_undeclared_destination[note] if {
	some note, case in {
		"of HTTP": {"spec": {"http": [{"route": [_to("shop"), _away]}]}, "denied": {"/spec/http/0/route/1/destination/host"}},
		"of TCP": {"spec": {"tcp": [{"route": [_away]}]}, "denied": {"/spec/tcp/0/route/0/destination/host"}},
		"of TLS": {"spec": {"tls": [{"route": [_away]}]}, "denied": {"/spec/tls/0/route/0/destination/host"}},
		"of a mirror": {
			"spec": {"http": [{"route": [_to("shop")], "mirror": _away.destination}]},
			"denied": {"/spec/http/0/mirror/host"},
		},
		"of mirrors": {
			"spec": {"http": [{"route": [_to("shop")], "mirrors": [_to("shop"), _away]}]},
			"denied": {"/spec/http/0/mirrors/1/destination/host"},
		},
	}
	manifest := testing.manifest("VirtualService", case.spec)
	_denied([manifest]) == case.denied
	_denied([testing.in_environment(manifest, "staging")]) == set()
}

test_declared_is_what_the_cluster_or_a_service_entry_has[note] if {
	some note, case in {
		"a service of the namespace": {"host": "shop", "denied": 0},
		"a service": {"host": "shop.other.svc.cluster.local", "denied": 0},
		"a host": {"host": "api.payments.example", "denied": 0},
		"a host by a wildcard": {"host": "eu.api.orders.example", "denied": 0},
		"what the wildcard does not cover": {"host": "orders.example", "denied": 1},
		"a name that Istio does not complete": {"host": "shop.other", "denied": 1},
	}
	entries := [
		testing.manifest("ServiceEntry", {"hosts": ["api.payments.example"]}),
		testing.manifest("ServiceEntry", {"hosts": ["*.orders.example"], "location": "MESH_INTERNAL"}),
	]
	routes := testing.manifest("VirtualService", {"http": [{"route": [_to(case.host)]}]})
	count(_denied(array.concat(entries, [routes]))) == case.denied
}

_to(host) := {"destination": {"host": host}}

_away := _to("api.undeclared.example")

_denied(manifests) := {finding.pointer |
	some finding in declared_egress.deny with input as manifests with data.istio.parameters as {}
}
