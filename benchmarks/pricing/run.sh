#!/usr/bin/env bash
# Quotes beside the peers, in turn, ROUNDS times: JSON lines on standard output. Argument: the peers' folder.
# zen-engine takes part where npm can install it.
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: $0 PEERS_FOLDER" >&2; exit 2; }
peers=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/peers"
cp -r "$peers/1-rules" "$peers/common" "$peers/js" "$work/peers/"  # their programs look for data beside themselves
python3 "$work/peers/1-rules/gen.py"
python3 "$here/store_campaigns.py" "$work/store"
# The peers' own flags, but for -O3, which the release preset has: for their programs and ours alike.
flags=(-O3 -march=x86-64-v2 -std=c++20)
g++ "${flags[@]}" "$work/peers/1-rules/rules.cc" -o "$work/rules"
mkdir "$work/objects"
printf '%s\0' "$here/pricing_benchmark.cpp" "$root"/sdk/core/pricing/*.cpp "$root"/sdk/core/values/*.cpp |
  xargs -0 -P "$(nproc)" -I{} sh -c 'g++ "$@" -c {} -o '"$work/objects"'/$(basename {}).o' sh \
    "${flags[@]}" -I"$root/sdk/core/include" -I"$root/sdk/core"
g++ "$work"/objects/*.o -o "$work/bench_pricing"

zen=$work/peers/js
mv "$work/peers/data/rules" "$work/random"
mkdir -p "$work/peers/data"
(cd "$zen" && rm -f package.json package-lock.json && echo '{}' > package.json &&
  npm install --no-audit --no-fund --silent @gorules/zen-engine@0.54.0) > "$work/npm.log" 2>&1 || zen=
[ -n "$zen" ] || echo "zen-engine left out: npm could not install it" >&2

for _ in $(seq "${ROUNDS:-3}"); do
  for campaigns in store random; do
    for n in 100 1000 10000; do
      "$work/rules" --peer naive --n "$n" --lines 20 --reps 10 --data "$work/$campaigns"
      "$work/rules" --peer index --n "$n" --lines 20 --reps 10 --data "$work/$campaigns"
      if [ "$campaigns" = store ]; then
        "$work/bench_pricing" --n "$n" --lines 20 --reps 10 --data "$work/store"
        "$work/bench_pricing" --n "$n" --lines 20 --reps 10 --data "$work/store" --quoted added-line
      else
        "$work/bench_pricing" --n "$n" --lines 20 --reps 10 --data "$work/random" --scenario kinds
        "$work/bench_pricing" --n "$n" --lines 20 --reps 2 --data "$work/random" --scenario names
      fi
      if [ -n "$zen" ] && [ "$n" = 1000 ]; then
        ln -sfn "$work/$campaigns" "$work/peers/data/rules"
        (cd "$zen" && node rules.mjs zen-table "$n" 20 500 3)
      fi
    done
  done
done
