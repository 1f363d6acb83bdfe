# Installs the test servers, unless this very lock file is installed already.
set -eu

major=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
if [ "${major:-0}" -lt 20 ] || ! command -v npm >/dev/null; then
    echo "The tests need Node.js 20 or newer with npm: install it." >&2
    exit 1
fi
if cmp -s package-lock.json node_modules/.installed-lock.json; then
    exit 0
fi
npm ci --ignore-scripts --no-audit --no-fund
cp package-lock.json node_modules/.installed-lock.json
