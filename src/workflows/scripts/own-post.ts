import { script } from '../script';

/**
 * `own_post LIST MARKER`, to stand before what calls it, behind {@link GITHUB_API}: the number of the newest open issue, or
 * the id of the oldest comment, that begins with the marker and was written by a workflow; nothing where there is none.
 * Others can write the marker, too.
 */
export const OWN_POST = script(`
  own_post() {
    local page found own
    for ((page = 1; page <= 30; page++)); do
      found=$(github GET "$1" --get --data state=open --data per_page=100 --data "page=$page")
      own=$(jq --raw-output --arg marker "$2" 'map(select(
        .user.login == "github-actions[bot]" and (.body // "" | startswith($marker))
      )) | .[0] | .number // .id // empty' <<<"$found")
      if [[ -n $own ]] || (($(jq length <<<"$found") < 100)); then break; fi
    done
    echo "$own"
  }
`);
