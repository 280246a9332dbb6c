import { script } from '../script';

/** Synthesizes a tree into `$OUT`, and refuses workflows that are not what synth writes. */
export function synthesizeTree(synth: string): string {
  return script(`
    ${synth} --out "$OUT"
    changed=$(git status --porcelain -- .github)
    if [[ -n $changed ]]; then
      echo '::error::run synth and commit what it changes in .github'
      echo "$changed"
      exit 1
    fi
  `);
}

/** Synthesizes what a pull request is to be merged into from its own sources, with its own packages, into `$BEFORE`. */
export function synthesizeBefore(synth: string): string {
  return script(`
    git worktree add --quiet --detach "$BASE_SOURCES" HEAD^1
    out=$(realpath --canonicalize-missing "$BEFORE")
    cd "$BASE_SOURCES"
    npm ci --no-audit --no-fund
    ${synth} --out "$out"
  `);
}

/**
 * Compares `$BEFORE` with `$AFTER`: all of it for `$REPORT`, and as much as a comment holds as an output.
 *
 * What goes away for good has to be allowed by a line `Allow-deletion: NAME` in the description of the pull request,
 * which reviewers see. The description is anybody's text: it is read from the file of the event, and only names leave it.
 */
export function compareTrees(command: string): string {
  return script(`
    allowed=()
    while IFS= read -r name; do
      allowed+=(--allow-deletion="$name")
    done < <(jq --raw-output '.pull_request.body // "" | split("\\n") | .[]
      | capture("^Allow-deletion:\\\\s*(?<name>[A-Z][A-Za-z0-9]*(/[A-Za-z0-9._:-]+){1,2})\\\\s*$") | .name' \\
      "$GITHUB_EVENT_PATH" | head -n 100)

    comment=$(mktemp)
    status=0
    ${command} diff "$BEFORE" "$AFTER" --out "$TREE" --format markdown --output "$REPORT" \\
      "\${allowed[@]}" >"$comment" || status=$?
    # 1 means that something goes away which nobody allowed; that has to be said, too.
    if ((status > 1)); then exit "$status"; fi
    cat "$comment" >>"$GITHUB_STEP_SUMMARY"
    end=$(cat /proc/sys/kernel/random/uuid)
    { echo "comment<<$end" && cat "$comment" && echo && echo "$end"; } >>"$GITHUB_OUTPUT"
    exit "$status"
  `);
}
