import { script } from '../script';
import { GITHUB_API } from './github-api';
import { KUBECONFIG, KUSTOMIZATIONS } from './kubeconfig';
import { SHOW } from './show';

/**
 * `contains REVISION`: whether it is `$COMMIT` or comes after it, by what GitHub says of `$REPOSITORY`; 2 where GitHub
 * does not answer.
 */
const CONTAINS = script(`
  declare -A compared
  contains() {
    local answer
    if [[ $1 == "$COMMIT" ]]; then return 0; fi
    if [[ ! $1 =~ ^[0-9a-f]{40}$ ]]; then return 1; fi
    if [[ -z \${compared[$1]-} ]]; then
      answer=$(github GET "repos/$REPOSITORY/compare/$COMMIT...$1?per_page=1") || return 2
      compared[$1]=$(jq --raw-output .status <<<"$answer")
    fi
    [[ \${compared[$1]} == ahead ]]
  }
`);

/** `conclude VERDICT WHY` ends a script with the outputs `verdict`, which is `bad` or `unknown`, and `reason`. */
export const CONCLUDE =
  SHOW +
  script(`
  conclude() {
    local reason
    reason=$(tr -s '[:space:]' ' ' <<<"$SUBJECT $2")
    reason=\${reason:0:500} reason=\${reason% }
    printf 'verdict=%s\\nreason=%s\\n' "$1" "$reason" >>"$GITHUB_OUTPUT"
    show <<<"$reason"
    as_code <<<"$reason" >>"$GITHUB_STEP_SUMMARY"
    exit 1
  }
`);

/**
 * Looks every `$INTERVAL` seconds until the commit is delivered, has failed, or `$TIMEOUT` seconds are over. `look` sets
 * `state` and `why`:
 *
 * - `delivered`;
 * - `failed`, for good;
 * - `degraded`, which may still mend itself, and is a failure when it is so at `$PATIENCE` looks in a row;
 * - `waiting`, which is a failure when the time is over;
 * - `asking`, for a person: nobody can tell, and the same goes for `unreachable`.
 */
const UNTIL_DELIVERED = script(`
  deadline=$((SECONDS + TIMEOUT)) said='' looks=0
  while true; do
    look
    if [[ $said != "$state $why" ]]; then
      said="$state $why"
      show <<<"$SUBJECT \${said:0:500}"
    fi
    case $state in
      delivered) exit ;;
      failed) conclude bad "has failed: $why" ;;
      degraded)
        looks=$((looks + 1))
        if ((looks >= PATIENCE)); then conclude bad "is degraded: $why"; fi
        ;;
      *) looks=0 ;;
    esac
    if ((SECONDS >= deadline)); then
      case $state in
        asking | unreachable) conclude unknown "cannot be judged after $TIMEOUT s: $why" ;;
        *) conclude bad "is not delivered after $TIMEOUT s: $why" ;;
      esac
    fi
    sleep "$INTERVAL"
  done
`);

/** Waits for the Application `$APPLICATION` in `$NAMESPACE`. It is told to look at Git until it knows the commit. */
export const AWAIT_ARGO_CD =
  GITHUB_API +
  CONTAINS +
  CONCLUDE +
  script(`
  known=false
  look() {
    local answer found refresh=(--data refresh=normal)
    if [[ $known == true ]]; then refresh=(); fi
    state=unreachable why='Argo CD does not answer'
    answer=$(curl --silent --show-error --fail --max-time 120 --get "$ARGOCD_URL/api/v1/applications/$APPLICATION" \\
      --header @<(echo "Authorization: Bearer $ARGOCD_TOKEN") --data-urlencode "appNamespace=$NAMESPACE" \\
      "\${refresh[@]}") || return 0
    why='GitHub does not compare commits'
    known=true
    contains "$(jq --raw-output '.status.sync.revision // ""' <<<"$answer")" || case $? in
      1) known=false ;;
      *) return 0 ;;
    esac
    found=$(jq --raw-output --argjson known "$known" '
      .operation as $asked | .status as $status | ($status.operationState // {}) as $operation
      | ($operation.message // "") as $message
      | [$status.conditions[]? | select(.type | endswith("Error")) | .message] as $errors
      | if $known | not then ["waiting", "has \\($status.sync.revision // "no commit")", $errors[]]
        elif $asked or ($operation.phase | IN("Running", "Terminating")) then
          [if $message | test("confirmation") then "asking" else "waiting" end, "syncs", $message]
        elif ($operation.phase | IN("Failed", "Error")) and $operation.syncResult.revision == $status.sync.revision then
          ["failed", $message, ($operation.syncResult.resources[]?
            | select(.hookPhase == "Failed" or .status == "SyncFailed") | "\\(.kind) \\(.name): \\(.message)")]
        elif $status.sync.status != "Synced" then ["waiting", "is \\($status.sync.status)", $errors[]]
        elif $status.health.status == "Healthy" then ["delivered"]
        elif $status.health.status == "Degraded" then
          ["degraded", ($status.resources[]? | select(.health.status == "Degraded") | "\\(.kind) \\(.name): \\(.health.message // "")")]
        else ["waiting", "is \\($status.health.status // "without health")"]
        end | [.[0], (.[1:] | join(", "))] | @tsv' <<<"$answer") || return 0
    IFS=$'\\t' read -r state why <<<"$found"
  }
`) +
  UNTIL_DELIVERED;

/** Waits for all Kustomizations in `$NAMESPACE` that `$SELECTOR` selects. */
export const AWAIT_FLUX =
  GITHUB_API +
  CONTAINS +
  CONCLUDE +
  KUBECONFIG +
  KUSTOMIZATIONS +
  script(`

  # Of an artifact the commit that it was made of.
  revisions='def applied: .status | .lastAppliedOriginRevision // .lastAppliedRevision // "" | sub("^.*sha1:"; "");
    def attempted: .status.lastAttemptedRevision // "" | sub("^.*sha1:"; "");'
  look() {
    local answer found revision known=()
    state=unreachable why='the API server does not answer'
    answer=$(kustomizations) || return 0
    why='GitHub does not compare commits'
    while read -r revision; do
      if contains "$revision"; then known+=("$revision"); else (($? == 1)) || return 0; fi
    done < <(jq --raw-output "$revisions [.items[] | applied, attempted] | unique[]" <<<"$answer")
    found=$(jq --raw-output "$revisions"'
      def is_known: . as $revision | $known | split(" ") | index($revision) != null;
      ["degraded", "asking", "waiting", "delivered"] as $order
      | [.items[] | .metadata.name as $name
        | (.status.conditions // [] | map(select(.type == "Ready")) | .[0]) as $ready
        | if .spec.suspend then ["asking", "\\($name) is suspended"]
          elif .status.observedGeneration != .metadata.generation then ["waiting", "\\($name) is new"]
          elif $ready.status == "True" and (applied | is_known) then ["delivered", ""]
          elif $ready.status == "False" and $ready.reason != "DependencyNotReady" and (attempted | is_known) then
            ["degraded", "\\($name): \\($ready.message // "")"]
          else ["waiting", "\\($name) has \\(.status.lastAppliedRevision // "no commit")"]
          end]
      | sort_by(.[0] as $state | $order | index($state)) | .[0] // ["unreachable", "there is no Kustomization"]
      | @tsv' --arg known "\${known[*]}" <<<"$answer") || return 0
    IFS=$'\\t' read -r state why <<<"$found"
  }

`) +
  UNTIL_DELIVERED;
