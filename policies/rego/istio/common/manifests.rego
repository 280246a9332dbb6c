# METADATA
# title: What the policies share
# description: The manifests of an environment, and what Istio makes of them.
package istio.common

# Nothing that holds manifests is a set: Wasm reads the whole of a manifest to put it into one, and to go on to the next.
# Sets that may be large are asked as `hosts[host]`, because Wasm goes through all of them for `host in hosts`.

# METADATA
# title: All manifests by group and kind
# description: >-
#   Whatever their versions: `networking.istio.io/VirtualService`, `/Secret`. The input is what one environment holds:
#   an array of manifests, `{"objects": […]}`, one manifest, or the array of `{path, contents}` of `conftest --combine`.
#   The manifests of a kind have their places in the input as keys.
# scope: document
by_kind[group_kind][i] := manifest if {
	some i, document in _documents
	manifest := _manifest(document)
	group_kind := _group_kinds[[manifest.apiVersion, manifest.kind]]
}

_group_kinds[type] := $"{_group(type[0])}/{type[1]}" if some type in _types

_types contains [manifest.apiVersion, manifest.kind] if {
	some document in _documents
	manifest := _manifest(document)
}

_documents := input if is_array(input)

_documents := input.objects if not input.kind

_documents := [input] if input.kind

_manifest(document) := document if document.kind

_manifest(document) := document.contents if not document.kind

_group(api_version) := split(api_version, "/")[0] if contains(api_version, "/")

_group(api_version) := "" if not contains(api_version, "/")

_version(api_version) := split(api_version, "/")[1]

_version(api_version) := api_version if not contains(api_version, "/")

# METADATA
# title: Namespace of a manifest
# description: Empty for cluster-scoped kinds, and where a manifest leaves it to who applies it.
# scope: document
namespace_of(manifest) := object.get(manifest.metadata, "namespace", "")

# METADATA
# title: Namespace whose policies hold in the whole mesh
# scope: document
root_namespace := "istio-system"

# METADATA
# title: Whether a manifest belongs to production, by its label `environment`
# scope: document
in_production(manifest) if manifest.metadata.labels.environment in production_environments
