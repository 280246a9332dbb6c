# METADATA
# title: Wasm modules are pinned by digest
# description: >-
#   A tag or an address can give another module tomorrow, in the middle of every request. A digest is the module that
#   was reviewed.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/
# custom:
#   severity: error
#   fix: append @sha256 and the digest to the image, or set sha256 to that of the module
package istio.policies.image_digest

import data.istio.common

deny contains common.finding(rego.metadata.chain(), module.manifest, $"{module.pointer}/url", message) if {
	some module in _modules
	not startswith(module.wasm.url, "file://")
	not regex.match(`@sha256:[0-9a-f]{64}$`, module.wasm.url)
	object.get(module.wasm, "sha256", "") == ""
	message := $"{module.wasm.url} is whatever its owner puts there"
}

_modules := array.concat(
	[{"manifest": manifest, "pointer": "/spec", "wasm": manifest.spec} |
		some manifest in common.by_kind["extensions.istio.io/WasmPlugin"]
	],
	[{"manifest": manifest, "pointer": "/spec/wasm", "wasm": manifest.spec.wasm} |
		some manifest in common.by_kind["extensions.istio.io/TrafficExtension"]
	],
)
