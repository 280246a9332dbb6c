# METADATA
# title: EnvoyFilters do only what Istio has no API for
# description: >-
#   An EnvoyFilter patches what istiod generates: it can take out authorization or mutual TLS, and an upgrade of Istio
#   may change what it hits. The parameter `envoyFilterTypes` says what may be configured by one.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/networking/envoy-filter/
# custom:
#   severity: error
#   fix: use the API that Istio has for it, or have the extension allowed by envoyFilterTypes
package istio.policies.envoy_filter

import data.istio.lib

deny contains lib.finding(rego.metadata.chain(), envoy_filter, $"/spec/configPatches/{i}/patch/value", message) if {
	some envoy_filter in _envoy_filters
	some i, patch in envoy_filter.spec.configPatches
	some name in lib.configured_types(patch.patch.value)
	not name in lib.envoy_filter_types
	message := $"{name} is none of the extensions that an EnvoyFilter may configure"
}

deny contains lib.finding(rego.metadata.chain(), envoy_filter, $"/spec/configPatches/{i}/patch/operation", message) if {
	some envoy_filter in _envoy_filters
	some i, patch in envoy_filter.spec.configPatches
	patch.patch.operation in {"REMOVE", "REPLACE"}
	message := $"{patch.patch.operation} takes away what istiod set up"
}

# A patch may belong to an extension that another patch of the same EnvoyFilter puts in.
deny contains lib.finding(rego.metadata.chain(), envoy_filter, "/spec/configPatches", message) if {
	some envoy_filter in _envoy_filters
	count(lib.configured_types(envoy_filter.spec.configPatches)) == 0
	message := "it patches what istiod generates, and configures no extension"
}

_envoy_filters := lib.by_kind["networking.istio.io/EnvoyFilter"]
