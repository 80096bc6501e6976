#!/usr/bin/env bash
# Commits beside SQLite in a layout of rows and beside the disk's own limit, in turn, ROUNDS times: JSON lines on standard
# output, then how they compare. Arguments: bench_journal, a folder on the disk that is measured, the peers' folder (or
# none). COMMITS: of each round (2,000).
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: $0 BENCH_JOURNAL FOLDER [PEERS_FOLDER]" >&2; exit 2; }
commits=${COMMITS:-2000}
"$1" "$2" "$commits"
[ -n "${3:-}" ] || { echo "no peer: set KAZASU_PEERS to the folder of the peers' benchmark programs" >&2; exit 0; }
work=$2/peers
mkdir -p "$work/2-journal"
cp -r "$3/common" "$work/"
cp "$3/2-journal/physical.cc" "$work/2-journal/"
# SQLite and a bare log alone: what LMDB, RocksDB and PostgreSQL need is not asked of the machine.
sed -e '/^#include <lmdb/d; /^#include <rocksdb/d; /^#include <postgresql/d' \
  -e '/^#define MD(x)/,/^\/\/ Floor/{/^\/\/ Floor/!d}' -e '/peer == "lmdb/d; /peer == "rocksdb/d; /peer == "pg/d' \
  "$3/2-journal/journal.cc" > "$work/2-journal/journal.cc"
g++ -O2 -march=x86-64-v2 -std=c++20 "$work/2-journal/journal.cc" -o "$work/journal" -lsqlite3 -lz
g++ -O2 -march=x86-64-v2 -std=c++20 "$work/2-journal/physical.cc" -o "$work/physical"
for _ in $(seq "${ROUNDS:-3}"); do
  "$work/physical" --dir "$2" --n "$commits"
  for peer in own-log-prealloc sqlite-wal-full sqlite-wal-full-blob; do
    "$work/journal" --peer "$peer" --n "$commits" --dir "$work/data"
  done
  "$1" "$2" "$commits" 1
done | tee "$work/lines"
python3 - "$work/lines" <<'PYTHON'
import json, statistics, sys
rows = {}
for line in open(sys.argv[1]):
    if line.startswith("{") and "peer" in (one := json.loads(line)):
        rows.setdefault(one["peer"], []).append(one)
def median(peer, field):
    return statistics.median(one[field] for one in rows[peer])
limit = median("raw 1KiB pwrite+fdatasync (preallocated)", "p50_us")
p50 = median("kazasu journal", "p50_us") / limit
written = median("kazasu journal", "written_B") / median("sqlite-wal-full", "written_B")
print(f"p50 {p50:.2f} x a raw 1 KiB write (aim 1.3); SQLite in 7 rows {median('sqlite-wal-full', 'p50_us') / limit:.2f} x")
print(f"bytes written, as the kernel counts them, {written:.2f} x SQLite in 7 rows (README.md says what that counts)")
PYTHON
