#!/usr/bin/env python3
"""Fails on an include against the ranks (design: a file includes only lower ranks; folders of one rank never include each other)."""

import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2]).resolve()

# folder -> (rank, folders of its own rank that it may include)
FOLDERS = {
    "sdk/core": (0, set()),
    "drivers": (1, set()),
    "proto": (1, set()),
    "offline_store": (2, set()),
    "ledger": (2, set()),
    "sdk/terminal": (3, set()),
    "sdk/c_api": (3, {"sdk/terminal"}),
    "tools": (4, {"ledger"}),
    "examples": (4, {"tests/simulators"}),
    "tests": (4, {"tests/simulators", "tools"}),
    "benchmarks": (4, {"tests/simulators"}),
}
# Inside offline_store/, sync may use journal and catalog; these two use neither.
STORE_PARTS = {"journal": set(), "catalog": set(), "sync": {"journal", "catalog"}}
CORE_HEADERS = re.compile(r"^[a-z_]+$")  # <vector>, <chrono>: the standard library's have no dot and no slash
SOURCE = re.compile(r"\.(c|cc|cpp|h|hpp|inc)$")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def folder_of(path):
    text = path.relative_to(ROOT).as_posix()
    for folder in sorted(FOLDERS, key=len, reverse=True):
        if text.startswith(folder + "/"):
            return folder
    return None


def target_of(header, including):
    """The folder that a kazasu header lies in, and its path; nothing for a header of someone else's."""
    if header.startswith("kazasu/v1/") and header.endswith(".pb.h"):
        return "proto", None
    own = folder_of(including)
    candidates = [ROOT / folder / "include" / header for folder in FOLDERS]
    candidates += [including.parent / header, ROOT / own / header, ROOT / "tests" / header]
    for candidate in candidates:
        if candidate.is_file():
            return folder_of(candidate), candidate
    return None, None


def store_part(path):
    text = path.relative_to(ROOT / "offline_store").as_posix()
    match = re.match(r"(?:include/kazasu/)?(journal|catalog|sync)/", text)
    return match.group(1) if match else None


def main():
    problems = []
    files = [p for folder in FOLDERS for p in (ROOT / folder).rglob("*") if p.is_file() and SOURCE.search(p.name)]
    for path in sorted(set(files)):
        own = folder_of(path)
        rank = FOLDERS[own][0]
        for bracket, header in INCLUDE.findall(path.read_text(encoding="utf-8")):
            where = f"{path.relative_to(ROOT)}: includes {header}"
            target, found = target_of(header, path)
            if target is None:
                if header.startswith("kazasu/"):
                    problems.append(f"{where}: no folder has it")
                elif own == "sdk/core" and not CORE_HEADERS.match(header):
                    problems.append(f"{where}: sdk/core uses the standard library only")
                continue
            if target == own:
                if own == "offline_store" and found is not None:
                    mine, theirs = store_part(path), store_part(found)
                    if mine and theirs and mine != theirs and theirs not in STORE_PARTS[mine]:
                        problems.append(f"{where}: {mine}/ may not use {theirs}/")
                continue
            target_rank, _ = FOLDERS[target]
            if target_rank >= rank and target not in FOLDERS[own][1] and not (target == "tests"):
                problems.append(f"{where}: {own} (rank {rank}) may not use {target} (rank {target_rank})")
    for problem in problems:
        print(problem)
    print(f"ranks: {len(files)} files, {len(problems)} includes against them")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
