#!/bin/sh
# Installs what the page is built with; does nothing when the lock file has not changed since.
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

stamp=node_modules/.parley-lock
[ ! -f "$stamp" ] || ! cmp -s package-lock.json "$stamp" || exit 0
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
cp package-lock.json "$stamp"
