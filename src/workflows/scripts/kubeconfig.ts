import { script } from '../script';

/** Puts `$KUBECONFIG_TEXT` into the file `$kubeconfig`, until the script ends. */
export const KUBECONFIG = script(`
  umask 077
  kubeconfig=$(mktemp)
  trap 'rm -f "$kubeconfig"' EXIT
  printf '%s\\n' "$KUBECONFIG_TEXT" >"$kubeconfig"
`);

/** `kustomizations`: those of Flux in `$NAMESPACE` that `$SELECTOR` selects, in JSON; behind {@link KUBECONFIG}. */
export const KUSTOMIZATIONS = script(`
  kustomizations() {
    kubectl get kustomizations.kustomize.toolkit.fluxcd.io --kubeconfig "$kubeconfig" --request-timeout 60s \\
      --namespace "$NAMESPACE" --selector "$SELECTOR" --output json
  }
`);
