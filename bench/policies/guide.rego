# The six policies of the guide that this project follows, of one object each, so that routes are judged one by one.
package guide

deny contains msg if {
	input.kind == "VirtualService"
	some http in input.spec.http
	count(http.route) > 0
	not http.timeout
	msg := sprintf("VirtualService '%s' must have timeout configured", [input.metadata.name])
}

deny contains msg if {
	input.kind == "VirtualService"
	some http in input.spec.http
	count(http.route) > 0
	not http.retries
	msg := sprintf("VirtualService '%s' should have retry policy configured", [input.metadata.name])
}

deny contains msg if {
	input.kind == "DestinationRule"
	input.metadata.labels.environment == "production"
	not input.spec.trafficPolicy.tls
	msg := sprintf("DestinationRule '%s' in production must have TLS configured", [input.metadata.name])
}

deny contains msg if {
	input.kind == "AuthorizationPolicy"
	some rule in input.spec.rules
	not rule.from
	not rule.to
	not rule.when
	msg := sprintf("AuthorizationPolicy '%s' has an allow-all rule which is not permitted", [input.metadata.name])
}

deny contains msg if {
	input.kind == "DestinationRule"
	contains(input.spec.host, ".external.")
	not input.spec.trafficPolicy.outlierDetection
	msg := sprintf("DestinationRule '%s' for external service must have outlier detection configured", [input.metadata.name])
}

warn contains msg if {
	input.kind == "VirtualService"
	some gateway in input.spec.gateways
	gateway != "mesh"
	some http in input.spec.http
	not http.headers.request.add["x-envoy-ratelimited"]
	msg := sprintf("VirtualService '%s' exposed via gateway should consider rate limiting", [input.metadata.name])
}
