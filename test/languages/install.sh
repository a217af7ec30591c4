#!/usr/bin/env bash
# Installs the runtimes and MySQL drivers of other languages, as Debian packages, for the tests that run a program in them;
# and chromium, for the tests of the page.
# Usage: install.sh [python|sqlalchemy|django|php|doctrine|eloquent|go|gorm|ruby|activerecord|perl|java|chromium|suites]...
# all but doctrine, eloquent, gorm and suites where none is named
# Does nothing where they are installed already; needs Debian, root and a network where they are not.
# Where it cannot work it says why in one line on stderr and exits with 1.
set -euo pipefail

declare -A packages_of=(
  # cryptography is what PyMySQL encrypts a password with for caching_sha2_password without TLS
  [python]='python3-pymysql python3-cryptography python3-mysqldb python3-pytest python3-pytest-xdist'
  [sqlalchemy]='python3-sqlalchemy alembic python3-pymysql python3-cryptography python3-pytest python3-pytest-xdist'
  [django]='python3-django python3-mysqldb python3-pytest python3-pytest-xdist'
  [php]='php-cli php-mysql phpunit'
  [doctrine]='php-cli php-mysql phpunit php-doctrine-orm'
  [eloquent]='php-cli php-mysql phpunit php-illuminate-database php-illuminate-events php-illuminate-filesystem'
  [go]='golang-go golang-github-go-sql-driver-mysql-dev'
  [gorm]='golang-go golang-github-go-sql-driver-mysql-dev golang-github-jinzhu-gorm-dev'
  [ruby]='ruby-mysql2 ruby-minitest ruby-rspec'
  [activerecord]='ruby-activerecord ruby-mysql2 ruby-minitest'
  [perl]='libdbd-mysql-perl libdbd-mariadb-perl'
  [java]='libmariadb-java junit5'
  [chromium]='chromium'
  # what others' suites need besides the drivers
  [suites]='dpkg-dev python3-mock python3-django python3-sqlalchemy ruby-activerecord ruby-mocha ruby-rack ruby-bcrypt php-doctrine-dbal php-doctrine-annotations php-symfony-cache'
)
languages=("$@")
[[ $# -gt 0 ]] || languages=(python sqlalchemy django php go ruby activerecord perl java chromium)

give_up() {
  echo "cannot install ${languages[*]}: $1" >&2
  exit 1
}

wanted=()
for language in "${languages[@]}"; do
  if [[ -z ${packages_of[$language]:-} ]]; then
    echo "usage: install.sh [${!packages_of[*]}]..." >&2
    exit 2
  fi
  read -ra packages <<<"${packages_of[$language]}"
  wanted+=("${packages[@]}")
  # any JDK will do, and one is large
  [[ $language != java || -x /usr/bin/javac ]] || wanted+=(default-jdk-headless)
done

[[ -r /etc/os-release ]] && . /etc/os-release
[[ ${ID:-} == debian ]] || give_up "this machine is not Debian"
for tool in apt-get dpkg-query flock; do
  command -v $tool >/dev/null || give_up "there is no $tool on this machine"
done
is_installed() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }
find_missing() {
  missing=()
  for package in "${wanted[@]}"; do is_installed "$package" || missing+=("$package"); done
}
find_missing
[[ ${#missing[@]} -gt 0 ]] || exit 0
[[ $(id -u) == 0 ]] || give_up "not installed, and only root can install it: ${missing[*]}"

# apt waits for another apt by itself, but not for one that is between two of its steps
exec 9>/run/lock/mysql-replay-languages.lock
flock -w 900 9 || give_up "another run has been installing for 15 minutes"
find_missing
[[ ${#missing[@]} -gt 0 ]] || exit 0

log=$(mktemp)
trap 'rm -f "$log"' EXIT
run_apt() {
  DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=900 -o Acquire::Retries=3 "$@" \
    </dev/null >>"$log" 2>&1 9>&-
}
why() { grep -E '^(E|W):' "$log" | tail -n1 | sed -E 's#[a-z+]+://[^ ]+#the mirror#g' | cut -c1-300 || true; }

echo "installing ${missing[*]}" >&2
# lists that are there may be old, so that what they name is gone
run_apt install --no-install-recommends "${missing[@]}" ||
  { run_apt update && run_apt install --no-install-recommends "${missing[@]}"; } ||
  give_up "apt-get failed (no network?): $(why)"
