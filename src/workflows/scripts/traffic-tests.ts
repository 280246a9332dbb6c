import { script } from '../script';
import { SHOW } from './show';

/**
 * Runs the traffic tests, where there are any. What they say goes to the log and, where some fail, to the summary.
 *
 * @param command plain words
 */
export function runTrafficTests(command: string): string {
  return (
    SHOW +
    script(`
    said="$RUNNER_TEMP/traffic-tests.txt" status=0
    ${command} test --pass-with-no-tests >"$said" 2>&1 || status=$?
    show <"$said"
    if ((status > 0)); then
      { echo '### Traffic tests' && echo && as_code <"$said" && echo; } >>"$GITHUB_STEP_SUMMARY"
    fi
    exit "$status"
  `)
  );
}
