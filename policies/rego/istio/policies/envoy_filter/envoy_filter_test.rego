package istio.policies.envoy_filter_test

import data.istio.policies.envoy_filter
import data.istio.testing

test_allow_rate_limits_with_what_belongs_to_them if {
	_denied([_filter([_adding(_local)])], {}) == set()
	route := {"applyTo": "VIRTUAL_HOST", "patch": {"operation": "MERGE", "value": {"rate_limits": []}}}
	_denied([_filter([_adding(_global), route])], {}) == set()
}

test_deny_other_extensions[note] if {
	some note, value in {
		"directly": {"typed_config": {"@type": _lua}},
		"deep inside": {"typed_per_filter_config": {"name": [{"@type": _lua}]}},
		"in a typed struct": {"typed_config": {
			"@type": "type.googleapis.com/udpa.type.v1.TypedStruct",
			"type_url": _lua,
		}},
	}
	patches := [_adding(_local), {"applyTo": "HTTP_FILTER", "patch": {"operation": "INSERT_BEFORE", "value": value}}]
	_denied([_filter(patches)], {}) == {"/spec/configPatches/1/patch/value"}
}

test_allow_extensions_of_the_parameter if {
	lua := {"envoyFilterTypes": ["envoy.extensions.filters.http.lua.v3.Lua"]}
	_denied([_filter([_adding(_lua)])], lua) == set()
	_denied([_filter([_adding(_local)])], lua) == {"/spec/configPatches/0/patch/value"}
}

test_deny_taking_away if {
	every operation in ["REMOVE", "REPLACE"] {
		_denied([_filter([_adding(_local), {"applyTo": "HTTP_FILTER", "patch": {"operation": operation}}])], {}) == {
			"/spec/configPatches/1/patch/operation",
		}
	}
}

test_deny_patches_of_no_extension if {
	patch := {"applyTo": "CLUSTER", "patch": {"operation": "MERGE", "value": {"connect_timeout": "1s"}}}
	_denied([_filter([patch])], {}) == {"/spec/configPatches"}
}

_local := "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit"

_global := "type.googleapis.com/envoy.extensions.filters.http.ratelimit.v3.RateLimit"

_lua := "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua"

_adding(type) := {
	"applyTo": "HTTP_FILTER",
	"patch": {"operation": "INSERT_FIRST", "value": {"typed_config": {"@type": type}}},
}

_filter(patches) := testing.manifest("EnvoyFilter", {"configPatches": patches})

_denied(manifests, parameters) := {finding.pointer |
	some finding in envoy_filter.deny with input as manifests with data.istio.parameters as parameters
}
