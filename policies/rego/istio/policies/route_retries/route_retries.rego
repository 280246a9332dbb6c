# METADATA
# title: HTTP routes say what is retried
# description: >-
#   Where a route does not say, Istio retries twice, also requests that may have been carried out; with several
#   services in a row the retries multiply. `attempts: 0` is an answer, too.
# related_resources:
#   - ref: https://istio.io/latest/docs/concepts/traffic-management/#retries
# custom:
#   severity: error
#   fix: set retries.attempts and retries.retryOn, or attempts to 0 for no retries
package istio.policies.route_retries

import data.istio.common

deny contains common.finding(rego.metadata.chain(), http.manifest, http.pointer, message) if {
	some http in common.http_routes
	not http.route.retries
	message := "the route leaves retries to Istio's defaults, which also repeat requests that may have been carried out"
}

deny contains common.finding(rego.metadata.chain(), http.manifest, $"{http.pointer}/retries", message) if {
	some http in common.http_routes
	http.route.retries
	not http.route.retries.attempts
	message := "retries without attempts are no retries"
}
