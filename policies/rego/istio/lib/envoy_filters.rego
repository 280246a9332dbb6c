package istio.lib

# METADATA
# title: Names of the types that a value configures Envoy with
# description: Also of those that a TypedStruct stands for.
# scope: document
configured_types(value) := {name |
	walk(value, [_, node])
	is_object(node)
	type_url := object.get(node, "type_url", node["@type"])
	name := trim_prefix(type_url, "type.googleapis.com/")
}

# METADATA
# title: EnvoyFilters that limit the rate of requests
# scope: document
rate_limits := [envoy_filter |
	some envoy_filter in by_kind["networking.istio.io/EnvoyFilter"]
	_limits_rates(envoy_filter)
]

_limits_rates(envoy_filter) if {
	some patch in envoy_filter.spec.configPatches
	some name in configured_types(patch.patch.value)
	name in {
		"envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
		"envoy.extensions.filters.http.ratelimit.v3.RateLimit",
	}
}
