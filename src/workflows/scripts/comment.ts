import { script } from '../script';
import { GITHUB_API } from './github-api';
import { OWN_POST } from './own-post';

/** What `diff --format markdown` begins with. */
export const DIFF_MARKER = '<!-- istio-gitops diff -->';

/** Writes `$COMMENT` as the one comment of this workflow on pull request `$NUMBER`. */
export const UPDATE_COMMENT =
  GITHUB_API +
  OWN_POST +
  script(`

  fields=$(mktemp)
  jq --null-input '{body: $ENV.COMMENT | .[:65536]}' >"$fields"
  issues="repos/$GITHUB_REPOSITORY/issues"
  own=$(own_post "$issues/$NUMBER/comments" '${DIFF_MARKER}')
  if [[ -n $own ]]; then
    github PATCH "$issues/comments/$own" --data @"$fields" | jq --raw-output .html_url
  else
    github POST "$issues/$NUMBER/comments" --data @"$fields" | jq --raw-output .html_url
  fi
`);
