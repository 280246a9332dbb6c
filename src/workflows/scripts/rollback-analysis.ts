import { script } from '../script';
import { CONCLUDE } from './rollback-delivery';

/**
 * Asks `$PROMETHEUS_URL` for all of `$METRICS` every `$INTERVAL` seconds, for `$DURATION` seconds. One bad value is
 * enough; a metric that was never good leaves it open.
 */
export const ANALYZE_METRICS =
  CONCLUDE +
  script(`

  if [[ -z $PROMETHEUS_URL ]]; then
    echo "::warning::vars.$VARIABLE is not set: $SUBJECT is not analysed"
    exit
  fi
  umask 077
  header=$(mktemp)
  trap 'rm -f "$header"' EXIT
  if [[ -n $PROMETHEUS_TOKEN ]]; then echo "Authorization: Bearer $PROMETHEUS_TOKEN" >"$header"; fi

  mapfile -t names < <(jq --raw-output '.[].name' <<<"$METRICS")
  mapfile -t queries < <(jq --raw-output '.[].query | @uri' <<<"$METRICS")
  open=("\${names[@]}")

  # Of the metric with a number, \`state\` and \`value\`.
  measure() {
    state=unknown value='has no answer'
    local answer found
    answer=$(curl --silent --show-error --fail --max-time 60 --get --header @"$header" --data "query=\${queries[$1]}" \\
      "$PROMETHEUS_URL/api/v1/query") || return 0
    found=$(jq --raw-output --argjson i "$1" '
      ($ENV.METRICS | fromjson | .[$i]) as $metric
      | def number: if . == "+Inf" then infinite elif . == "-Inf" then -infinite else tonumber end;
      def is_good: ($metric.min == null or . >= $metric.min) and ($metric.max == null or . <= $metric.max);
      if .status != "success" then error("it is \\(.status)") else .data end
      | if .resultType == "scalar" then [.result[1]] elif .resultType == "vector" then [.result[].value[1]]
        else error("it is a \\(.resultType)") end
      | (map(select(. != "NaN") | number)) as $numbers
      | if any($numbers[]; is_good | not) then "bad"
        elif length > 0 and length == ($numbers | length) then "good"
        else {success: "good", failure: "bad", inconclusive: "unknown"}[$metric.whenEmpty] end
      | [., if ($numbers | length) > 0 then "is \\($numbers[:3] | map(tostring) | join(", "))" else "has no value" end]
      | @tsv' <<<"$answer") || return 0
    IFS=$'\\t' read -r state value <<<"$found"
  }

  deadline=$((SECONDS + DURATION))
  while true; do
    for i in "\${!names[@]}"; do
      measure "$i"
      echo "\${names[i]} $value: $state"
      case $state in
        bad) conclude bad "does not do well: \${names[i]} $value" ;;
        good) unset 'open[i]' ;;
        *) if [[ -n \${open[i]-} ]]; then open[i]="\${names[i]} $value"; fi ;;
      esac
    done
    if ((SECONDS >= deadline)); then break; fi
    sleep "$INTERVAL"
  done
  if ((\${#open[@]} > 0)); then
    whys=$(printf '%s, ' "\${open[@]}")
    conclude unknown "cannot be judged: \${whys%, }"
  fi
`);
