import { script } from '../script';
import { COMMIT, GIT_CREDENTIALS } from './git';
import { GITHUB_API } from './github-api';

/**
 * Commits what changed in the checkout to `$BRANCH`, which belongs to the workflow alone, pushes it, and opens a pull
 * request to `$BASE` of `$REPOSITORY`, or updates the one that is open. Where nothing changed the branch goes, and an
 * open pull request with it, since it would bring back what is not wanted any more.
 *
 * Texts come from files: `$MESSAGE_FILE`, and `$BODY_FILE`, of which GitHub takes 65,536 characters.
 */
export const OPEN_PULL_REQUEST =
  GITHUB_API +
  GIT_CREDENTIALS +
  script(`

  git add --all
  if git diff --cached --quiet; then
    echo 'Nothing changed.'
    if git ls-remote --exit-code origin "refs/heads/$BRANCH" >/dev/null; then
      git push --quiet origin --delete "refs/heads/$BRANCH"
    fi
    exit
  fi
`) +
  COMMIT +
  script(`
  git push --quiet --force origin "HEAD:refs/heads/$BRANCH"

  fields=$(mktemp)
  jq --null-input --rawfile body "$BODY_FILE" '{
    title: ($ENV.TITLE | .[:256]), body: ($body | .[:65000]), head: $ENV.BRANCH, base: $ENV.BASE
  }' >"$fields"
  number=$(github GET "repos/$REPOSITORY/pulls" --get --data-urlencode state=open --data-urlencode "base=$BASE" \\
    --data-urlencode "head=\${REPOSITORY%%/*}:$BRANCH" | jq '.[0].number // empty')
  if [[ -n $number ]]; then
    github PATCH "repos/$REPOSITORY/pulls/$number" --data @"$fields" | jq --raw-output .html_url
  else
    github POST "repos/$REPOSITORY/pulls" --data @"$fields" | jq --raw-output .html_url
  fi
`);
