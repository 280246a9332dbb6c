import { script } from '../script';
import { changeRelease } from './release-change';

/** Promotes what the inputs name, and says in the output `changed` whether there was anything to promote. */
export function promoteServices(command: string): string {
  return (
    changeRelease(command) +
    script(`

    options=()
    while IFS= read -r service; do
      if [[ -n $service ]]; then options+=(--service="$service"); fi
    done < <(tr -s ', \\t' '\\n' <<<"$SERVICES")
    change promote "\${options[@]}" -- "$FROM" "$TO"
    if git diff --quiet; then
      echo "Nothing to promote: $TO has what $FROM has." | tee --append "$GITHUB_STEP_SUMMARY"
      echo 'changed=false' >>"$GITHUB_OUTPUT"
    else
      echo 'changed=true' >>"$GITHUB_OUTPUT"
    fi
  `)
  );
}

/** Labels the open pull request of `$BRANCH` with `$LABELS`, which GitHub makes where there are none of these names. */
export const LABEL_PULL_REQUEST = script(`
  number=$(github GET "repos/$REPOSITORY/pulls" --get --data-urlencode state=open --data-urlencode "base=$BASE" \\
    --data-urlencode "head=\${REPOSITORY%%/*}:$BRANCH" | jq '.[0].number')
  jq --null-input '{labels: ($ENV.LABELS | split("\\n"))}' |
    github POST "repos/$REPOSITORY/issues/$number/labels" --data @- >/dev/null
`);
