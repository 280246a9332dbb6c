# METADATA
# title: What is exposed to the public has a rate limit
# description: >-
#   A client in a loop, or one that means harm, gets as much of a service as it can send requests for. The limit is an
#   EnvoyFilter that selects the pods of the gateway, or those of the service.
# related_resources:
#   - ref: https://istio.io/latest/docs/tasks/policy-enforcement/rate-limit/
# custom:
#   severity: warning
#   fix: add a local or a global rate limit for the pods of the gateway or of the service
package istio.policies.gateway_rate_limit

import data.istio.lib

warn contains lib.finding(rego.metadata.chain(), exposed.manifest, exposed.pointer, message) if {
	some exposed in _exposed
	not _limits_gateway(exposed.gateway)
	not _limits_destinations(exposed)
	message := $"nothing limits the rate of requests that come in by {lib.qualified_name(exposed.gateway)}"
}

# A gateway that the input does not have is somebody else's, and so are its limits.
_exposed contains {"manifest": manifest, "pointer": pointer, "gateway": gateway, "destinations": destinations} if {
	some {"manifest": manifest, "field": field, "spec": spec, "destinations": destinations} in _routings
	some i, reference in spec.gateways
	some gateway in lib.gateways[lib.gateway_key(reference, lib.namespace_of(manifest))]
	gateway in _public_gateways
	some host in spec.hosts
	not lib.is_external(host)
	pointer := $"{field}/gateways/{i}"
}

_public_gateways contains public.gateway if some public in lib.public_servers

_routings contains {"manifest": manifest, "field": "/spec", "spec": manifest.spec, "destinations": destinations} if {
	some manifest in lib.by_kind["networking.istio.io/VirtualService"]
	some http in manifest.spec.http
	_is_forwarding(http)
	destinations := {to.destination.host | some to in manifest.spec.http[_].route}
}

_routings contains {"manifest": canary, "field": "/spec/service", "spec": service, "destinations": destinations} if {
	some canary in lib.istio_canaries
	service := canary.spec.service
	destinations := {lib.canary_service(canary)}
}

_is_forwarding(http) if count(http.route) > 0

_is_forwarding(http) if http.delegate

# Pods of a gateway may be in another namespace than the Gateway: there labels are enough.
_limits_gateway(gateway) if count(_selecting(gateway.spec.selector)) > 0

_limits_gateway(gateway) if _is_limited(lib.namespace_of(gateway))

_limits_destinations(exposed) if {
	count(exposed.destinations) > 0
	every host in exposed.destinations {
		_limits_service(lib.service_of(host, lib.namespace_of(exposed.manifest)))
	}
}

_limits_service(service) if {
	some labels in _pod_labels(service)
	some limit in _selecting(labels)
	lib.namespace_of(limit) in {service.namespace, lib.root_namespace}
}

_limits_service(service) if _is_limited(service.namespace)

# What a manifest of the service says, and what pods are labelled with by custom.
_pod_labels(service) := union({
	{{"app": service.name}, {"app.kubernetes.io/name": service.name}},
	object.get(_selectors, [[service.namespace, service.name]], set()),
})

_selectors[[lib.namespace_of(service), service.metadata.name]] contains service.spec.selector if {
	some service in lib.by_kind["/Service"]
}

_selecting(labels) := {limit |
	some key, value in labels
	some limit in _limits_by_label[[key, value]]
	every name, wanted in limit.spec.workloadSelector.labels {
		labels[name] == wanted
	}
}

_limits_by_label[[key, value]] contains limit if {
	some limit in lib.rate_limits
	some key, value in limit.spec.workloadSelector.labels
}

_is_limited(namespace) if {
	some limited in {namespace, lib.root_namespace}
	limited in _limited_namespaces
}

_limited_namespaces contains lib.namespace_of(limit) if {
	some limit in lib.rate_limits
	count(object.get(limit.spec, ["workloadSelector", "labels"], {})) == 0
	not limit.spec.targetRefs
}
