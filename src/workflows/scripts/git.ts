import { script } from '../script';

/** Lets git push as `$API_TOKEN` for the rest of the script: by variables, so that it is in no file and no argument. */
export const GIT_CREDENTIALS = script(`
  credentials=$(printf 'x-access-token:%s' "$API_TOKEN" | base64 --wrap=0)
  echo "::add-mask::$credentials"
  export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="http.$GITHUB_SERVER_URL/.extraheader"
  export GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $credentials"
`);

/** Commits what is staged with the message in `$MESSAGE_FILE`. */
export const COMMIT = script(`
  git -c user.name='istio-gitops' -c user.email='istio-gitops@users.noreply.github.com' \\
    commit --quiet --no-verify --file "$MESSAGE_FILE"
`);
