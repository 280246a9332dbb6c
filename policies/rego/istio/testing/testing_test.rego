# METADATA
# title: Manifests for tests
package istio.testing

# METADATA
# title: A manifest of production, in the namespace `default`, called as its kind
# scope: document
manifest(kind, spec) := {
	"apiVersion": _api_versions[kind],
	"kind": kind,
	"metadata": {"name": lower(kind), "namespace": "default", "labels": {"environment": "production"}},
	"spec": spec,
}

_api_versions := {
	"AuthorizationPolicy": "security.istio.io/v1",
	"Canary": "flagger.app/v1beta1",
	"DestinationRule": "networking.istio.io/v1",
	"EnvoyFilter": "networking.istio.io/v1alpha3",
	"Gateway": "networking.istio.io/v1",
	"PeerAuthentication": "security.istio.io/v1",
	"Service": "v1",
	"ServiceEntry": "networking.istio.io/v1",
	"Sidecar": "networking.istio.io/v1",
	"TrafficExtension": "extensions.istio.io/v1alpha1",
	"VirtualService": "networking.istio.io/v1",
	"WasmPlugin": "extensions.istio.io/v1alpha1",
}

# METADATA
# title: The configuration of a mesh
# scope: document
mesh_config(mesh) := {
	"apiVersion": "v1",
	"kind": "ConfigMap",
	"metadata": {"name": "istio", "namespace": "istio-system", "labels": {"environment": "production"}},
	"data": {"mesh": mesh},
}

# METADATA
# title: The same manifest in another namespace
# scope: document
in_namespace(original, namespace) := object.union(original, {"metadata": {"namespace": namespace}})

# METADATA
# title: The same manifest in another environment
# scope: document
in_environment(original, environment) := object.union(original, {"metadata": {"labels": {"environment": environment}}})
