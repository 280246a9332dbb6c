import { script } from '../script';

/** Installs what the lockfile in `$PACKAGES` names, each with its digest, and runs no script of any of it. */
export const INSTALL_PACKAGES = script(`
  if [[ ! -f $PACKAGES/package-lock.json ]]; then
    echo "::error::there is no $PACKAGES/package-lock.json: run npm install --prefix . --package-lock-only --save-exact istio-gitops in that folder, and commit what it writes"
    exit 1
  fi
  cd "$PACKAGES"
  npm ci --ignore-scripts --no-audit --no-fund
`);

/** Writes a lockfile into `$PACKAGES` by which the istio-gitops of this version, and nothing else, is installed there. */
export const LOCK_PACKAGES = script(`
  version=$(node --print 'require("istio-gitops/package.json").version')
  mkdir -p "$PACKAGES"
  cd "$PACKAGES"
  jq --null-input --arg version "$version" '{private: true, dependencies: {"istio-gitops": $version}}' >package.json
  npm install --package-lock-only --ignore-scripts --no-audit --no-fund
`);
