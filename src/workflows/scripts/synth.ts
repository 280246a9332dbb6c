import { script } from '../script';
import { COMMIT, GIT_CREDENTIALS } from './git';

/**
 * Writes the commit message and the text of the pull request: which commit of the sources the tree in `$CHECKOUT` was
 * synthesized from, and what that changes.
 */
export function describeSynthesis(command: string): string {
  return script(`
    commit=$(git rev-parse HEAD)
    source="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/commit/$commit"
    printf 'Synthesize from %s@%s\\n\\nSource: %s\\n' "$GITHUB_REPOSITORY" "\${commit:0:12}" "$source" >"$MESSAGE_FILE"

    git -C "$CHECKOUT" worktree add --quiet --detach "$(realpath "$BEFORE")"
    mkdir -p "$BEFORE/$TREE"
    printf 'Synthesized from %s. Change the sources, not this branch: synth overwrites it.\\n\\n' "$source" >"$BODY_FILE"
    status=0
    ${command} diff "$BEFORE/$TREE" "$CHECKOUT/$TREE" --format markdown >>"$BODY_FILE" || status=$?
    # 1 means that something goes away: whoever merges decides, and sees it in the text.
    if ((status > 1)); then exit "$status"; fi
  `);
}

/** Commits what changed and pushes it to `$BASE`, which a newer push of somebody else refuses. */
export const PUSH_TO_BRANCH =
  GIT_CREDENTIALS +
  script(`
  git add --all
  if git diff --cached --quiet; then
    echo 'Nothing changed.'
    exit
  fi
`) +
  COMMIT +
  script(`
  git push --quiet origin "HEAD:refs/heads/$BASE"
`);
