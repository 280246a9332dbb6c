package istio.policies.gateway_tls_test

import data.istio.policies.gateway_tls
import data.istio.testing

test_deny_old_versions[note] if {
	some note, case in {
		"1.0": {"tls": {"mode": "SIMPLE", "minProtocolVersion": "TLSV1_0"}, "denied": {_version}},
		"1.1 with certificates of clients": {
			"tls": {"mode": "MUTUAL", "minProtocolVersion": "TLSV1_1"},
			"denied": {_version},
		},
		"1.1 with optional ones": {
			"tls": {"mode": "OPTIONAL_MUTUAL", "minProtocolVersion": "TLSV1_1"},
			"denied": {_version},
		},
		"not 1.2": {"tls": {"mode": "SIMPLE", "minProtocolVersion": "TLSV1_2"}, "denied": set()},
		"not 1.3": {"tls": {"mode": "SIMPLE", "minProtocolVersion": "TLSV1_3"}, "denied": set()},
		"not the default": {"tls": {"mode": "SIMPLE"}, "denied": set()},
		"not the default by name": {"tls": {"mode": "SIMPLE", "minProtocolVersion": "TLS_AUTO"}, "denied": set()},
		"not what the gateway does not end": {
			"tls": {"mode": "PASSTHROUGH", "minProtocolVersion": "TLSV1_0"},
			"denied": set(),
		},
	}
	_denied([_https(case.tls)], {}) == case.denied
}

test_deny_versions_older_than_the_parameter if {
	recent := {"minimumTlsVersion": "TLSV1_3"}
	_denied([_https({"mode": "SIMPLE", "minProtocolVersion": "TLSV1_3"})], recent) == set()
	_denied([_https({"mode": "SIMPLE", "minProtocolVersion": "TLSV1_2"})], recent) == {_version}
	_denied([_https({"mode": "SIMPLE"})], recent) == {_version}
}

test_deny_old_version_in_every_environment if {
	old := _https({"mode": "SIMPLE", "minProtocolVersion": "TLSV1_0"})
	_denied([testing.in_environment(old, "staging")], {}) == {_version}
}

test_allow_old_version_out_of_the_mesh if {
	old := _https({"mode": "SIMPLE", "minProtocolVersion": "TLSV1_0"})
	_denied([old, testing.manifest("ServiceEntry", {"hosts": ["shop.example.com"]})], {}) == set()
}

test_deny_plain_text_in_production if {
	every protocol in ["HTTP", "http", "HTTP2", "GRPC"] {
		_denied([_server({"port": {"number": 80, "protocol": protocol}})], {}) == {"/spec/servers/0"}
	}
	open := _server({"port": {"number": 80, "protocol": "HTTP"}})
	_denied([testing.in_environment(open, "staging")], {}) == set()
}

test_allow_redirect_and_other_protocols if {
	_denied([_server({"port": {"number": 80, "protocol": "HTTP"}, "tls": {"httpsRedirect": true}})], {}) == set()
	_denied([_server({"port": {"number": 9000, "protocol": "TCP"}})], {}) == set()
}

_version := "/spec/servers/0/tls/minProtocolVersion"

_https(tls) := _server({"port": {"number": 443, "protocol": "HTTPS"}, "tls": tls})

_server(server) := testing.manifest("Gateway", {"servers": [object.union({"hosts": ["shop.example.com"]}, server)]})

_denied(manifests, parameters) := {finding.pointer |
	some finding in gateway_tls.deny with input as manifests with data.istio.parameters as parameters
}
