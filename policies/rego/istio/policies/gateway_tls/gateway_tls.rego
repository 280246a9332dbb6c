# METADATA
# title: Public gateways speak TLS that is recent enough
# description: >-
#   Older versions of TLS have known weaknesses, and plain HTTP has no protection at all: in production it may only
#   redirect to HTTPS. The parameter `minimumTlsVersion` says what is recent enough.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings
# custom:
#   severity: error
#   fix: set tls.minProtocolVersion, and tls.httpsRedirect on servers of plain HTTP
package istio.policies.gateway_tls

import data.istio.common

deny contains common.finding(rego.metadata.chain(), public.gateway, pointer, message) if {
	some public in common.public_servers
	public.server.tls.mode in {"SIMPLE", "MUTUAL", "OPTIONAL_MUTUAL"}
	version := _minimum_version(public.server.tls)
	_rank[version] < _rank[common.minimum_tls_version]
	pointer := $"{public.pointer}/tls/minProtocolVersion"
	message := $"clients may speak {version}, older than {common.minimum_tls_version}"
}

deny contains common.finding(rego.metadata.chain(), public.gateway, public.pointer, message) if {
	some public in common.public_servers
	common.in_production(public.gateway)
	upper(public.server.port.protocol) in {"HTTP", "HTTP2", "GRPC"}
	not public.server.tls.httpsRedirect
	message := $"port {public.server.port.number} takes requests as plain text"
}

_rank := {"TLSV1_0": 0, "TLSV1_1": 1, "TLSV1_2": 2, "TLSV1_3": 3}

# What a gateway speaks that does not say.
_minimum_version(tls) := "TLSV1_2" if object.get(tls, "minProtocolVersion", "TLS_AUTO") == "TLS_AUTO"

_minimum_version(tls) := tls.minProtocolVersion if tls.minProtocolVersion != "TLS_AUTO"
