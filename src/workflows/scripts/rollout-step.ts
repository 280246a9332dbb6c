import { script } from '../script';
import { changeRelease } from './release-change';

/** Takes the step that the inputs name. They come by `=` and behind `--`, so that none of them can be an option. */
export function takeRolloutStep(command: string): string {
  return (
    changeRelease(command) +
    script(`

    options=(--env="$ENVIRONMENT")
    if [[ -n $ROLLOUT_VERSION ]]; then options+=(--version="$ROLLOUT_VERSION"); fi
    if [[ -n $WEIGHT && $STEP == start ]]; then options+=(--weight="$WEIGHT"); fi
    if [[ -n $WEIGHT && $STEP != start ]]; then options+=(--to="$WEIGHT"); fi
    if [[ -n $STEPS ]]; then options+=(--steps="$STEPS"); fi
    change rollout "$STEP" "\${options[@]}" -- "$SERVICE"
    if git diff --quiet; then
      show <<<"$STEP changes nothing"
      exit 1
    fi
  `)
  );
}
