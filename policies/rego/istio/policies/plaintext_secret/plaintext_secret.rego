# METADATA
# title: No Secret stands in Git
# description: >-
#   Everybody who can read the repository, or any clone of it, can read what it holds, also after it is removed. Base64
#   hides nothing.
# related_resources:
#   - ref: https://istio.io/latest/docs/ops/best-practices/security/
# custom:
#   severity: error
#   fix: refer to the Secret by name, and have an ExternalSecret or a SealedSecret make it
package istio.policies.plaintext_secret

import data.istio.common

deny contains common.finding(rego.metadata.chain(), secret, $"/{field}", message) if {
	some secret in common.by_kind["/Secret"]
	some field in ["data", "stringData"]
	count(secret[field]) > 0
	message := "its values are readable for everybody who can read the repository"
}
