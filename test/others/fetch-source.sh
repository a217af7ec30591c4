#!/usr/bin/env bash
# Fetches the source of a Debian package, whose tests are run, into CACHE/suites/NAME, without touching the system.
# Usage: fetch-source.sh NAME [CACHE]     CACHE: $MOCK_TEST_CACHE, else .cache beside test/servers
# Does nothing where it is there already. Where it cannot be had it says why in one line on stderr and exits with 1.
set -euo pipefail

name=${1:?usage: fetch-source.sh NAME [CACHE]}
cache=${2:-${MOCK_TEST_CACHE:-$(dirname "${BASH_SOURCE[0]}")/../servers/.cache}}
final=$cache/suites/$name
[[ ! -d $final ]] || exit 0

give_up() {
  echo "cannot fetch the source of $name: $1" >&2
  exit 1
}
[[ -r /etc/os-release ]] && . /etc/os-release
[[ ${ID:-} == debian ]] || give_up "this machine is not Debian"
for tool in apt-get dpkg-source; do
  command -v $tool >/dev/null || give_up "there is no $tool on this machine"
done

part=$(mkdir -p "$cache/suites" && mktemp -d "$cache/suites/.part-XXXXXX")
trap 'rm -rf "$part"' EXIT
mkdir -p "$part"/apt/{lists/partial,archives/partial}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
# the mirror that this machine's Debian comes from
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 2>/dev/null |
  awk -v release="${VERSION_CODENAME:-sid}" '$2 == release && !found { print $1; found = 1 }')
[[ -n $mirror ]] || give_up "apt's sources name no Debian mirror"

run_apt() {
  apt-get -o Dir::Etc::SourceList="$part/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State::Lists="$part/apt/lists" -o Dir::Cache="$part/apt" -o Acquire::Retries=3 -o APT::Sandbox::User=root \
    "$@" </dev/null >>"$part/apt/log" 2>&1
}
# a mirror may lack the source of one release and have that of another
for suite in "${VERSION_CODENAME:-bookworm}" trixie sid; do
  echo "deb-src [signed-by=$keyring] $mirror $suite main" >"$part/apt/sources.list"
  run_apt -qq update || continue
  rm -rf "$part/get" && mkdir "$part/get"
  (cd "$part/get" && run_apt -qq --download-only source "$name") || true
  shopt -s nullglob
  archives=("$part"/get/*.orig.tar.*z)
  # Debian's own patches are about building
  [[ ${#archives[@]} -gt 0 && ! -e ${archives[0]}/ ]] || continue
  mkdir "$part/tree"
  tar -xf "${archives[0]}" -C "$part/tree" --strip-components=1 || give_up "its archive cannot be unpacked"
  mv "$part/tree" "$final"
  exit 0
done
give_up "no release of the mirror has it ($(grep -m1 -E '^E:' "$part/apt/log" | sed -E 's#[a-z+]+://[^ ]+#the mirror#g' | cut -c1-200 || true))"
