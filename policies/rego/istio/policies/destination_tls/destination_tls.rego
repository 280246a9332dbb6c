# METADATA
# title: Clients in production neither turn TLS off nor skip its checks
# description: >-
#   A DestinationRule without tls is right: Istio uses mutual TLS where both sides have it. DISABLE sends plain text
#   instead, and a certificate that nobody checks proves nothing about who answers.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings
# custom:
#   severity: error
#   fix: leave tls out, use ISTIO_MUTUAL, or for hosts outside of the mesh SIMPLE with subjectAltNames
package istio.policies.destination_tls

import data.istio.common

deny contains common.finding(rego.metadata.chain(), client.manifest, $"{client.pointer}/mode", message) if {
	some client in _clients
	client.tls.mode == "DISABLE"
	not common.is_external(client.host)
	modes := common.mtls_modes(_namespace_of(client))
	not "DISABLE" in modes
	message := $"requests for {client.host} leave as plain text, {_consequence(modes)}"
}

# An application may bring its own TLS, which a second one of the proxy would break.
deny contains common.finding(rego.metadata.chain(), client.manifest, $"{client.pointer}/mode", message) if {
	some client in _clients
	client.tls.mode == "DISABLE"
	some entry in common.external_entries(client.host)
	some port in entry.spec.ports
	not upper(port.protocol) in {"HTTPS", "TLS"}
	message := $"requests for port {port.number} of {client.host} leave the mesh as plain text"
}

deny contains common.finding(rego.metadata.chain(), client.manifest, $"{client.pointer}/insecureSkipVerify", message) if {
	some client in _clients
	client.tls.insecureSkipVerify
	message := $"the certificate of {client.host} is not verified, so that anybody may answer for it"
}

# Envoy verifies names of its own accord only where it also sets SNI of its own accord.
deny contains common.finding(rego.metadata.chain(), client.manifest, $"{client.pointer}/sni", message) if {
	some client in _clients
	client.tls.mode in {"SIMPLE", "MUTUAL"}
	client.tls.sni != ""
	not client.tls.insecureSkipVerify
	count(object.get(client.tls, "subjectAltNames", [])) == 0
	not _entry_names_subjects(client.host)
	message := $"sni without subjectAltNames takes the certificate of any name for that of {client.host}"
}

_clients := array.concat(
	[{"manifest": rule.manifest, "host": rule.host, "pointer": pointer, "tls": rule.policy.tls} |
		some rule in _policies
		pointer := $"{rule.pointer}/tls"
	],
	[{"manifest": rule.manifest, "host": rule.host, "pointer": pointer, "tls": settings.tls} |
		some rule in _policies
		some i, settings in rule.policy.portLevelSettings
		pointer := $"{rule.pointer}/portLevelSettings/{i}/tls"
	],
)

_policies := array.flatten([
	[{"manifest": rule, "host": rule.spec.host, "pointer": "/spec/trafficPolicy", "policy": rule.spec.trafficPolicy} |
		some rule in _production_rules
	],
	[{"manifest": rule, "host": rule.spec.host, "pointer": pointer, "policy": subset.trafficPolicy} |
		some rule in _production_rules
		some i, subset in rule.spec.subsets
		pointer := $"/spec/subsets/{i}/trafficPolicy"
	],
	[{"manifest": canary, "host": host, "pointer": "/spec/service/trafficPolicy", "policy": policy} |
		some canary in common.istio_canaries
		common.in_production(canary)
		host := common.canary_service(canary)
		policy := canary.spec.service.trafficPolicy
	],
])

_production_rules := [rule |
	some rule in common.by_kind["networking.istio.io/DestinationRule"]
	common.in_production(rule)
]

_entry_names_subjects(host) if {
	some entry in common.external_entries(host)
	count(entry.spec.subjectAltNames) > 0
}

_namespace_of(client) := service.namespace if {
	service := common.service_of(client.host, common.namespace_of(client.manifest))
} else := common.namespace_of(client.manifest)

_consequence(modes) := "which its workloads refuse" if "STRICT" in modes

_consequence(modes) := "although its workloads take mutual TLS" if not "STRICT" in modes
