/** Checks of a deploy tree; each runs in its folder. */
import { script } from '../script';

export const LINT_YAML = script(`
  if [[ ! -f .yamllint.yaml ]]; then
    echo '::notice title=YAML is not linted::the deploy tree has no .yamllint.yaml'
    exit
  fi
  yamllint --strict --config-file .yamllint.yaml .
`);

/** Builds all kustomizations into `$BUILDS`: the environments are `$BUILDS/overlays/*.yaml`, whatever the layout. */
export const BUILD_KUSTOMIZATIONS = script(`
  failed=0
  while IFS= read -r -d '' file; do
    folder=$(dirname "$file")
    build="$BUILDS/$folder.yaml"
    mkdir -p "$(dirname "$build")"
    kustomize build "$folder" >"$build" || failed=$((failed + 1))
  done < <(find . -path ./.git -prune -o -name kustomization.yaml -print0 | sort --zero-terminated)
  if ((failed > 0)); then
    echo "::error::$failed kustomizations cannot be built"
    exit 1
  fi
`);

export const CHECK_SCHEMAS = script(`
  for build in "$BUILDS"/overlays/*.yaml; do istioctl validate --filename "$build"; done
`);

export const ANALYZE = script(`
  for build in "$BUILDS"/overlays/*.yaml; do istioctl analyze --use-kube=false --all-namespaces --color=false "$build"; done
`);

export const CHECK_POLICIES = script(`
  if [[ ! -d policies/rego ]]; then
    echo '::notice title=No policies::the deploy tree has no policies/rego'
    exit
  fi
  failed=0
  for build in "$BUILDS"/overlays/*.yaml; do
    conftest test --no-color --combine --all-namespaces --policy policies/rego "$build" || failed=1
  done
  exit "$failed"
`);
