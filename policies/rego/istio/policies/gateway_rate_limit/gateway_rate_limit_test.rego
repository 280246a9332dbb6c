package istio.policies.gateway_rate_limit_test

import data.istio.policies.gateway_rate_limit
import data.istio.testing

test_warn_of_exposed_route_without_limit if {
	_warned([_edge, _shop]) == {"/spec/gateways/1"}
}

test_warn_of_canary_of_flagger if {
	service := {"gateways": ["edge", "mesh"], "hosts": ["shop.example.com"]}
	canary := testing.manifest("Canary", {"service": service, "targetRef": {"name": "shop"}})
	_warned([_edge, canary]) == {"/spec/service/gateways/0"}
	_warned([_edge, canary, _limit({"app": "shop"})]) == set()
}

test_limit_counts_where_it_selects_pods[note] if {
	some note, case in {
		"of the gateway": {"limit": _limit({"istio": "edge"}), "warned": set()},
		"of another gateway": {"limit": _limit({"istio": "other"}), "warned": {"/spec/gateways/1"}},
		"of the gateway, and more": {"limit": _limit({"istio": "edge", "zone": "a"}), "warned": {"/spec/gateways/1"}},
		"of the service": {"limit": _limit({"app": "shop"}), "warned": set()},
		"of the service by its name": {"limit": _limit({"app.kubernetes.io/name": "shop"}), "warned": set()},
		"of the service, for all namespaces": {
			"limit": testing.in_namespace(_limit({"app": "shop"}), "istio-system"),
			"warned": set(),
		},
		"of the service's namesake": {
			"limit": testing.in_namespace(_limit({"app": "shop"}), "blog"),
			"warned": {"/spec/gateways/1"},
		},
		"of the gateway, where its pods are": {
			"limit": testing.in_namespace(_limit({"istio": "edge"}), "edge"),
			"warned": set(),
		},
		"of another service": {"limit": _limit({"app": "blog"}), "warned": {"/spec/gateways/1"}},
		"of its namespace": {"limit": _limit({}), "warned": set()},
		"of the mesh": {"limit": testing.in_namespace(_limit({}), "istio-system"), "warned": set()},
		"of another namespace": {
			"limit": testing.in_namespace(_limit({}), "blog"),
			"warned": {"/spec/gateways/1"},
		},
		"of what it targets": {
			"limit": object.union(_limit({}), {"spec": {"targetRefs": [{"kind": "Gateway", "name": "other"}]}}),
			"warned": {"/spec/gateways/1"},
		},
	}
	_warned([_edge, _shop, case.limit]) == case.warned
}

test_limit_counts_by_the_labels_of_the_service if {
	service := object.union(testing.manifest("Service", {"selector": {"tier": "web"}}), {"metadata": {"name": "shop"}})
	_warned([_edge, _shop, _limit({"tier": "web"})]) == {"/spec/gateways/1"}
	_warned([_edge, _shop, _limit({"tier": "web"}), service]) == set()
	_warned([_edge, _shop, _limit({"tier": "web"}), testing.in_namespace(service, "blog")]) == {"/spec/gateways/1"}
}

test_limit_of_a_namespace_counts_for_the_gateway_and_for_the_service if {
	edge := testing.in_namespace(_edge, "edge")
	routes := _exposing(["edge/edge"], ["shop.example.com"], _somewhere)
	_warned([edge, routes]) == {"/spec/gateways/0"}
	_warned([edge, routes, testing.in_namespace(_limit({}), "edge")]) == set()
	_warned([edge, routes, testing.in_namespace(_limit({}), "default")]) == set()
	_warned([edge, routes, testing.in_namespace(_limit({}), "other")]) == {"/spec/gateways/0"}
}

test_limits_of_services_count_together if {
	route := [{"destination": {"host": "shop"}}, {"destination": {"host": "blog.default.svc.cluster.local"}}]
	both := _exposing(["edge"], ["shop.example.com"], route)
	blog_limit := object.union(_limit({"app": "blog"}), {"metadata": {"name": "blog"}})
	_warned([_edge, both, _limit({"app": "shop"})]) == {"/spec/gateways/0"}
	_warned([_edge, both, _limit({"app": "shop"}), blog_limit]) == set()
}

test_warn_although_an_envoy_filter_does_something_else if {
	header := "x-envoy-ratelimited"
	adding := [{"headers": {"request": {"add": {header: "true"}}}, "route": _somewhere}]
	routes := testing.manifest("VirtualService", {"gateways": ["edge"], "hosts": ["shop.example.com"], "http": adding})
	lua := {"@type": "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua"}
	other := _filter({"istio": "edge"}, {"typed_config": lua})
	_warned([_edge, routes, other]) == {"/spec/gateways/0"}
}

test_limit_may_be_global_or_a_typed_struct[note] if {
	some note, config in {
		"global": {"@type": "type.googleapis.com/envoy.extensions.filters.http.ratelimit.v3.RateLimit"},
		"typed struct": {
			"@type": "type.googleapis.com/udpa.type.v1.TypedStruct",
			"type_url": "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
		},
	}
	_warned([_edge, _shop, _filter({"istio": "edge"}, {"typed_config": config})]) == set()
}

test_nothing_is_said_of_what_is_not_public[note] if {
	some note, manifests in {
		"only in the mesh": [_edge, _exposing(["mesh"], ["shop"], _somewhere)],
		"on no gateway": [_edge, testing.manifest("VirtualService", {"hosts": ["shop"]})],
		"on a gateway of somebody else": [_exposing(["edge"], ["shop.example.com"], _somewhere)],
		"on a gateway for the mesh": [_gateway("ISTIO_MUTUAL"), _exposing(["edge"], ["shop.example.com"], _somewhere)],
		"nothing but a redirect": [_edge, _routes([{"redirect": {"authority": "shop.example.com"}}])],
		"no HTTP": [_edge, object.union(_routes([]), {"spec": {"tls": [{"route": _somewhere}]}})],
		"on the way out": [
			_edge,
			testing.manifest("ServiceEntry", {"hosts": ["api.payments.example"]}),
			_exposing(["edge"], ["api.payments.example"], _somewhere),
		],
	}
	_warned(manifests) == set()
}

test_warn_of_delegation if {
	_warned([_edge, _routes([{"delegate": {"name": "shop"}}])]) == {"/spec/gateways/0"}
}

_edge := _gateway("SIMPLE")

_gateway(mode) := object.union(
	testing.manifest("Gateway", {
		"selector": {"istio": "edge"},
		"servers": [{"hosts": ["*.example.com"], "tls": {"mode": mode}}],
	}),
	{"metadata": {"name": "edge"}},
)

_somewhere := [{"destination": {"host": "shop.default.svc.cluster.local"}}]

_shop := _exposing(["mesh", "default/edge"], ["shop.example.com"], _somewhere)

_routes(http) := testing.manifest("VirtualService", {"gateways": ["edge"], "hosts": ["shop.example.com"], "http": http})

_exposing(gateways, hosts, route) := testing.manifest(
	"VirtualService",
	{"gateways": gateways, "hosts": hosts, "http": [{"route": route}]},
)

_limit(labels) := _filter(labels, {"typed_config": {"@type": concat("", [
	"type.googleapis.com/",
	"envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
])}})

_filter(labels, value) := testing.manifest("EnvoyFilter", {
	"workloadSelector": {"labels": labels},
	"configPatches": [{"applyTo": "HTTP_FILTER", "patch": {"operation": "INSERT_FIRST", "value": value}}],
})

_warned(manifests) := {finding.pointer |
	some finding in gateway_rate_limit.warn with input as manifests with data.istio.parameters as {}
}
