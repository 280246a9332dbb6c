package istio.common

# METADATA
# title: EnvoyFilters, with the operation of each patch and the types that it configures Envoy with
# description: Also types that a TypedStruct stands for.
# scope: document
envoy_filters := [{"manifest": manifest, "patches": patches} |
	some manifest in by_kind["networking.istio.io/EnvoyFilter"]
	patches := [{"operation": operation, "types": types} |
		some patch in manifest.spec.configPatches
		operation := object.get(patch, ["patch", "operation"], "")
		types := _configured_types(object.get(patch, ["patch", "value"], {}))
	]
]

_configured_types(value) := {name |
	walk(value, [_, node])
	is_object(node)
	type_url := object.get(node, "type_url", node["@type"])
	name := trim_prefix(type_url, "type.googleapis.com/")
}

# METADATA
# title: EnvoyFilters that limit the rate of requests
# scope: document
rate_limits := [envoy_filter.manifest |
	some envoy_filter in envoy_filters
	_limits_rates(envoy_filter)
]

_limits_rates(envoy_filter) if {
	some patch in envoy_filter.patches
	some name in [
		"envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
		"envoy.extensions.filters.http.ratelimit.v3.RateLimit",
	]
	patch.types[name]
}
