package istio.policies.gateway_hosts_test

import data.istio.policies.gateway_hosts
import data.istio.testing

test_deny_wildcard[note] if {
	some note, case in {
		"all hosts": {"hosts": ["*"], "denied": {_first}},
		"all hosts of a namespace": {"hosts": ["shop/*"], "denied": {_first}},
		"all hosts of any namespace": {"hosts": ["*/*"], "denied": {_first}},
		"all hosts beside one": {"hosts": ["*", "shop.example.com"], "denied": {_first}},
		"no domain": {"hosts": ["*.example.com"], "denied": set()},
		"no host": {"hosts": ["shop/shop.example.com"], "denied": set()},
	}
	_denied([_gateway(case.hosts, {"mode": "SIMPLE"})], {}) == case.denied
}

test_deny_wildcard_of_every_public_server if {
	_denied([_gateway(["*"], {"mode": "PASSTHROUGH"})], {}) == {_first}
	_denied([testing.manifest("Gateway", {"servers": [{"hosts": ["*"]}]})], {}) == {_first}
}

test_allow_servers_that_are_not_public if {
	_denied([_gateway(["*"], {"mode": "ISTIO_MUTUAL"})], {}) == set()
	_denied([_gateway(["*"], {"mode": "AUTO_PASSTHROUGH"})], {}) == set()
	entry := testing.manifest("ServiceEntry", {"hosts": ["*.payments.example"]})
	_denied([_gateway(["api.payments.example"], {"mode": "PASSTHROUGH"}), entry], _only_example) == set()
}

test_deny_wildcard_once if {
	findings := gateway_hosts.deny with input as [_gateway(["*"], {"mode": "SIMPLE"})]
		with data.istio.parameters as _only_example
	count(findings) == 1
}

test_deny_host_outside_of_the_domains[note] if {
	some note, case in {
		"the domain": {"hosts": ["example.com"], "denied": set()},
		"a host in it": {"hosts": ["shop.example.com"], "denied": set()},
		"a host deep in it": {"hosts": ["eu.shop.example.com"], "denied": set()},
		"a wildcard in it": {"hosts": ["*.shop.example.com"], "denied": set()},
		"a wildcard of it": {"hosts": ["shop/*.example.com"], "denied": set()},
		"another domain of theirs": {"hosts": ["shop.example.org"], "denied": set()},
		"a name that ends alike": {"hosts": ["myexample.com"], "denied": {_first}},
		"a wildcard above it": {"hosts": ["*.com"], "denied": {_first}},
		"elsewhere": {"hosts": ["shop.example.net"], "denied": {_first}},
		"anywhere, for its other reason": {"hosts": ["*"], "denied": {_first}},
	}
	_denied([_gateway(case.hosts, {"mode": "SIMPLE"})], _only_example) == case.denied
}

_only_example := {"gatewayDomains": ["example.com", "example.org"]}

_first := "/spec/servers/0/hosts/0"

_gateway(hosts, tls) := testing.manifest("Gateway", {"servers": [{"hosts": hosts, "tls": tls}]})

_denied(manifests, parameters) := {finding.pointer |
	some finding in gateway_hosts.deny with input as manifests with data.istio.parameters as parameters
}
