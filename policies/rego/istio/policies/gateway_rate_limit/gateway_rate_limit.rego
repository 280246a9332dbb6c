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

import data.istio.common

warn contains common.finding(rego.metadata.chain(), exposed.manifest, exposed.pointer, message) if {
	some exposed in _exposed
	not _limits_destinations(exposed)
	message := $"nothing limits the rate of requests that come in by {exposed.gateway}"
}

_exposed := [{"manifest": routing.manifest, "pointer": pointer, "gateway": gateway, "destinations": destinations} |
	some routing in _routings
	some i, reference in routing.spec.gateways
	gateway := common.gateway_key(reference, common.namespace_of(routing.manifest))
	_unlimited_gateways[gateway]
	_leads_into_mesh(routing.spec)
	destinations := _destinations(routing)
	pointer := $"{routing.field}/gateways/{i}"
]

# A gateway that the input does not have is somebody else's, and so are its limits.
_unlimited_gateways contains common.qualified_name(public.gateway) if {
	some public in common.public_servers
	not _limits_gateway(public.gateway)
}

_leads_into_mesh(spec) if {
	some host in spec.hosts
	not common.is_external(host)
}

_routings := array.concat(
	[{"manifest": manifest, "field": "/spec", "spec": manifest.spec} |
		some manifest in common.by_kind["networking.istio.io/VirtualService"]
		_is_forwarding(manifest.spec)
	],
	[{"manifest": canary, "field": "/spec/service", "spec": canary.spec.service} | some canary in common.istio_canaries],
)

_is_forwarding(spec) if {
	some http in spec.http
	count(http.route) > 0
}

_is_forwarding(spec) if {
	some http in spec.http
	http.delegate
}

_destinations(routing) := {to.destination.host | some to in routing.spec.http[_].route} if routing.field == "/spec"

_destinations(routing) := {common.canary_service(routing.manifest)} if routing.field != "/spec"

# Pods of a gateway may be in another namespace than the Gateway: there labels are enough.
_limits_gateway(gateway) if count(_selecting(gateway.spec.selector)) > 0

_limits_gateway(gateway) if _is_limited(common.namespace_of(gateway))

_limits_destinations(exposed) if {
	count(exposed.destinations) > 0
	every host in exposed.destinations {
		_limits_service(common.service_of(host, common.namespace_of(exposed.manifest)))
	}
}

_limits_service(service) if {
	some labels in _pod_labels(service)
	some namespace in _selecting(labels)
	namespace in {service.namespace, common.root_namespace}
}

_limits_service(service) if _is_limited(service.namespace)

# What a manifest of the service says, and what pods are labelled with by custom.
_pod_labels(service) := union({
	{{"app": service.name}, {"app.kubernetes.io/name": service.name}},
	object.get(_selectors, [[service.namespace, service.name]], set()),
})

_selectors[[common.namespace_of(service), service.metadata.name]] contains service.spec.selector if {
	some service in common.by_kind["/Service"]
}

# Namespaces of the limits that select pods with these labels.
_selecting(labels) := {namespace |
	some key, value in labels
	some selector, namespaces in _limited_namespaces_by_label[[key, value]]
	every name, wanted in selector {
		labels[name] == wanted
	}
	some namespace in namespaces
}

_limited_namespaces_by_label[[key, value]][selector] contains common.namespace_of(limit) if {
	some limit in common.rate_limits
	selector := limit.spec.workloadSelector.labels
	some key, value in selector
}

_is_limited(namespace) if {
	some limited in {namespace, common.root_namespace}
	limited in _limited_namespaces
}

_limited_namespaces contains common.namespace_of(limit) if {
	some limit in common.rate_limits
	count(object.get(limit.spec, ["workloadSelector", "labels"], {})) == 0
	not limit.spec.targetRefs
}
