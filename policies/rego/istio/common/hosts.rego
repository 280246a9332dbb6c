package istio.common

# METADATA
# title: A host and the wildcards that cover it
# description: For `api.example.com` these are itself, `*.example.com` and `*.com`.
# scope: document
covering(host) := array.concat([host], [wildcard |
	labels := split(host, ".")
	some i, _ in labels
	i > 0
	wildcard := concat(".", array.concat(["*"], array.slice(labels, i, count(labels))))
])

# METADATA
# title: Hosts that ServiceEntries declare
# scope: document
declared_hosts contains host if {
	some entry in by_kind["networking.istio.io/ServiceEntry"]
	some host in entry.spec.hosts
}

# METADATA
# title: ServiceEntries of services outside of the mesh
# description: Outside is where an entry that does not say is.
# scope: document
external_services := [entry |
	some entry in by_kind["networking.istio.io/ServiceEntry"]
	object.get(entry.spec, "location", "MESH_EXTERNAL") == "MESH_EXTERNAL"
]

# METADATA
# title: ServiceEntries that declare a host to be outside of the mesh
# scope: document
external_entries(host) := [entry | some entry in _external_entries[covering(host)[_]]]

_external_entries[host][i] := entry if {
	some i, entry in external_services
	some host in entry.spec.hosts
}

# METADATA
# title: Whether a ServiceEntry declares a host to be outside of the mesh
# scope: document
is_external(host) if count(external_entries(host)) > 0

# METADATA
# title: Namespace and name of the Kubernetes service that a host means
# description: Undefined for other hosts. A name without dots is one in the namespace of the manifest that has it.
# scope: document
service_of(host, _) := {"name": labels[0], "namespace": labels[1]} if {
	labels := split(host, ".")
	labels[2] == "svc"
}

service_of(host, namespace) := {"name": host, "namespace": namespace} if not contains(host, ".")
