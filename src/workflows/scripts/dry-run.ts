import { script } from '../script';
import { KUBECONFIG } from './kubeconfig';
import { validateBy } from './validate';

/**
 * Has `$FOLDERS` of a pull request, which are YAML, on top of what it is merged into, since neither its code nor its
 * packages may meet a kubeconfig. The output `ready` says whether there are packages in `$PACKAGES`.
 */
export const TAKE_YAML_ALONE = script(`
  if [[ $GITHUB_EVENT_NAME == pull_request ]]; then
    change=$(git rev-parse HEAD)
    git checkout --quiet --detach HEAD^1
    for folder in $FOLDERS; do
      rm -rf "$folder"
      if git cat-file -e "$change:$folder" 2>/dev/null; then git checkout --quiet "$change" -- "$folder"; fi
    done
  fi
  if [[ -f $PACKAGES/package-lock.json ]]; then
    echo 'ready=true' >>"$GITHUB_OUTPUT"
  else
    echo "::notice title=No dry run::what this is merged into has no $PACKAGES/package-lock.json"
    echo 'ready=false' >>"$GITHUB_OUTPUT"
  fi
`);

/**
 * Lets the API server of `$CLUSTER` say what it would do with the environment in `$OVERLAY`.
 *
 * @param command plain words
 */
export function dryRunBy(command: string): string {
  return (
    validateBy(command) +
    script(`

    if [[ -z $KUBECONFIG_TEXT ]]; then
      echo "::notice title=No dry run on $CLUSTER::there is no secret $SECRET here, and there never is one for forks"
      exit
    fi
  `) +
    KUBECONFIG +
    script(`
    validate "$OVERLAY" --stage dry-run --kubeconfig "$kubeconfig"
  `)
  );
}
