import { script } from '../script';

/**
 * Lets the API server of `$CLUSTER` say what it would do with an environment. Objects of namespaces that the
 * environment is about to make are beyond what it can tell.
 */
export const DRY_RUN = script(`
  if [[ -z $KUBECONFIG_TEXT ]]; then
    echo "::notice title=No dry run on $CLUSTER::there is no secret $SECRET here, and there never is one for forks"
    exit
  fi
  umask 077
  kubeconfig=$(mktemp)
  errors=$(mktemp)
  trap 'rm -f "$kubeconfig" "$errors"' EXIT
  printf '%s\\n' "$KUBECONFIG_TEXT" >"$kubeconfig"

  status=0
  accepted=$(kubectl apply --kubeconfig "$kubeconfig" --server-side --dry-run=server --validate=strict \\
    --force-conflicts --field-manager istio-gitops --output name \\
    --filename "$BUILDS/overlays/$ENVIRONMENT.yaml" 2>"$errors") || status=$?
  if ((status == 0)); then
    echo "$CLUSTER takes all of $ENVIRONMENT: $(wc --lines <<<"$accepted") objects"
    exit
  fi
  unborn=$(sed -n 's|^namespace/\\(.*\\)|Error from server (NotFound): namespaces "\\1" not found|p' <<<"$accepted")
  if grep --invert-match --line-regexp --fixed-strings --regexp "$unborn" "$errors" >&2; then exit "$status"; fi
  echo "::notice title=Dry run on $CLUSTER::objects in namespaces that do not exist yet were not checked"
`);
