#!/usr/bin/env bash
# Sets up what Foyer needs on this machine: Python packages in .venv, and system packages by apt
# when that is possible without asking. Nothing is fetched while pyproject.toml and uv.lock stay
# the same, so it works without a network after the first time. It may be interrupted and run again.
#
#   deploy/setup.sh run     what `make demo` and a production machine need
#   deploy/setup.sh dev     the same and the tools of the tests
#   deploy/setup.sh test    the same and what the tests run against: PostgreSQL, Redis, directories, Chromium
#
# `again` as a second word tries once more what could not be installed.
#
# PYTHON chooses the interpreter, for example PYTHON=python3.12 make setup.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

LEVEL=${1:-run}
UV_VERSION=0.13.9
VENV=.venv
STAMP=$VENV/.foyer-stamp          # what was installed; written last
BUSY=$VENV/.foyer-installing      # there while packages are being installed
PLACE=$VENV/.foyer-place          # the folder that it was made in
NETWORK="Is there a network connection? It is needed the first time only."
LDAP_PACKAGES="gcc libc6-dev libldap-dev libsasl2-dev python3-dev"

say() { printf 'setup: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# ── System packages ────────────────────────────────────────────────────────────────────────────
can_apt() { command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

# Debian starts every server that it installs, on all interfaces; this file tells it not to.
APT_LOCK=/run/lock/foyer-setup
POLICY=/usr/sbin/policy-rc.d
POLICY_MARK='foyer set-up: start no server while installing'
hold_services() {
  [ ! -e "$POLICY" ] || return 0
  printf '#!/bin/sh\n# %s\nexit 101\n' "$POLICY_MARK" | as_root tee "$POLICY" >/dev/null
  as_root chmod 755 "$POLICY"
}
release_services() { if grep -qs "$POLICY_MARK" "$POLICY"; then as_root rm -f "$POLICY"; fi; }

# A killed run leaves the file behind.
release_forgotten_services() {
  if grep -qs "$POLICY_MARK" "$POLICY" && can_apt; then as_root flock -n "$APT_LOCK" rm -f "$POLICY" || true; fi
}

apt() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 "$@"; }

apt_steps() {
  as_root dpkg --configure -a || true
  apt install -y --no-install-recommends "$@" || { apt update && apt install -y --no-install-recommends "$@"; }
}

# apt_install PACKAGE...: true when they are installed afterwards. One at a time on this machine, so
# that the file above is there as long as anybody needs it.
apt_install() (
  log=$(mktemp)
  say "installing $* (a minute or two; log in $log)"
  if : 2>/dev/null >>"$APT_LOCK"; then exec 8>>"$APT_LOCK" && flock 8; fi
  exec 9>&-
  trap release_services EXIT
  trap 'exit 130' INT TERM HUP
  hold_services
  if apt_steps "$@" >"$log" 2>&1 8>&-; then rm -f "$log"; return 0; fi
  say "apt-get could not install $*. The end of $log:"
  tail -n 3 "$log" >&2
  return 1
)

# need WHAT TEST PACKAGE...: installs the packages when the test fails, or says how to do it.
need() {
  local what=$1 test=$2
  shift 2
  if $test; then return 0; fi
  if can_apt && apt_install "$@" && $test; then return 0; fi
  say "$what: not installed. To have it, run:  sudo apt-get install --no-install-recommends $*"
  return 1
}

# ── Python ─────────────────────────────────────────────────────────────────────────────────────
fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; }

find_python() {
  local candidate
  for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if fits "$candidate"; then command -v "$candidate"; return 0; fi
  done
  return 1
}

count_modules() { find "$VENV"/lib -name '*.py' 2>/dev/null | wc -l; }

# A folder that was moved, an installation that was cut short, lost files and another PYTHON all need a new one.
venv_works() {
  [ ! -e "$BUSY" ] && [ "$(count_modules)" -ge "${HAVE_MODULES:-0}" ] && fits "$VENV/bin/python" && [ "$(cat "$PLACE" 2>/dev/null || pwd)" = "$PWD" ] &&
    { [ -z "${PYTHON:-}" ] || [ "$("$PYTHON" -V)" = "$("$VENV/bin/python" -V)" ]; }
}

make_venv() {
  local python
  python=$(find_python) || die "no Python 3.11, 3.12 or 3.13 found. On Debian or Ubuntu: sudo apt-get install python3 python3-venv"
  say "making $VENV with $("$python" -V)"
  if plain_venv "$python"; then return 0; fi
  if can_apt && apt_install python3-venv && plain_venv "$python"; then return 0; fi
  if type -P uv >/dev/null && uv venv -q --clear --seed --no-python-downloads --python "$python" "$VENV"; then return 0; fi
  die "$python cannot make a virtual environment. Run:  sudo apt-get install python3-venv"
}

# Renamed before it is removed: a half removed one would look whole.
plain_venv() {
  rm -rf "$VENV.old"
  if [ -e "$VENV" ]; then mv "$VENV" "$VENV.old"; fi
  mkdir "$VENV"
  : >"$BUSY"
  "$1" -m venv "$VENV" >/dev/null 2>&1 9>&- || return 1
  if [ -x "$VENV.old/bin/uv" ]; then mv "$VENV.old/bin/uv" "$VENV/bin/uv"; fi # saves fetching it again
  rm -rf "$VENV.old"
}

install_uv() {
  if [ "$("$VENV/bin/uv" --version 2>/dev/null | cut -d' ' -f2)" = "$UV_VERSION" ]; then return 0; fi
  if "$VENV/bin/python" -m pip install -q --disable-pip-version-check "uv==$UV_VERSION" 9>&-; then return 0; fi
  [ -x "$VENV/bin/uv" ] || ln -sf "$(type -P uv)" "$VENV/bin/uv" || die "uv could not be installed. $NETWORK"
}

ldap_headers() {
  command -v gcc >/dev/null && [ -e /usr/include/ldap.h ] && [ -e /usr/include/sasl/sasl.h ] &&
    "$VENV/bin/python" -c 'import os, sysconfig as s; raise SystemExit(not os.path.exists(s.get_path("include") + "/Python.h"))'
}
ldap_possible() { ldap_headers || "$VENV/bin/python" -c 'import ldap' 2>/dev/null; }

sync_once() { "$VENV/bin/uv" sync --frozen --compile-bytecode --no-python-downloads --python "$VENV/bin/python" "$@" 9>&-; }

# Without a network, what another folder has fetched before may do.
sync() { sync_once "$@" || sync_once --quiet --offline "$@"; }

install_packages() {
  local groups=()
  if [ "$WANTED" = run ]; then groups=(--no-dev); fi
  : >"$BUSY"
  pwd >"$PLACE"
  rm -f "$STAMP"
  install_uv
  say "installing Python packages"
  LDAP=missing
  if ldap_possible; then
    if sync "${groups[@]}" --extra ldap; then LDAP=installed; else LDAP=failed; fi
  fi
  if [ "$LDAP" != installed ]; then
    sync "${groups[@]}" || die "the Python packages could not be installed. $NETWORK"
    if [ "$LDAP" = failed ]; then say "directory sign-in: python-ldap could not be built; the reason stands above"; fi
  fi
  printf '%s\n%s\n%s\n%s\n' "$(lock_hash)" "$WANTED" "$LDAP" "$(count_modules)" >"$STAMP.new"
  mv "$STAMP.new" "$STAMP"
  rm -f "$BUSY"
}

# Services may not write into this folder, and starting from source takes seconds longer.
compile_ours() { "$VENV/bin/python" -m compileall -q portal auth search migrations wsgi.py || true; }

# ── What is there already ──────────────────────────────────────────────────────────────────────
lock_hash() { cat pyproject.toml uv.lock deploy/setup.sh | sha256sum | cut -c1-64; }

read_stamp() {
  HAVE_HASH='' HAVE_LEVEL='' LDAP='' HAVE_MODULES=0
  if [ -e "$STAMP" ]; then
    { read -r HAVE_HASH; read -r HAVE_LEVEL; read -r LDAP; read -r HAVE_MODULES; } <"$STAMP" || true
  fi
}

# A machine that has the test tools keeps them.
wanted_level() { if [ "$LEVEL" = run ] && [ "$HAVE_LEVEL" != dev ]; then echo run; else echo dev; fi; }

is_current() {
  read_stamp
  WANTED=$(wanted_level)
  venv_works && [ "$HAVE_HASH" = "$(lock_hash)" ] && [ "$HAVE_LEVEL" = "$WANTED" ] &&
    { [ "$LDAP" != missing ] || ! ldap_headers; }
}

say_ldap() {
  [ "$LDAP" = installed ] ||
    say "directory sign-in: not installed. To have it, run:  sudo apt-get install --no-install-recommends $LDAP_PACKAGES && make setup"
}

# ── Programs that only the tests want ──────────────────────────────────────────────────────────
have_postgresql() { command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
have_redis() { command -v redis-server >/dev/null; }
have_nginx() { command -v openssl >/dev/null && { command -v nginx >/dev/null || [ -x /usr/sbin/nginx ]; }; }
have_dovecot() { command -v dovecot >/dev/null || [ -x /usr/sbin/dovecot ]; }
have_slapd() { command -v ldapadd >/dev/null && { command -v slapd >/dev/null || [ -x /usr/sbin/slapd ]; }; }
have_samba() {
  [ -x /usr/sbin/samba ] && command -v samba-tool >/dev/null && command -v ldbadd >/dev/null &&
    [ -e /usr/share/samba/setup/ad-schema ]
}
have_headless_shell() { command -v chromium-headless-shell >/dev/null; }
have_chromium() { command -v chromium >/dev/null || command -v google-chrome >/dev/null || [ -x /snap/bin/chromium ]; }

have_node() { command -v node >/dev/null && command -v npm >/dev/null; }
have_saml_provider() { command -v php >/dev/null && [ -d /usr/share/simplesamlphp ]; }

# The OpenID provider of the tests: its packages are locked, and lie in a folder for each state of the lock.
openid_provider() {
  local lock target
  lock=$(sha256sum tests/counterparts/oidc/package-lock.json | cut -c1-12)
  target=${XDG_CACHE_HOME:-$HOME/.cache}/foyer/oidc-$lock
  if [ -e "$target/node_modules/oidc-provider" ]; then return 0; fi
  rm -rf "$target.new"
  mkdir -p "$target.new"
  cp tests/counterparts/oidc/package.json tests/counterparts/oidc/package-lock.json "$target.new/"
  say "installing the OpenID provider for the tests"
  if npm ci --prefix "$target.new" --ignore-scripts --no-audit --no-fund >"$target.new/log" 2>&1; then
    rm -rf "$target" && mv "$target.new" "$target"
  else
    say "the OpenID provider for the tests could not be installed. $NETWORK The end of $target.new/log:"
    tail -n 3 "$target.new/log" >&2
  fi
}

test_programs() {
  need "PostgreSQL for the tests" have_postgresql postgresql postgresql-client || true
  need "Redis for the tests" have_redis redis-server || true
  need "nginx for the tests" have_nginx nginx openssl || true
  need "Dovecot for the tests" have_dovecot dovecot-imapd || true
  need "OpenLDAP for the tests" have_slapd slapd ldap-utils || true
  need "Samba as Active Directory for the tests" have_samba samba samba-ad-provision samba-dsdb-modules samba-vfs-modules \
    python3-samba winbind ldb-tools || true
  if need "Node for the OpenID provider of the tests" have_node nodejs npm; then openid_provider; fi
  need "SimpleSAMLphp for the tests" have_saml_provider simplesamlphp php-cli php-xml php-sqlite3 || true
  need "Chromium for the browser tests" have_chromium chromium || true
  # The same without windows takes half the time; not every system has it.
  if can_apt && apt-cache show chromium-headless-shell >/dev/null 2>&1; then
    need "a quicker Chromium for most browser tests" have_headless_shell chromium-headless-shell || true
  fi
}

# ── The steps ──────────────────────────────────────────────────────────────────────────────────
main() {
  # Programs that end by themselves on Ctrl-C would let the shell go on with the next step.
  trap 'say "interrupted; the next run goes on from here"; exit 130' INT TERM HUP
  case $LEVEL in run | dev | test) ;; *) die "usage: deploy/setup.sh run|dev|test" ;; esac
  exec 9>.venv.lock
  if command -v flock >/dev/null && ! flock -n 9; then
    say "another set-up is running in this folder; waiting for it"
    flock 9
  fi
  release_forgotten_services
  if [ -n "${PYTHON:-}" ] && ! fits "$PYTHON"; then die "PYTHON=$PYTHON is no Python 3.11, 3.12 or 3.13"; fi
  if ! is_current || { [ "${2:-}" = again ] && [ "$LDAP" != installed ]; }; then
    WANTED=$(wanted_level)
    venv_works || make_venv
    # shellcheck disable=SC2086  # a list of packages
    need "directory sign-in" ldap_possible $LDAP_PACKAGES || true
    install_packages
  else
    say_ldap
  fi
  compile_ours
  if [ "$LEVEL" = test ]; then test_programs; fi
}

main "$@"
