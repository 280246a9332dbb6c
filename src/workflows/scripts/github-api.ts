import { script } from '../script';

/**
 * `github METHOD PATH [CURL-OPTION…]`, to stand before what calls it: a call of GitHub's API as `$API_TOKEN`, whose
 * answer goes to the standard output. The token is in no argument, which other processes could read.
 */
export const GITHUB_API = script(`
  github() {
    local authorization="Authorization: Bearer $API_TOKEN" again=()
    # Not what writes: it might have been done.
    if [[ $1 == GET ]]; then again=(--retry 3); fi
    curl --silent --show-error --fail-with-body "\${again[@]}" --max-time 60 --request "$1" \\
      --header @<(echo "$authorization") --header 'Accept: application/vnd.github+json' \\
      --header 'X-GitHub-Api-Version: 2022-11-28' "\${@:3}" "$GITHUB_API_URL/$2"
  }
`);
