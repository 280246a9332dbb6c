/** What controllers say of the environments that is not as Git has it, as items of a list in `$REPORT`. */
import { script } from '../script';
import { GITHUB_API } from './github-api';
import { KUBECONFIG, KUSTOMIZATIONS } from './kubeconfig';
import { OWN_POST } from './own-post';

/** Reads lines of environment, cluster, namespace and Application from `$APPLICATIONS`. */
export const ARGO_CD_DRIFT = script(`
  while read -r environment cluster namespace application; do
    subject="**$environment** on $cluster: the Application \\\`$application\\\`"
    if ! state=$(curl --silent --show-error --fail --retry 3 --max-time 120 --get "$ARGOCD_URL/api/v1/applications/$application" \\
      --header @<(echo "Authorization: Bearer $ARGOCD_TOKEN") --data refresh=normal --data-urlencode "appNamespace=$namespace"); then
      echo "- $subject could not be read from \\\`vars.ARGOCD_URL\\\` by \\\`secrets.ARGOCD_TOKEN\\\`" >>"$REPORT"
      continue
    fi
    jq --raw-output --arg subject "$subject" '
      def quoted: "\`" + (gsub("[\`\\\\s]+"; " ") | .[:300]) + "\`";
      [.status.conditions[]? | select(.type | endswith("Error")) | .message] as $errors
      | [.status.resources[]? | select(.status == "OutOfSync") | [.kind, .namespace, .name] | map(select(.)) | join("/")] as $drifted
      | if ($errors | length) > 0 then "- \\($subject) cannot be compared: \\($errors[0] | quoted)"
        elif .status.operationState.phase == "Running" or .status.sync.status == "Synced" then empty
        else "- \\($subject) is \\(.status.sync.status // "Unknown" | quoted)", ($drifted[:20][] | "  - \\(quoted)"),
          (if ($drifted | length) > 20 then "  - and \\(($drifted | length) - 20) more" else empty end)
        end' <<<"$state" >>"$REPORT"
  done <<<"$APPLICATIONS"
`);

/**
 * Reads the Kustomizations that `$SELECTOR` selects on `$CLUSTER`. A commit younger than half an hour may still be on
 * its way. Flux itself undoes what is changed by hand, as long as it is ready and not suspended.
 */
export const FLUX_DRIFT =
  GITHUB_API +
  KUBECONFIG +
  KUSTOMIZATIONS +
  script(`

  subject="**$ENVIRONMENT** on $CLUSTER"
  if ! state=$(kustomizations); then
    echo "- $subject could not be read by \\\`secrets.$SECRET\\\`" >>"$REPORT"
    exit
  fi
  committed=$(github GET "repos/$GITHUB_REPOSITORY/commits/$GITHUB_SHA" | jq --raw-output .commit.committer.date)
  jq --raw-output --arg subject "$subject" --arg committed "$committed" '
    def quoted: "\`" + (gsub("[\`\\\\s]+"; " ") | .[:300]) + "\`";
    if (.items | length) == 0 then "- \\($subject): there is no Kustomization" else .items[]
    | (.status.conditions // [] | map(select(.type == "Ready")) | .[0]) as $ready
    | (.status.lastAppliedRevision // "") as $revision
    | "- \\($subject): the Kustomization \\(.metadata.name | quoted)" as $it
    | if .spec.suspend then "\\($it) is suspended"
      elif $ready.status == "False" then "\\($it) is not ready: \\($ready.message // "" | quoted)"
      elif ($revision | contains("@sha1:")) and ($revision | endswith($ENV.GITHUB_SHA) | not)
        and now - ($committed | fromdate) > 1800 then "\\($it) is still at \\($revision | quoted)"
      else empty
      end
    end' <<<"$state" >>"$REPORT"
`);

/** Opens or updates the one issue of this workflow with `$REPORT`, or closes it when there is nothing to report. */
export const UPDATE_DRIFT_ISSUE =
  GITHUB_API +
  OWN_POST +
  script(`

  cat "$REPORT" >>"$GITHUB_STEP_SUMMARY"
  marker='<!-- istio-gitops drift -->'
  issues="repos/$GITHUB_REPOSITORY/issues"
  own=$(own_post "$issues" "$marker")
  fields=$(mktemp)
  if [[ ! -s $REPORT ]]; then
    if [[ -n $own ]]; then github PATCH "$issues/$own" --data '{"state": "closed"}' | jq --raw-output .html_url; fi
    exit
  fi
  run="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"
  jq --null-input --arg marker "$marker" --arg run "$run" --rawfile report "$REPORT" '{
    title: "What is live differs from Git",
    body: "\\($marker)\\nFound by \\($run):\\n\\n\\($report[:60000])"
  }' >"$fields"
  if [[ -n $own ]]; then
    github PATCH "$issues/$own" --data @"$fields" | jq --raw-output .html_url
  else
    github POST "$issues" --data @"$fields" | jq --raw-output .html_url
  fi
`);
