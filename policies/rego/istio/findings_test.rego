package istio_test

import data.istio
import data.istio.policies.plaintext_secret
import data.istio.policies.route_timeout

test_finding_says_which_policy_what_and_where if {
	some finding in istio.findings with input as [_secret] with data.istio.parameters as {}
	finding == {
		"msg": concat("", [
			"Secret shop/tls, /data: its values are readable for everybody who can read the repository; ",
			"refer to the Secret by name, and have an ExternalSecret or a SealedSecret make it",
		]),
		"policy": "plaintext_secret",
		"severity": "error",
		"resource": {"group": "", "version": "v1", "kind": "Secret", "namespace": "shop", "name": "tls"},
		"pointer": "/data",
		"message": "its values are readable for everybody who can read the repository",
		"fix": "refer to the Secret by name, and have an ExternalSecret or a SealedSecret make it",
	}
}

test_finding_of_a_group_and_of_no_namespace if {
	routes := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "shop"},
		"spec": {"http": [{"route": [{}]}]},
	}
	some finding in route_timeout.deny with input as [routes] with data.istio.parameters as {}
	startswith(finding.msg, "VirtualService shop, /spec/http/0: ")
	finding.resource == {
		"group": "networking.istio.io",
		"version": "v1",
		"kind": "VirtualService",
		"namespace": "",
		"name": "shop",
	}
}

test_finding_of_a_manifest_as_a_whole if {
	config := {
		"apiVersion": "v1",
		"kind": "ConfigMap",
		"metadata": {"name": "istio", "namespace": "istio-system", "labels": {"environment": "production"}},
		"data": {"mesh": "outboundTrafficPolicy:\n  mode: REGISTRY_ONLY\n"},
	}
	some finding in istio.findings with input as [config] with data.istio.parameters as {}
	finding.policy == "mutual_tls"
	startswith(finding.msg, "ConfigMap istio-system/istio: no PeerAuthentication")
}

test_findings_are_what_policies_deny_and_warn_of if {
	findings := istio.findings with input as []
		with data.istio.policies as {
			"one": {"deny": {{"msg": "denied"}}, "warn": {{"msg": "warned of"}}},
			"another": {"deny": {"as text"}, "violation": {{"msg": "as conftest has it"}}},
		}
	findings == {
		{"msg": "denied", "severity": "error"},
		{"msg": "as text", "severity": "error"},
		{"msg": "as conftest has it", "severity": "error"},
		{"msg": "warned of", "severity": "warning"},
	}
}

test_input_may_have_any_of_its_shapes[note] if {
	some note, shape in {
		"an array": [_secret],
		"an array among what is no manifest": [null, _secret, {"kind": "List"}, {"apiVersion": "v1"}, "text"],
		"an object with objects": {"objects": [_secret]},
		"one object": _secret,
		"one object with fields that wrap others": object.union(_secret, {"objects": [], "contents": {}}),
		"what conftest combines": [{"path": "a.yaml", "contents": null}, {"path": "b.yaml", "contents": _secret}],
	}
	found := plaintext_secret.deny with input as shape with data.istio.parameters as {}
	count(found) == 1
}

test_nothing_is_found_in_nothing[note] if {
	some note, nothing in {
		"an empty array": [],
		"an empty object": {},
		"null": null,
		"objects that are none": {"objects": 1},
	}
	found := istio.findings with input as nothing with data.istio.parameters as {}
	found == set()
}

test_exemption_names_policy_manifest_and_reason[note] if {
	some note, case in {
		"all of them": {"exemption": _exemption, "found": 0},
		"another policy": {"exemption": object.union(_exemption, {"policy": "route_timeout"}), "found": 1},
		"another kind": {"exemption": object.union(_exemption, {"kind": "ConfigMap"}), "found": 1},
		"another namespace": {"exemption": object.union(_exemption, {"namespace": "blog"}), "found": 1},
		"no namespace": {"exemption": object.remove(_exemption, ["namespace"]), "found": 1},
		"another name": {"exemption": object.union(_exemption, {"name": "other"}), "found": 1},
		"an empty reason": {"exemption": object.union(_exemption, {"reason": " "}), "found": 1},
		"no reason": {"exemption": object.remove(_exemption, ["reason"]), "found": 1},
	}
	found := istio.findings with input as [_secret] with data.istio.parameters as {"exemptions": [case.exemption]}
	count(found) == case.found
}

_secret := {
	"apiVersion": "v1",
	"kind": "Secret",
	"metadata": {"name": "tls", "namespace": "shop"},
	"data": {"key": "c2VjcmV0"},
}

_exemption := {
	"policy": "plaintext_secret",
	"kind": "Secret",
	"namespace": "shop",
	"name": "tls",
	"reason": "the public part of a test certificate",
}
