package istio.policies.mutual_tls_test

import data.istio.policies.mutual_tls
import data.istio.testing

test_deny_modes_that_let_plain_text_in[note] if {
	some note, case in {
		"PERMISSIVE": {"spec": {"mtls": {"mode": "PERMISSIVE"}}, "denied": {"/spec/mtls/mode"}},
		"DISABLE": {"spec": {"mtls": {"mode": "DISABLE"}}, "denied": {"/spec/mtls/mode"}},
		"PERMISSIVE for some pods": {
			"spec": {"selector": {"matchLabels": {"app": "shop"}}, "mtls": {"mode": "PERMISSIVE"}},
			"denied": {"/spec/mtls/mode"},
		},
		"DISABLE for a port": {
			"spec": {"mtls": {"mode": "STRICT"}, "portLevelMtls": {"80": {"mode": "STRICT"}, "9090": {"mode": "DISABLE"}}},
			"denied": {"/spec/portLevelMtls/9090/mode"},
		},
		"STRICT": {"spec": {"mtls": {"mode": "STRICT"}}, "denied": set()},
		"UNSET, which inherits": {"spec": {"mtls": {"mode": "UNSET"}}, "denied": set()},
		"nothing, which inherits": {"spec": {}, "denied": set()},
	}
	_denied([testing.manifest("PeerAuthentication", case.spec)]) == case.denied
}

test_allow_exception_with_a_reason if {
	_denied([_explained("legacy clients")]) == set()
	_denied([_explained(" ")]) == {"/spec/mtls/mode"}
}

test_deny_reason_for_the_whole_mesh if {
	mesh_wide := testing.in_namespace(_explained("legacy clients"), "istio-system")
	_denied([mesh_wide]) == {"/spec/mtls/mode"}
	_denied([object.union(mesh_wide, {"spec": {"selector": {"matchLabels": {"app": "shop"}}}})]) == set()
}

test_deny_mesh_without_mode if {
	config := testing.mesh_config("trustDomain: cluster.local\n")
	strict := testing.manifest("PeerAuthentication", {"mtls": {"mode": "STRICT"}})
	_denied([config]) == {""}
	_denied([config, strict]) == {""}
	_denied([config, testing.in_namespace(strict, "istio-system")]) == set()
	_denied([testing.in_environment(config, "staging")]) == set()
	_denied([object.remove(config, ["data"])]) == set()
}

test_allow_other_environments if {
	lax := testing.manifest("PeerAuthentication", {"mtls": {"mode": "PERMISSIVE"}})
	_denied([testing.in_environment(lax, "staging")]) == set()
}

_explained(reason) := object.union(
	testing.manifest("PeerAuthentication", {"mtls": {"mode": "PERMISSIVE"}}),
	{"metadata": {"annotations": {"istio-gitops.dev/exception-reason": reason}}},
)

_denied(manifests) := {finding.pointer |
	some finding in mutual_tls.deny with input as manifests with data.istio.parameters as {}
}
