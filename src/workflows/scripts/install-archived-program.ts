import { script } from '../script';

/** Downloads `$URL`, refuses it unless its digest is `$DIGEST`, and puts its `$MEMBER` on the PATH as `$PROGRAM`. */
export const INSTALL_ARCHIVED_PROGRAM = script(`
  archive=$(mktemp)
  curl --silent --show-error --fail --location --proto '=https' --retry 3 --max-time 300 --output "$archive" "$URL"
  # A SHA-256 has 64 digits, a SHA-512 has 128.
  "sha$((\${#DIGEST} * 4))sum" --check --strict --quiet <<<"$DIGEST  $archive"
  mkdir -p "$TOOLS/bin"
  tar --extract --gzip --to-stdout --file "$archive" "$MEMBER" >"$TOOLS/bin/$PROGRAM"
  chmod +x "$TOOLS/bin/$PROGRAM"
  rm "$archive"
  echo "$TOOLS/bin" >>"$GITHUB_PATH"
`);
