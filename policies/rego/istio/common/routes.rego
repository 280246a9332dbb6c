package istio.common

# METADATA
# title: HTTP routes that send requests somewhere
# description: >-
#   Those of VirtualServices, except redirects, direct responses and delegations; and those that Flagger makes of
#   Canaries, which have the same fields.
# scope: document
http_routes := array.concat(
	[{"manifest": virtual_service, "pointer": pointer, "route": route} |
		some virtual_service in by_kind["networking.istio.io/VirtualService"]
		some i, route in virtual_service.spec.http
		count(route.route) > 0
		pointer := concat("/", ["/spec/http", format_int(i, 10)]) # in Wasm a template with a number takes a kilobyte
	],
	[{"manifest": canary, "pointer": "/spec/service", "route": canary.spec.service} | some canary in istio_canaries],
)

# METADATA
# title: Canaries that Flagger makes VirtualServices and DestinationRules of
# scope: document
istio_canaries := [canary |
	some canary in by_kind["flagger.app/Canary"]
	object.get(canary.spec, "provider", "istio") == "istio"
]

# METADATA
# title: Name of the service that a Canary rolls out
# scope: document
canary_service(canary) := object.get(canary.spec.service, "name", canary.spec.targetRef.name)
