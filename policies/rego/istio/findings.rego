package istio

# METADATA
# title: Findings of all policies
# description: >-
#   What the policies below `istio.policies` deny (errors) and warn of (warnings) in the objects of one environment.
#   Those that a team puts there count as well, whether they give objects or, as conftest allows, plain messages.
# scope: document
# entrypoint: true
findings contains object.union(_described(result), {"severity": "error"}) if {
	some result in data.istio.policies[_].deny
}

findings contains object.union(_described(result), {"severity": "error"}) if {
	some result in data.istio.policies[_].violation
}

findings contains object.union(_described(result), {"severity": "warning"}) if {
	some result in data.istio.policies[_].warn
}

_described(result) := result if is_object(result)

_described(result) := {"msg": result} if is_string(result)
