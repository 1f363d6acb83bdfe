#!/bin/sh
# Installs what the page is built and tested with, or with --omit=dev what it is built with; does
# nothing when that is there and the lock file has not changed since.
set -eu
cd "$(dirname -- "$0")/.."

fail() {
    echo "webapp: $1" >&2
    exit 1
}

command -v node >/dev/null || fail "needs Node 20.19 or newer: install it (Debian: nodejs from nodesource, or any other) and put it on the PATH"
command -v npm >/dev/null || fail "needs npm: install it with Node 20.19 or newer and put it on the PATH"
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' \
    || fail "needs Node 20.19 or newer, found $(node --version): install a newer one and put it first on the PATH"

dev=${1:---include=dev}
# All of it is good for a build as well.
for done in --include=dev "$dev"; do
    ! cmp -s package-lock.json "node_modules/.parley$done" || exit 0
done
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error "$dev"
cp package-lock.json "node_modules/.parley$dev"
