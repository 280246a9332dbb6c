import { script } from '../script';

/**
 * To stand before what calls them, for texts that somebody else has a say in:
 *
 * - `show` passes its standard input on to the log. The runner obeys lines that begin with two colons, and what stands
 *   behind `##[` anywhere in a line, until it is told not to.
 * - `as_code` makes Markdown of it, and nothing in it can end that: a carriage return would begin a line, too.
 */
export const SHOW = script(`
  show() {
    local token
    token=$(cat /proc/sys/kernel/random/uuid)
    echo "::stop-commands::$token"
    cat
    printf '\\n::%s::\\n' "$token"
  }
  as_code() {
    head --bytes=60000 | tr '\\r' ' ' | sed 's/^/    /'
  }
`);
