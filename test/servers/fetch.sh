#!/usr/bin/env bash
# Unpacks a real server, its command-line clients and every library they need into CACHE/mysql or CACHE/mariadb
# (or sysbench, the load of bench/, into CACHE/sysbench, HAProxy, which it compares with, into CACHE/haproxy, or MySQL Router into CACHE/router, MariaDB's test of its client library into
# CACHE/client-test, or its regression tests and the client that runs them into CACHE/mariadb-test),
# with apt's own tools and without touching the system: no package is installed, no root is needed.
# Usage: fetch.sh mysql|mariadb|sysbench|router|haproxy|client-test|mariadb-test [CACHE]     CACHE: $MOCK_TEST_CACHE, else .cache beside this script
# Does nothing where it is done already; two runs at once wait for each other; a broken run leaves nothing behind.
# Where it cannot work it says why in one line on stderr and exits with 1.
set -euo pipefail

recipe=3 # raise it to have every machine fetch again
kind=${1:-}
cache=${2:-${MOCK_TEST_CACHE:-$(dirname "${BASH_SOURCE[0]}")/.cache}}

# suite: which Debian the packages come from, whatever this machine's own; MySQL itself is in sid only
# extra: packages of which only the files are wanted (plugins, dump programs), not what they depend on
case $kind in
  mysql)
    suite=sid
    packages=(mysql-server-core mysql-client-core)
    extra=(mysql-server mysql-client)
    server=usr/sbin/mysqld
    server_options='--no-defaults --basedir="$tree/usr" --plugin-dir="$tree/usr/lib/mysql/plugin" --secure-file-priv='
    clients=(mysql mysqldump mysqladmin mysqlslap)
    client_options='--no-defaults'
    ;;
  mariadb)
    suite=bookworm
    packages=(mariadb-server-core mariadb-client-core)
    extra=(mariadb-server mariadb-client)
    server=usr/sbin/mariadbd
    server_options='--no-defaults --basedir="$tree/usr" --plugin-dir="$tree/usr/lib/mysql/plugin" --lc-messages-dir="$tree/usr/share/mysql" --character-sets-dir="$tree/usr/share/mysql/charsets"'
    clients=(mariadb mariadb-dump mariadb-admin mariadb-slap)
    client_options='--no-defaults --plugin-dir="$libraries/libmariadb3/plugin" --character-sets-dir="$tree/usr/share/mysql/charsets"'
    ;;
  client-test)
    suite=bookworm
    packages=(libc6 libssl3 zlib1g)
    extra=(mariadb-test)
    server=usr/bin/mariadb-client-test
    server_options='--no-defaults'
    version_option=--help # it knows no other that asks no server
    clients=()
    client_options=
    ;;
  mariadb-test)
    suite=bookworm
    packages=(mariadb-client-core libpcre2-posix3)
    extra=(mariadb-test mariadb-test-data)
    server=usr/bin/mariadb-test
    server_options='--no-defaults --plugin-dir="$libraries/libmariadb3/plugin"'
    clients=()
    client_options=
    ;;
  sysbench)
    suite=bookworm
    packages=(sysbench)
    extra=()
    server=usr/bin/sysbench
    server_options=
    clients=()
    client_options=
    ;;
  router)
    suite=sid
    packages=(mysql-router)
    extra=()
    server=usr/bin/mysqlrouter
    server_options=
    clients=()
    client_options=
    ;;
  haproxy)
    suite=bookworm
    packages=(haproxy)
    extra=()
    server=usr/sbin/haproxy
    server_options=
    version_option=-v
    clients=()
    client_options=
    ;;
  *)
    echo "usage: fetch.sh mysql|mariadb|sysbench|router|haproxy|client-test|mariadb-test [CACHE]" >&2
    exit 2
    ;;
esac

give_up() {
  echo "cannot fetch $kind: $1" >&2
  exit 1
}

mkdir -p "$cache" 2>/dev/null || give_up "cannot write to the cache folder"
cache=$(cd "$cache" && pwd)
final=$cache/$kind
is_done() { [[ $(cat "$final/recipe" 2>/dev/null) == "$recipe" ]]; }
is_done && exit 0

[[ -r /etc/os-release ]] && . /etc/os-release
[[ ${ID:-} == debian ]] || give_up "this machine is not Debian"
for tool in apt-get dpkg flock; do
  command -v $tool >/dev/null || give_up "there is no $tool on this machine"
done
for keyring in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp} none; do
  [[ -r $keyring ]] && break
done
[[ $keyring != none ]] || give_up "the package debian-archive-keyring is not installed"

exec 9>"$cache/.$kind.lock"
flock -w 900 9 || give_up "another run has been fetching it for 15 minutes"
is_done && exit 0

rm -rf "$cache/.$kind.part."* # what a killed run has left
part=$cache/.$kind.part.$$
trap 'rm -rf "$part"' EXIT
trap 'exit 130' INT TERM HUP
apt=$part/apt tree=$part/tree
mkdir -p "$apt"/{lists/partial,archives/partial} "$tree" "$part/bin"

# apt with folders of its own, read after the machine's configuration so that proxies and the like still hold.
# The empty status file has every dependency fetched, so that the tree stands on its own.
: >"$apt/status"
cat >"$apt/conf" <<CONF
Dir::State::Lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache::archives "$apt/archives";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear APT::Architectures;
APT::Architectures { "$(dpkg --print-architecture)"; };
#clear Acquire::IndexTargets::deb::DEP-11;
#clear Acquire::IndexTargets::deb::DEP-11-icons-small;
#clear Acquire::IndexTargets::deb::DEP-11-icons;
#clear Acquire::IndexTargets::deb::DEP-11-icons-hidpi;
#clear Acquire::IndexTargets::deb::CNF;
CONF
run_apt() { apt-get -c "$apt/conf" "$@" </dev/null >>"$apt/log" 2>&1 9>&-; }
why() { grep -m1 -E '^(E|W):' "$apt/log" | sed -E 's#[a-z+]+://[^ ]+#the mirror#g' | cut -c1-300 || true; }

# The same mirror that this machine's Debian comes from. indextargets knows only lists that have been fetched.
find_mirror() {
  apt-get "$@" indextargets --format '$(REPO_URI) $(RELEASE)' 2>/dev/null |
    awk -v release="${VERSION_CODENAME:-sid}" '$2 == release && !found { print $1; found = 1 }'
}
mirror=$(find_mirror)
if [[ -z $mirror ]]; then
  run_apt -qq update || give_up "apt-get update failed (no network?): $(why)"
  mirror=$(find_mirror -c "$apt/conf")
fi
[[ -n $mirror ]] || give_up "apt's sources name no Debian mirror"

echo "deb [signed-by=$keyring] $mirror $suite main" >"$apt/sources.list"
cat >>"$apt/conf" <<CONF
APT::Update::Error-Mode "any";
Dir::Etc::SourceList "$apt/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
CONF
echo "fetching $kind from Debian $suite" >&2
run_apt -qq update || give_up "apt-get update failed for Debian $suite (no network?): $(why)"
run_apt -qq -y --download-only install "${packages[@]}" || give_up "apt-get could not download it: $(why)"
[[ ${#extra[@]} == 0 ]] || (cd "$apt/archives" && run_apt -qq download "${extra[@]}") || give_up "apt-get could not download it: $(why)"

for package in "$apt"/archives/*.deb; do
  dpkg -x "$package" "$tree" || give_up "dpkg could not unpack ${package##*/}"
done
rm -rf "$apt" "$tree"/usr/share/{doc,man,info,locale,perl} "$tree"/usr/share/mysql/mysql-test/{suite,plugin}

# Programs run by the tree's own loader and libraries, which need not be the machine's.
loader=$(find "$tree"/{,usr/}lib -path '*/*-linux-*/ld*.so.[0-9]' 2>/dev/null | head -n1 || true)
[[ -n $loader ]] || give_up "there is no program loader in the packages"
loader=${loader#"$tree/"}
triplet=$(basename "$(dirname "$loader")")
write_launcher() { # name, program, options
  cat >"$part/bin/$1" <<LAUNCHER
#!/bin/sh
tree=\$(cd "\$(dirname "\$0")/../tree" && pwd) || exit 1
libraries=\$tree/usr/lib/$triplet
exec "\$tree/$loader" --library-path "\$libraries:\$tree/lib/$triplet:\$tree/usr/lib/mysql/private:\$tree/usr/lib/mysql-router" "\$tree/$2" $3 "\$@"
LAUNCHER
  chmod +x "$part/bin/$1"
}
write_launcher "${server##*/}" "$server" "$server_options"
for client in "${clients[@]}"; do
  [[ -e $tree/usr/bin/$client ]] || continue
  write_launcher "$client" "usr/bin/$client" "$client_options"
done
version=$("$part/bin/${server##*/}" "${version_option:---version}" 2>"$part/errors") || give_up "it does not run here: $(head -n1 "$part/errors")"
rm -f "$part/errors"
sed -nE 's/.* Ver ([^ ]+) .*/\1/p' <<<"$version" | sed -n 1p >"$part/version"
echo $recipe >"$part/recipe"

rm -rf "$final"
mv "$part" "$final"
