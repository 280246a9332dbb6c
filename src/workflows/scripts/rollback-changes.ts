import { script } from '../script';

/** `refuse WHY`, to stand before what calls it: ends the script, and the summary says why. */
export const REFUSE = script(`
  refuse() {
    echo "::error::$1"
    echo "$1" >>"$GITHUB_STEP_SUMMARY"
    exit 1
  }
`);

/**
 * Which of `$ENVIRONMENTS` the commits between `$BEFORE` and `$AFTER` may have changed, as the output `environments`:
 * what is in the folder of one changes that one, and anything else in `$TREE` may change them all.
 */
export const FIND_ENVIRONMENTS =
  REFUSE +
  script(`

  for commit in "$BEFORE" "$AFTER"; do
    if [[ ! $commit =~ ^[0-9a-f]{40}$ ]] || ! git cat-file -e "$commit^{commit}" 2>/dev/null; then
      refuse 'The branch is new or was rewritten: there is no commit to go back to, so nothing is watched.'
    fi
  done
  git diff --name-only --no-renames "$BEFORE" "$AFTER" -- "$TREE" >"$RUNNER_TEMP/changed.txt"
  prefix=''
  if [[ $TREE != . ]]; then prefix="$TREE/"; fi
  jq --raw-input --null-input --raw-output --arg prefix "$prefix" '
    ($ENV.ENVIRONMENTS | split(" ")) as $all
    | [inputs | ltrimstr($prefix)] as $paths
    | [$paths[] | split("/") | if .[0] == "overlays" then .[1] else "*" end] | unique as $touched
    | if $touched | index("*") then $all else [$all[] | select(. as $name | $touched | index($name))] end
    | "environments=\\(tojson)"' <"$RUNNER_TEMP/changed.txt" | tee --append "$GITHUB_OUTPUT"
`);

/**
 * The commits of the sources that the commits of the deploy repository between `$BEFORE` and `$AFTER` were synthesized
 * from, as the outputs `before` and `after`: their messages have the address of each.
 */
export const FIND_SOURCES =
  REFUSE +
  script(`

  address="$GITHUB_SERVER_URL/$SOURCES/commit/"
  source_of() {
    local line
    while read -r line; do
      if [[ $line == *"$address"* && \${line#*"$address"} =~ ^[0-9a-f]{40} ]]; then
        echo "\${BASH_REMATCH[0]}"
        return
      fi
    done < <(git log --topo-order --format=%B --fixed-strings --grep="$address" "$1")
  }
  before=$(source_of "$BEFORE")
  after=$(source_of "$AFTER")
  if [[ -z $before || -z $after || $before == "$after" ]]; then
    refuse "What was pushed was not synthesized from other sources than before, by what commits say: revert it by hand."
  fi
  printf 'before=%s\\nafter=%s\\n' "$before" "$after" | tee --append "$GITHUB_OUTPUT"
`);

/** Tells the repository of the sources that `$BEFORE` to `$AFTER` were pushed to the branch that controllers read. */
export const ANNOUNCE = script(`
  jq --null-input '{ref: $ENV.BRANCH, inputs: {before: $ENV.BEFORE, after: $ENV.AFTER}}' |
    github POST "repos/$SOURCES/actions/workflows/$WORKFLOW/dispatches" --data @-
`);
