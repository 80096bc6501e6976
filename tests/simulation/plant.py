#!/usr/bin/env python3
"""Plants a bug: python3 plant.py bugs/NAME.bug SOURCE_FOLDER OUTPUT writes the source that the bug is in, with it.

A .bug file says in its first line what goes wrong, then `file:` and `caught by:`, then pairs of what stands in the source
and what to put in its place. Each must stand there exactly once: a bug that no longer fits its source is an error.
"""

import pathlib
import re
import sys


def parse(bug):
    text = bug.read_text()
    source = re.search(r"^file: (.+)$", text, re.MULTILINE).group(1)
    pairs = re.findall(r"^<<<<\n(.*?)\n====\n(.*?)\n?>>>>$", text, re.MULTILINE | re.DOTALL)
    return source, pairs


def main():
    bug, folder, output = (pathlib.Path(word) for word in sys.argv[1:])
    source, pairs = parse(bug)
    text = (folder / source).read_text()
    for found, planted in pairs:
        if text.count(found) != 1:
            sys.exit(f"{bug.name}: in {source} this stands {text.count(found)} times, once is wanted:\n{found}")
        text = text.replace(found, planted)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text)


if __name__ == "__main__":
    main()
