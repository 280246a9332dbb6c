# METADATA
# title: Public gateways name the hosts that they serve
# description: >-
#   With the host `*`, a VirtualService in any namespace can claim any host, also that of another team. Where the
#   parameter `gatewayDomains` names domains, hosts are in one of them.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/networking/gateway/#Server
# custom:
#   severity: error
#   fix: name the hosts, or a domain such as *.example.com
package istio.policies.gateway_hosts

import data.istio.common

deny contains common.finding(rego.metadata.chain(), public.gateway, $"{public.pointer}/hosts/{i}", message) if {
	some public in common.public_servers
	some i, host in public.server.hosts
	common.host_name(host) == "*"
	message := $"the host {host} lets any route claim any host"
}

deny contains common.finding(rego.metadata.chain(), public.gateway, $"{public.pointer}/hosts/{i}", message) if {
	some public in common.public_servers
	some i, host in public.server.hosts
	name := common.host_name(host)
	name != "*"
	count(common.gateway_domains) > 0
	not _in_domains(name)
	message := $"the host {name} is in none of the domains {concat(", ", common.gateway_domains)}"
}

_in_domains(host) if host in common.gateway_domains

_in_domains(host) if {
	some domain in common.gateway_domains
	$"*.{domain}" in common.covering(host)
}
