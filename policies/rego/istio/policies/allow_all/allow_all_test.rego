package istio.policies.allow_all_test

import data.istio.policies.allow_all
import data.istio.testing

test_deny_rule_that_admits_everybody[note] if {
	some note, rule in {
		"an empty rule": {},
		"empty lists": {"from": [], "to": [], "when": []},
		"an empty source": {"from": [{}]},
		"an empty source by name": {"from": [{"source": {}}]},
		"an empty operation": {"to": [{"operation": {}}]},
		"a source without values": {"from": [{"source": {"principals": []}}]},
		"a source that admits all beside one that does not": {"from": [{"source": {"namespaces": ["shop"]}}, {}]},
		"all paths": {"to": [{"operation": {"paths": ["*"]}}]},
		"all paths by a prefix": {"to": [{"operation": {"paths": ["/health", "/*"]}}]},
		"all paths by a template": {"to": [{"operation": {"paths": ["/{**}"]}}]},
		"all methods of all hosts": {"to": [{"operation": {"methods": ["*"], "hosts": ["*"]}}]},
		"all addresses": {"from": [{"source": {"ipBlocks": ["0.0.0.0/0"]}}]},
		"all addresses, written as one with its network": {"from": [{"source": {"ipBlocks": ["10.1.2.3/0"]}}]},
		"all addresses of clients": {"from": [{"source": {"remoteIpBlocks": ["10.0.0.0/8", "::/0"]}}]},
	}
	_denied([testing.manifest("AuthorizationPolicy", {"rules": [rule]})]) == {"/spec/rules/0"}
}

test_allow_rule_with_a_condition[note] if {
	some note, rule in {
		"one source": {"from": [{"source": {"principals": ["cluster.local/ns/shop/sa/web"]}}]},
		"every identity of the mesh": {"from": [{"source": {"principals": ["*"]}}]},
		"all but one namespace": {"from": [{"source": {"notNamespaces": ["shop"]}}]},
		"one path": {"to": [{"operation": {"paths": ["/health"]}}]},
		"one method on all paths": {"to": [{"operation": {"methods": ["GET"], "paths": ["*"]}}]},
		"some addresses": {"from": [{"source": {"ipBlocks": ["10.0.0.0/8", "10.0.0.0/10"]}}]},
		"all paths below one": {"to": [{"operation": {"paths": ["/api/{**}"]}}]},
		"a header": {"when": [{"key": "request.headers[x-team]", "values": ["*"]}]},
		"one source, whatever is called": {"from": [{"source": {"namespaces": ["shop"]}}], "to": [{}]},
		"one path, whoever calls": {"from": [{}], "to": [{"operation": {"paths": ["/health"]}}]},
	}
	_denied([testing.manifest("AuthorizationPolicy", {"rules": [rule]})]) == set()
}

test_deny_one_rule_among_others if {
	rules := [{"to": [{"operation": {"paths": ["/health"]}}]}, {}]
	_denied([testing.manifest("AuthorizationPolicy", {"rules": rules})]) == {"/spec/rules/1"}
}

test_allow_all_is_about_allow_only if {
	_denied([testing.manifest("AuthorizationPolicy", {"action": "ALLOW", "rules": [{}]})]) == {"/spec/rules/0"}
	every action in ["DENY", "AUDIT", "CUSTOM"] {
		_denied([testing.manifest("AuthorizationPolicy", {"action": action, "rules": [{}]})]) == set()
	}
}

test_allow_policy_without_rules_which_denies_all if {
	_denied([testing.manifest("AuthorizationPolicy", {})]) == set()
}

_denied(manifests) := {finding.pointer |
	some finding in allow_all.deny with input as manifests with data.istio.parameters as {}
}
