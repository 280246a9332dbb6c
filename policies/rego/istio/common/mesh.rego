package istio.common

# METADATA
# title: ConfigMaps with the configuration of a mesh
# description: That of a revision is called `istio-<revision>`.
# scope: document
mesh_configs := [config |
	some config in by_kind["/ConfigMap"]
	namespace_of(config) == root_namespace
	is_string(config.data.mesh)
]

# METADATA
# title: Whether a PeerAuthentication holds for the whole mesh
# scope: document
is_mesh_wide(authentication) if {
	namespace_of(authentication) == root_namespace
	not authentication.spec.selector
}

# METADATA
# title: Mutual TLS modes that PeerAuthentications set for a namespace
# description: Its own, else that of the mesh; none is PERMISSIVE. Single workloads and ports have their own.
# scope: document
mtls_modes(namespace) := _modes[namespace]

mtls_modes(namespace) := object.get(_modes, root_namespace, set()) if not _modes[namespace]

_modes[namespace_of(authentication)] contains authentication.spec.mtls.mode if {
	some authentication in by_kind["security.istio.io/PeerAuthentication"]
	not authentication.spec.selector
	authentication.spec.mtls.mode != "UNSET"
}
