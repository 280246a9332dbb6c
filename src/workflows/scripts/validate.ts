import { script } from '../script';
import { SHOW } from './show';

/**
 * `validate WORD…`, to stand before what calls it: what the command says goes to the log and, below `$SUBJECT`, to the
 * summary, and what it finds beside the lines of the pull request as well. Its status is the command's.
 *
 * @param command plain words
 */
export function validateBy(command: string): string {
  return (
    SHOW +
    script(`
    validate() {
      local said="$RUNNER_TEMP/said.txt" annotations="$RUNNER_TEMP/annotations.txt" status=0
      rm -f "$annotations"
      ${command} validate "$@" --report github="$annotations" >"$said" 2>&1 || status=$?
      show <"$said"
      if [[ -f $annotations ]]; then cat "$annotations"; fi
      { echo "### $SUBJECT" && echo && as_code <"$said" && echo; } >>"$GITHUB_STEP_SUMMARY"
      return "$status"
    }
  `)
  );
}

/**
 * Validates, and says in the output `reported` whether `$SARIF` has what was found. Where the command itself failed it must
 * not be told: all that was found before would be taken for mended.
 *
 * @param command plain words
 * @param words what to tell it: plain words, too
 */
export function validateAndReport(command: string, words: readonly string[]): string {
  return (
    validateBy(command) +
    script(`

    status=0
    validate ${[...words, '--report sarif="$SARIF"'].join(' ')} || status=$?
    if ((status <= 1)) && [[ -f $SARIF ]]; then echo 'reported=true' >>"$GITHUB_OUTPUT"; fi
    exit "$status"
  `)
  );
}
