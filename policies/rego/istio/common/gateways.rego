package istio.common

# METADATA
# title: Qualified name of the gateway that a route refers to
# scope: document
gateway_key(reference, _) := reference if contains(reference, "/")

gateway_key(reference, namespace) := $"{namespace}/{reference}" if not contains(reference, "/")

# METADATA
# title: Servers of gateways that take requests from outside of the mesh
# description: >-
#   The others take mutual TLS of the mesh only, or are ways out of it: all of their hosts are outside of the mesh.
# scope: document
public_servers := [{"gateway": gateway, "pointer": $"/spec/servers/{i}", "server": server} |
	some gateway in by_kind["networking.istio.io/Gateway"]
	some i, server in gateway.spec.servers
	not object.get(server, ["tls", "mode"], "") in {"ISTIO_MUTUAL", "AUTO_PASSTHROUGH"}
	_leads_into_mesh(server)
]

_leads_into_mesh(server) if {
	some host in server.hosts
	not is_external(host_name(host))
}

# METADATA
# title: Host of a gateway's server, without the namespaces that may bind to it
# scope: document
host_name(host) := parts[count(parts) - 1] if parts := split(host, "/")
