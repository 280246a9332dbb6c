package istio.common

# METADATA
# title: What a policy has to say of a manifest
# description: >-
#   An object whose `msg` conftest shows. The name of the policy and the fix come from `rego.metadata.chain()` of the
#   rule that says it. Undefined for a manifest that is exempt, so that the rule says nothing.
# scope: document
finding(chain, manifest, pointer, message) := {
	"msg": $"{manifest.kind} {qualified_name(manifest)}{_at(pointer)}: {message}; {fix}",
	"policy": policy,
	"resource": {
		"group": _group(manifest.apiVersion),
		"version": _version(manifest.apiVersion),
		"kind": manifest.kind,
		"namespace": namespace_of(manifest),
		"name": manifest.metadata.name,
	},
	"pointer": pointer,
	"message": message,
	"fix": fix,
} if {
	package_metadata := chain[count(chain) - 1]
	policy := package_metadata.path[count(package_metadata.path) - 1]
	fix := package_metadata.annotations.custom.fix
	not _is_exempt(policy, manifest)
}

_at(pointer) := $", {pointer}" if pointer != ""

_at("") := ""

# METADATA
# title: Namespace and name of a manifest, as people write them
# scope: document
qualified_name(manifest) := $"{manifest.metadata.namespace}/{manifest.metadata.name}" if manifest.metadata.namespace

qualified_name(manifest) := manifest.metadata.name if not manifest.metadata.namespace

_is_exempt(policy, manifest) if {
	some exemption in exemptions
	exemption.policy == policy
	exemption.kind == manifest.kind
	exemption.name == manifest.metadata.name
	object.get(exemption, "namespace", "") == namespace_of(manifest)
	trim_space(exemption.reason) != ""
}
