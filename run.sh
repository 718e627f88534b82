#!/bin/sh
# Builds a release build and opens the mortgage sample; arguments replace the sample: ./run.sh audit --help
# Without a display it writes the audit of the sample to files, prints its summary and says where they are.
set -eu
cd "$(dirname "$0")"
tools/install-packages
build=build/release
[ -f "$build/build.ninja" ] || meson setup "$build" --buildtype=release >&2
ninja -C "$build" app/counterpoint sample questions >&2
sample=$build/data/mortgage/mortgage.counterpoint
if [ $# -gt 0 ]; then
  exec "$build/app/counterpoint" "$@"
fi
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  exec "$build/app/counterpoint" "$sample"
fi
mkdir -p build/audit
for format in table json csv; do
  "$build/app/counterpoint" audit "$sample" --intervals --quiet --format $format -o "build/audit/mortgage-audit.$format"
done
mv build/audit/mortgage-audit.table build/audit/mortgage-audit.txt
cat build/audit/mortgage-audit.txt
echo
echo "There is no display, so the audit of the mortgage sample was written to"
ls "$PWD"/build/audit/mortgage-audit.*
