#!/usr/bin/env bash
# Member lookup beside the peers: JSON lines on standard output, then how they compare. Arguments: bench_catalog, a folder
# on the disk that is measured, the peers' folder (or none). MEMBERS: how many (1,000,000); each has 2.5 identifiers on
# average. ROUNDS: of lookups (3). PEERS: which ones. QUIET: a program that runs its arguments while the machine is still.
# What an earlier run has built in the folder is used again.
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: $0 BENCH_CATALOG FOLDER [PEERS_FOLDER]" >&2; exit 2; }
bench=$1
folder=$2
peers_folder=${3:-}
members=${MEMBERS:-1000000}
export members bench folder

[ -e "$folder/bench_catalog.db" ] || "$bench" build "$folder" "$members" | tee -a "$folder/lines"
peers=""
if [ -n "$peers_folder" ]; then
  mkdir -p "$folder/3-lookup" "$folder/data"
  cp -r "$peers_folder/common" "$folder/"
  libraries="-lsqlite3"
  peers=${PEERS:-sqlite sqlite-mmap sorted-bsearch eytzinger mphf pagehash}
  if [ -e /usr/include/lmdb.h ] && [ -e /usr/include/rocksdb/db.h ]; then
    cp "$peers_folder/3-lookup/lookup.cc" "$folder/3-lookup/lookup.cc"
    libraries="$libraries -llmdb -lrocksdb"
    peers=${PEERS:-$peers lmdb rocksdb}
  else  # what LMDB and RocksDB need is not asked of the machine
    sed -e '/^#include <lmdb/d; /^#include <rocksdb/d; /^#define MD(x)/,/^static void each/{/^static void each/!d}' \
      -e 's/peer == "lmdb" ? lmdb() : rocks()/sqlite(false)/' "$peers_folder/3-lookup/lookup.cc" > "$folder/3-lookup/lookup.cc"
  fi
  # shellcheck disable=SC2086
  g++ -O2 -march=x86-64-v2 -std=c++20 "$folder/3-lookup/lookup.cc" -o "$folder/lookup" $libraries
  for peer in $peers; do
    [ "$peer" = sqlite-mmap ] || [ -d "$folder/data/$peer" ] || "$folder/lookup" --peer "$peer" --do build --members "$members" \
      --idents $((members * 5 / 2)) --dir "$folder/data"
  done | tee -a "$folder/lines"
fi
export peers

lookups() {
  cat "$folder/bench_catalog.db" > /dev/null  # warm, as the peers' files are
  for _ in $(seq "$1"); do
    "$bench" lookup "$folder" "$members"
    for peer in $peers; do
      for what in warm neg; do
        "$folder/lookup" --peer "$peer" --do "$what" --members "$members" --idents $((members * 5 / 2)) --dir "$folder/data"
      done
    done
  done
}
export -f lookups
# shellcheck disable=SC2086
${QUIET:-} bash -c "lookups ${ROUNDS:-3}" | tee -a "$folder/lines"
"$bench" delta "$folder" "$members"
"$bench" lookup "$folder" "$members"

python3 - "$folder/lines" <<'PYTHON'
import json, statistics, sys
rows = [json.loads(line) for line in open(sys.argv[1]) if line.startswith("{")]
def median(field, **where):
    return statistics.median(row[field] for row in rows if field in row and all(row.get(k) == v for k, v in where.items()))
file_mb = median("file_mb", do="build", area="catalog")
print(f"{'':16}{'file MB':>9}{'build s':>9}{'p50 us':>9}{'p99 us':>9}{'unknown p50':>13}")
def line(name, mb, build, **values):
    print(f"{name:16}{mb:9.1f}{build:9.1f}{values['p50']:9.2f}{values['p99']:9.2f}{values['neg']:13.2f}")
line("kazasu", file_mb, median("build_s", do="build", area="catalog"), p50=median("p50_us", do="member"),
     p99=median("p99_us", do="member"), neg=median("p50_us", do="stranger"))
for peer in dict.fromkeys(row["peer"] for row in rows if row.get("do") == "warm"):
    built = "sqlite" if peer == "sqlite-mmap" else peer
    line(peer, median("size_MB", do="build", peer=built), median("build_s", do="build", peer=built),
         p50=median("p50_us", do="warm", peer=peer), p99=median("p99_us", do="warm", peer=peer),
         neg=median("p50_us", do="neg", peer=peer))
if any(row.get("peer") == "sqlite" for row in rows):
    print(f"file {file_mb / median('size_MB', do='build', peer='sqlite'):.3f} x SQLite's (aim 0.6)")
print(f"lookup p99 {median('p99_us', do='member'):.1f} us (aim 30), opening {median('open_ms', do='open'):.1f} ms (aim 100)")
PYTHON
