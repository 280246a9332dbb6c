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

import data.istio.common

deny contains common.finding(rego.metadata.chain(), envoy_filter.manifest, pointer, message) if {
	some envoy_filter in common.envoy_filters
	some i, patch in envoy_filter.patches
	some name in patch.types
	not name in common.envoy_filter_types
	pointer := $"/spec/configPatches/{i}/patch/value"
	message := $"{name} is none of the extensions that an EnvoyFilter may configure"
}

deny contains common.finding(rego.metadata.chain(), envoy_filter.manifest, pointer, message) if {
	some envoy_filter in common.envoy_filters
	some i, patch in envoy_filter.patches
	patch.operation in {"REMOVE", "REPLACE"}
	pointer := $"/spec/configPatches/{i}/patch/operation"
	message := $"{patch.operation} takes away what istiod set up"
}

# A patch may belong to an extension that another patch of the same EnvoyFilter puts in.
deny contains common.finding(rego.metadata.chain(), envoy_filter.manifest, "/spec/configPatches", message) if {
	some envoy_filter in common.envoy_filters
	envoy_filter.manifest.spec.configPatches
	every patch in envoy_filter.patches {
		patch.types == set()
	}
	message := "it patches what istiod generates, and configures no extension"
}
