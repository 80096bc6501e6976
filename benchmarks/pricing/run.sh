#!/usr/bin/env bash
# Quotes beside the peers' C++ floor, in turn, ROUNDS times: JSON lines on standard output. Argument: the peers' folder.
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: $0 PEERS_FOLDER" >&2; exit 2; }
peers=$(cd "$1" && pwd)
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/peers"
cp -r "$peers/1-rules" "$peers/common" "$work/peers/"  # their generator writes beside itself
python3 "$work/peers/1-rules/gen.py"
flags=(-O2 -march=x86-64-v2 -std=c++20)
g++ "${flags[@]}" "$work/peers/1-rules/rules.cc" -o "$work/rules"
g++ "${flags[@]}" -I"$root/sdk/core/include" -I"$root/sdk/core" "$root"/benchmarks/pricing/pricing_benchmark.cpp \
  "$root"/sdk/core/pricing/*.cpp "$root"/sdk/core/values/*.cpp -o "$work/bench_pricing"
data="$work/peers/data/rules"
for _ in $(seq "${ROUNDS:-3}"); do
  for n in 100 1000 10000; do
    "$work/rules" --peer naive --n "$n" --lines 20 --reps 10 --data "$data"
    "$work/rules" --peer index --n "$n" --lines 20 --reps 10 --data "$data"
    "$work/bench_pricing" --n "$n" --lines 20 --reps 10 --data "$data"
    "$work/bench_pricing" --n "$n" --lines 20 --reps 2 --data "$data" --scenario names
  done
done
