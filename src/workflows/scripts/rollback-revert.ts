import { script } from '../script';
import { COMMIT, GIT_CREDENTIALS } from './git';
import { REFUSE } from './rollback-changes';

/**
 * Stages the revert of all commits between `$BEFORE` and `$AFTER`, the newest first, on top of what the branch has now,
 * so that nothing is lost that landed meanwhile. A merge is reverted as the one change that it was to the branch.
 *
 * Ways back are for people to judge: a workflow that reverted reverts would go back and forth for ever.
 */
export const REVERT =
  REFUSE +
  script(`

  if ! git merge-base --is-ancestor "$BEFORE" "$AFTER" || ! git merge-base --is-ancestor "$AFTER" HEAD; then
    refuse "\${AFTER:0:12} is not on $BRANCH any more, or did not come after \${BEFORE:0:12}: nothing is reverted."
  fi
  back=$(git log --max-count=1 --format=%h --extended-regexp --grep='^Revert "' --grep='^This reverts commit [0-9a-f]' \\
    --grep='^Rollback-of: ' "$BEFORE..$AFTER")
  if [[ -n $back ]]; then
    refuse "$back is itself a way back, which no workflow reverts: people have to decide."
  fi

  mapfile -t commits < <(git rev-list --first-parent "$BEFORE..$AFTER")
  for commit in "\${commits[@]}"; do
    mainline=()
    if git rev-parse --quiet --verify "$commit^2" >/dev/null; then mainline=(--mainline 1); fi
    if ! git revert --no-commit "\${mainline[@]}" "$commit"; then
      git diff --name-only --diff-filter=U | sed --quiet '1,50s/^/    /p' >>"$GITHUB_STEP_SUMMARY"
      refuse "\${commit:0:12} cannot be reverted: later commits changed the same lines of the files above. Revert it by hand."
    fi
  done

  if git diff --cached --quiet; then
    echo 'Somebody has gone back already: there is nothing to revert.' | tee --append "$GITHUB_STEP_SUMMARY"
    echo 'changed=false' >>"$GITHUB_OUTPUT"
    exit
  fi
  subject=$(git log --max-count=1 --format=%s "$AFTER")
  title="Revert \\"\${subject:0:200}\\""
  printf 'changed=true\\ntitle=%s\\n' "$title" >>"$GITHUB_OUTPUT"
  {
    printf '%s\\n\\nWhat came of it:\\n\\n' "$title"
    grep . <<<"$REASONS" | sed 's/^/- /'
    printf '\\n%s\\n' "Rollback-of: $AFTER"
  } >"$MESSAGE_FILE"
  {
    printf 'What came of %s:\\n\\n' "$AFTER"
    grep . <<<"$REASONS" | sed 's/^/    /'
    printf '\\n%s\\n' "Found by $GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"
  } >"$BODY_FILE"
  cat "$BODY_FILE" >>"$GITHUB_STEP_SUMMARY"
`);

/** Commits what is staged and pushes it to `$BRANCH`, on top of what others push at the same time. */
export const PUSH_REVERT =
  REFUSE +
  GIT_CREDENTIALS +
  COMMIT +
  script(`
  for ((attempt = 1; attempt <= 5; attempt++)); do
    if git push --quiet origin "HEAD:refs/heads/$BRANCH"; then exit; fi
    git fetch --quiet origin "$BRANCH"
    if ! git -c user.name='istio-gitops' -c user.email='istio-gitops@users.noreply.github.com' rebase --quiet FETCH_HEAD; then
      git rebase --abort
      refuse "What was pushed to $BRANCH meanwhile is at odds with the revert: revert by hand."
    fi
  done
  refuse "The revert could not be pushed to $BRANCH."
`);
