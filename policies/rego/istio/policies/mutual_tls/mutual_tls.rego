# METADATA
# title: Production takes mutual TLS only
# description: >-
#   Where a workload also takes plain text, anybody who reaches its pods calls it without an identity, and
#   AuthorizationPolicies about identities do not hold. An exception has its reason in the annotation
#   `istio-gitops.dev/exception-reason`.
# related_resources:
#   - ref: https://istio.io/latest/docs/concepts/security/#peer-authentication
# custom:
#   severity: error
#   fix: set mtls.mode to STRICT; for a namespace or a workload that cannot, annotate the reason
package istio.policies.mutual_tls

import data.istio.common

deny contains common.finding(rego.metadata.chain(), authentication, "/spec/mtls/mode", message) if {
	some authentication in _unexplained
	authentication.spec.mtls.mode in _lax
	message := $"{authentication.spec.mtls.mode} lets callers in without an identity"
}

deny contains common.finding(rego.metadata.chain(), authentication, $"/spec/portLevelMtls/{port}/mode", message) if {
	some authentication in _unexplained
	some port, settings in authentication.spec.portLevelMtls
	settings.mode in _lax
	message := $"{settings.mode} lets callers of port {port} in without an identity"
}

# The ConfigMap says that the input is a mesh, and not what one team adds to it.
deny contains common.finding(rego.metadata.chain(), config, "", message) if {
	some config in common.mesh_configs
	common.in_production(config)
	common.mtls_modes(common.root_namespace) == set()
	message := "no PeerAuthentication sets the mode of the mesh, which then takes plain text, too"
}

_lax := {"DISABLE", "PERMISSIVE"}

_unexplained := [authentication |
	some authentication in common.by_kind["security.istio.io/PeerAuthentication"]
	common.in_production(authentication)
	not _is_explained(authentication)
]

# That the mesh as a whole takes plain text is no exception.
_is_explained(authentication) if {
	trim_space(authentication.metadata.annotations["istio-gitops.dev/exception-reason"]) != ""
	not common.is_mesh_wide(authentication)
}
