package istio.policies.plaintext_secret_test

import data.istio.policies.plaintext_secret

test_deny[note] if {
	some note, case in {
		"data": {"secret": {"data": {"key": "c2VjcmV0"}}, "denied": {"/data"}},
		"data as text": {"secret": {"stringData": {"key": "secret"}}, "denied": {"/stringData"}},
		"no data": {"secret": {"data": {}, "stringData": {}}, "denied": set()},
		"nothing that somebody else fills": {"secret": {"type": "kubernetes.io/service-account-token"}, "denied": set()},
	}
	_denied([_manifest("v1", "Secret", case.secret)]) == case.denied
}

test_allow_other_kinds if {
	values := {"data": {"key": "c2VjcmV0"}}
	_denied([_manifest("v1", "ConfigMap", values)]) == set()
	_denied([_manifest("secrets.example.com/v1", "Secret", values)]) == set()
	_denied([_manifest("bitnami.com/v1alpha1", "SealedSecret", {"spec": {"encryptedData": {"key": "AgB"}}})]) == set()
}

_manifest(api_version, kind, fields) := object.union(
	{"apiVersion": api_version, "kind": kind, "metadata": {"name": "tls", "namespace": "default"}},
	fields,
)

_denied(manifests) := {finding.pointer |
	some finding in plaintext_secret.deny with input as manifests with data.istio.parameters as {}
}
