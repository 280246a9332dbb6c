# METADATA
# title: Production calls declared services only
# description: >-
#   What no ServiceEntry declares cannot be limited, watched or audited, and is how data leaves unseen. The mesh
#   refuses it where outboundTrafficPolicy is REGISTRY_ONLY, unless something undoes that again.
# related_resources:
#   - ref: https://istio.io/latest/docs/tasks/traffic-management/egress/egress-control/
# custom:
#   severity: error
#   fix: use REGISTRY_ONLY, and declare each service outside of the mesh by a ServiceEntry with its hosts
package istio.policies.declared_egress

import data.istio.common

deny contains common.finding(rego.metadata.chain(), config, "/data/mesh", message) if {
	some config in common.mesh_configs
	common.in_production(config)
	not _is_registry_only(config.data.mesh)
	message := "the mesh lets workloads call any address"
}

deny contains common.finding(rego.metadata.chain(), sidecar, "/spec/outboundTrafficPolicy/mode", message) if {
	some sidecar in common.by_kind["networking.istio.io/Sidecar"]
	common.in_production(sidecar)
	sidecar.spec.outboundTrafficPolicy.mode == "ALLOW_ANY"
	message := "ALLOW_ANY lets its workloads call any address, whatever the mesh says"
}

deny contains common.finding(rego.metadata.chain(), entry, $"/spec/addresses/{i}", message) if {
	some entry in common.by_kind["networking.istio.io/ServiceEntry"]
	common.in_production(entry)
	some i, address in entry.spec.addresses
	endswith(address, "/0")
	message := $"{address} declares every address there is"
}

deny contains common.finding(rego.metadata.chain(), manifest, pointer, message) if {
	some manifest in _virtual_services
	some protocol in ["http", "tcp", "tls"]
	some i, route in manifest.spec[protocol]
	some j, to in route.route
	host := to.destination.host
	_undeclared_hosts[host]
	pointer := $"/spec/{protocol}/{i}/route/{j}/destination/host"
	message := $"nothing declares {host}"
}

deny contains common.finding(rego.metadata.chain(), manifest, $"/spec/http/{i}/mirror/host", message) if {
	some manifest in _virtual_services
	some i, route in manifest.spec.http
	host := route.mirror.host
	_undeclared_hosts[host]
	message := $"nothing declares {host}"
}

deny contains common.finding(rego.metadata.chain(), manifest, pointer, message) if {
	some manifest in _virtual_services
	some i, route in manifest.spec.http
	some j, mirror in route.mirrors
	host := mirror.destination.host
	_undeclared_hosts[host]
	pointer := $"/spec/http/{i}/mirrors/{j}/destination/host"
	message := $"nothing declares {host}"
}

# Text, because its YAML cannot be parsed everywhere policies run: the field has this one field.
_is_registry_only(mesh) if {
	regex.match(`(?m)^[\s{"']*outboundTrafficPolicy["']?:[\s{]*["']?mode["']?:\s*["']?REGISTRY_ONLY\b`, mesh)
}

_virtual_services := [manifest |
	some manifest in common.by_kind["networking.istio.io/VirtualService"]
	common.in_production(manifest)
]

_undeclared_hosts contains host if {
	some host in _hosts
	not _is_declared(host)
}

_hosts contains _virtual_services[_].spec[_][_].route[_].destination.host

_hosts contains _virtual_services[_].spec.http[_].mirror.host

_hosts contains _virtual_services[_].spec.http[_].mirrors[_].destination.host

_is_declared(host) if common.service_of(host, "")

_is_declared(host) if common.declared_hosts[common.covering(host)[_]]
