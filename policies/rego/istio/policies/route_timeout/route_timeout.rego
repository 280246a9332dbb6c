# METADATA
# title: HTTP routes have a timeout
# description: >-
#   Without one a request waits as long as the slowest service it needs, and holds connections and memory of everything
#   before that: one hanging service takes its callers with it. Istio sets none by default, and `0s` means none.
# related_resources:
#   - ref: https://istio.io/latest/docs/concepts/traffic-management/#timeouts
# custom:
#   severity: error
#   fix: set timeout to the longest time that a caller should wait, such as 10s
package istio.policies.route_timeout

import data.istio.common

deny contains common.finding(rego.metadata.chain(), http.manifest, http.pointer, message) if {
	some http in common.http_routes
	not _has_timeout(http.route)
	message := "the route has no timeout, so that a service that hangs holds its callers"
}

# Zero of any unit turns the timeout off.
_has_timeout(route) if regex.match(`[1-9]`, route.timeout)
