import { script } from '../script';
import { SHOW } from './show';

/**
 * `change WORD…`, to stand before what calls it: edits the release state. What that means for traffic goes to
 * `$TRAFFIC`; where it is refused the summary has the reason, and the script ends as the command does.
 */
export function changeRelease(command: string): string {
  return (
    SHOW +
    script(`
    change() {
      local status=0 said="$RUNNER_TEMP/said.txt"
      ${command} "$@" >"$TRAFFIC" 2>"$said" || status=$?
      cat "$TRAFFIC" "$said" | show
      if ((status > 0)); then
        { echo 'Refused, and nothing is changed:' && echo && as_code <"$said"; } >>"$GITHUB_STEP_SUMMARY"
        exit "$status"
      fi
    }
  `)
  );
}

/**
 * Writes the commit message and the body of the pull request: what the change means for traffic, what `$TEXT` adds,
 * and what differs between `$BEFORE` and `$AFTER`, which comes last because it is cut where it is too long.
 */
export function describeChange(command: string): string {
  return (
    SHOW +
    script(`

    run="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"
    { echo "$TITLE" && echo && cat "$TRAFFIC"; } >"$MESSAGE_FILE"
    {
      as_code <"$TRAFFIC"
      printf '\\n%sStarted by %s: %s\\n\\n' "$TEXT" "$GITHUB_ACTOR" "$run"
    } >"$BODY_FILE"
    status=0
    ${command} diff "$BEFORE" "$AFTER" --format markdown >>"$BODY_FILE" || status=$?
    # 1 means that something goes away: whoever merges decides, and sees it in the text.
    if ((status > 1)); then exit "$status"; fi
    cat "$BODY_FILE" >>"$GITHUB_STEP_SUMMARY"
  `)
  );
}
