#!/bin/sh
# Builds and runs the tests: all suites, or those named: ./test.sh core cli
# The last line is "N passed, N failed", with ", N skipped" when some were.
# BUILD and MESON_ARGS choose another build folder or options; TEST_ARGS goes to `meson test`.
set -eu
cd "$(dirname "$0")"
tools/install-packages test
build=${BUILD:-build/test}
[ -f "$build/build.ninja" ] || meson setup "$build" ${MESON_ARGS:-} >&2
suites=""
for suite in "$@"; do suites="$suites --suite $suite"; done
[ $# -gt 0 ] || ninja -C "$build" >&2 # of named suites only their own programs are built, by meson
rebuild=$([ $# -gt 0 ] || echo --no-rebuild)
status=0
rm -f "$build"/meson-logs/testlog*.junit.xml
meson test -C "$build" $rebuild --print-errorlogs $suites ${TEST_ARGS:-} || status=$?
tools/count-tests "$build"/meson-logs/testlog*.junit.xml --status $status
