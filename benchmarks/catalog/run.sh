#!/usr/bin/env bash
# Member lookup beside SQLite: JSON lines on standard output. Arguments: bench_catalog, a folder on the disk that is
# measured, the peers' folder (or none). MEMBERS: how many (1,000,000); each has 2.5 identifiers on average.
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: $0 BENCH_CATALOG FOLDER [PEERS_FOLDER]" >&2; exit 2; }
members=${MEMBERS:-1000000}
"$1" "$2" "$members"
[ -n "${3:-}" ] || { echo "no peer: set KAZASU_PEERS to the folder of the peers' benchmark programs" >&2; exit 0; }
mkdir "$2/3-lookup" "$2/data"
cp -r "$3/common" "$2/"
# SQLite alone: what LMDB and RocksDB need is not asked of the machine.
sed -e '/^#include <lmdb/d; /^#include <rocksdb/d; /^#define MD(x)/,/^static void each/{/^static void each/!d}' \
  -e 's/peer == "lmdb" ? lmdb() : rocks()/sqlite(false)/' "$3/3-lookup/lookup.cc" > "$2/3-lookup/lookup.cc"
g++ -O2 -march=x86-64-v2 -std=c++20 "$2/3-lookup/lookup.cc" -o "$2/lookup" -lsqlite3
for what in build warm neg; do
  "$2/lookup" --peer sqlite --do "$what" --members "$members" --idents $((members * 5 / 2)) --dir "$2/data"
done
