package istio.common

# What a team sets stands in one data document, `data.istio.parameters`; what it does not set has these defaults.

# METADATA
# title: Values of the label `environment` that count as production
# scope: document
default production_environments := ["production"]

production_environments := data.istio.parameters.productionEnvironments

# METADATA
# title: Oldest TLS version that a public gateway may speak
# description: As Istio writes it; `TLSV1_2` is what gateways speak by default.
# scope: document
default minimum_tls_version := "TLSV1_2"

minimum_tls_version := data.istio.parameters.minimumTlsVersion

# METADATA
# title: Domains that public gateways serve
# description: Each with all that is below it; none means any.
# scope: document
default gateway_domains := []

gateway_domains := data.istio.parameters.gatewayDomains

# METADATA
# title: Envoy extensions that an EnvoyFilter may configure
# description: Names of their types. Rate limits are what Istio has no API for.
# scope: document
default envoy_filter_types := [
	"envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
	"envoy.extensions.filters.http.ratelimit.v3.RateLimit",
]

envoy_filter_types := data.istio.parameters.envoyFilterTypes

# METADATA
# title: Manifests that a policy leaves alone
# description: >-
#   Each has `policy`, `kind`, `namespace` (not for cluster-scoped kinds), `name`, and the `reason`, without which it
#   does not count.
# scope: document
default exemptions := []

exemptions := data.istio.parameters.exemptions
