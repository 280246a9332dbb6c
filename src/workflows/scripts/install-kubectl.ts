import { script } from '../script';

/** Downloads `$URL`, refuses it unless its SHA-512 is `$DIGEST`, and puts its `$MEMBER` on the PATH as kubectl. */
export const INSTALL_KUBECTL = script(`
  archive=$(mktemp)
  curl --silent --show-error --fail --location --proto '=https' --retry 3 --max-time 300 --output "$archive" "$URL"
  sha512sum --check --strict --quiet <<<"$DIGEST  $archive"
  mkdir -p "$PROGRAMS"
  tar --extract --gzip --to-stdout --file "$archive" "$MEMBER" >"$PROGRAMS/kubectl"
  chmod +x "$PROGRAMS/kubectl"
  rm "$archive"
  echo "$PROGRAMS" >>"$GITHUB_PATH"
`);
