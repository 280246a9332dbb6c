import { script } from '../script';

/** Installs `$REQUIREMENTS`, each with its digests, and puts yamllint on the PATH. pip refuses what has another digest. */
export const INSTALL_YAMLLINT = script(`
  python3 -m venv "$TOOLS/yamllint"
  "$TOOLS/yamllint/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --only-binary=:all: \\
    --require-hashes --requirement /dev/stdin <<<"$REQUIREMENTS"
  echo "$TOOLS/yamllint/bin" >>"$GITHUB_PATH"
`);
