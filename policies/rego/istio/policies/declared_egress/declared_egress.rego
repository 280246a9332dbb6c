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

import data.istio.lib

deny contains lib.finding(rego.metadata.chain(), config, "/data/mesh", message) if {
	some config in lib.mesh_configs
	lib.in_production(config)
	not _is_registry_only(config.data.mesh)
	message := "the mesh lets workloads call any address"
}

deny contains lib.finding(rego.metadata.chain(), sidecar, "/spec/outboundTrafficPolicy/mode", message) if {
	some sidecar in lib.by_kind["networking.istio.io/Sidecar"]
	lib.in_production(sidecar)
	sidecar.spec.outboundTrafficPolicy.mode == "ALLOW_ANY"
	message := "ALLOW_ANY lets its workloads call any address, whatever the mesh says"
}

deny contains lib.finding(rego.metadata.chain(), entry, $"/spec/addresses/{i}", message) if {
	some entry in lib.by_kind["networking.istio.io/ServiceEntry"]
	lib.in_production(entry)
	some i, address in entry.spec.addresses
	endswith(address, "/0")
	message := $"{address} declares every address there is"
}

deny contains lib.finding(rego.metadata.chain(), route.manifest, $"{route.pointer}/host", message) if {
	some route in _destinations
	lib.in_production(route.manifest)
	not _is_declared(route.host)
	message := $"nothing declares {route.host}"
}

# Text, because its YAML cannot be parsed everywhere policies run: the field has this one field.
_is_registry_only(mesh) if {
	regex.match(`(?m)^[\s{"']*outboundTrafficPolicy["']?:[\s{]*["']?mode["']?:\s*["']?REGISTRY_ONLY\b`, mesh)
}

_destinations contains {"manifest": manifest, "pointer": pointer, "host": to.destination.host} if {
	some manifest in lib.by_kind["networking.istio.io/VirtualService"]
	some protocol in ["http", "tcp", "tls"]
	some i, route in manifest.spec[protocol]
	some j, to in route.route
	pointer := $"/spec/{protocol}/{i}/route/{j}/destination"
}

_destinations contains {"manifest": manifest, "pointer": $"/spec/http/{i}/mirror", "host": route.mirror.host} if {
	some manifest in lib.by_kind["networking.istio.io/VirtualService"]
	some i, route in manifest.spec.http
}

_destinations contains {"manifest": manifest, "pointer": pointer, "host": mirror.destination.host} if {
	some manifest in lib.by_kind["networking.istio.io/VirtualService"]
	some i, route in manifest.spec.http
	some j, mirror in route.mirrors
	pointer := $"/spec/http/{i}/mirrors/{j}/destination"
}

_is_declared(host) if lib.service_of(host, "")

_is_declared(host) if lib.declared_hosts[lib.covering(host)[_]]
