package istio.policies.image_digest_test

import data.istio.policies.image_digest
import data.istio.testing

test_deny[note] if {
	some note, case in {
		"a tag": {"wasm": {"url": "oci://ghcr.io/shop/filter:1.0.0"}, "denied": true},
		"nothing, which is latest": {"wasm": {"url": "ghcr.io/shop/filter"}, "denied": true},
		"a digest that is cut short": {"wasm": {"url": "oci://ghcr.io/shop/filter@sha256:abc"}, "denied": true},
		"an empty checksum": {"wasm": {"url": "https://shop.example.com/filter.wasm", "sha256": ""}, "denied": true},
		"no digest": {"wasm": {"url": $"oci://ghcr.io/shop/filter@sha256:{_digest}"}, "denied": false},
		"no checksum": {"wasm": {"url": "https://shop.example.com/filter.wasm", "sha256": _digest}, "denied": false},
		"no file of the proxy": {"wasm": {"url": "file:///opt/filters/filter.wasm"}, "denied": false},
	}
	expected := {pointer | some pointer in ["/spec/url"]; case.denied}
	_denied([testing.manifest("WasmPlugin", case.wasm)]) == expected
}

test_deny_traffic_extension if {
	tagged := testing.manifest("TrafficExtension", {"wasm": {"url": "oci://ghcr.io/shop/filter:1.0.0"}})
	_denied([tagged]) == {"/spec/wasm/url"}
	_denied([testing.manifest("TrafficExtension", {"lua": {"inlineCode": ""}})]) == set()
}

_digest := "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

_denied(manifests) := {finding.pointer |
	some finding in image_digest.deny with input as manifests with data.istio.parameters as {}
}
