#!/usr/bin/env python3
"""Writes the recordings of this folder: what evemu-record and hid-recorder write of scanners that send known codes.

A scanner that types sends keys: which key a character is on depends on the layout that the scanner is set to. The tables are
those of xkb's "us" and "jp" (scan.md, section 16.3, has where they differ). Kernel keyboards send MSC_SCAN before each key and
SYN_REPORT after it; 8 ms from one report to the next is Honeywell's default.
"""
import pathlib

HERE = pathlib.Path(__file__).parent
STEP = 0.008
SHIFT, CTRL, ENTER = 42, 29, 28

ROWS = {"1234567890": 2, "qwertyuiop": 16, "asdfghjkl": 30, "zxcvbnm": 44}
BOTH = {",": (51, 0), "<": (51, 1), ".": (52, 0), ">": (52, 1), "/": (53, 0), "?": (53, 1), " ": (57, 0), "!": (2, 1), "#": (4, 1),
        "$": (5, 1), "%": (6, 1), ";": (39, 0), "-": (12, 0)}
US = {"@": (3, 1), "^": (7, 1), "&": (8, 1), "*": (9, 1), "(": (10, 1), ")": (11, 1), "_": (12, 1), "=": (13, 0), "+": (13, 1),
      "[": (26, 0), "{": (26, 1), "]": (27, 0), "}": (27, 1), "\\": (43, 0), "|": (43, 1), ":": (39, 1), "'": (40, 0), '"': (40, 1)}
JIS = {'"': (3, 1), "&": (7, 1), "'": (8, 1), "(": (9, 1), ")": (10, 1), "=": (12, 1), "^": (13, 0), "~": (13, 1), "@": (26, 0),
       "`": (26, 1), "[": (27, 0), "{": (27, 1), "]": (43, 0), "}": (43, 1), "+": (39, 1), ":": (40, 0), "*": (40, 1),
       "\\": (89, 0), "_": (89, 1), "|": (124, 1)}


def key_of(character, layout):
    for row, first in ROWS.items():
        if character.lower() in row:
            return first + row.index(character.lower()), character.isupper()
    return {**BOTH, **layout}[character]


class Keyboard:
    def __init__(self):
        self.lines = ["# EVEMU 1.3", "N: kazasu test scanner", "I: 0003 1209 0001 0110"]
        self.time = 0.0

    def event(self, kind, code, value):
        self.lines.append("E: %.6f %04x %04x %d" % (self.time, kind, code, value))

    def key(self, code, value):
        self.event(4, 4, 0x70000 + code)
        self.event(1, code, value)
        self.event(0, 0, 0)
        self.time += STEP

    def press(self, code, modifier=None):
        if modifier:
            self.key(modifier, 1)
        self.key(code, 1)
        self.key(code, 0)
        if modifier:
            self.key(modifier, 0)

    def scan(self, text, layout):
        for character in text:
            if character == "\x1d":
                self.press(key_of("]", layout)[0], CTRL)
                continue
            code, shifted = key_of(character, layout)
            self.press(code, SHIFT if shifted else None)
        self.press(ENTER)
        self.time += 1.0


def typed(name, layout, scans):
    keyboard = Keyboard()
    for scan in scans:
        keyboard.scan(scan, layout)
    (HERE / (name + ".evemu")).write_text("\n".join(keyboard.lines) + "\n")


# Report 2 of 64 bytes: count, identifier, 56 bytes of data, two of the maker's, a flag for more (scan_vectors.json,
# hid_descriptor-001).
DESCRIPTOR = bytes.fromhex("058c0902a1010912a1028502150026ff0075080501093b95018102058c09fb09fc09fd9503810209fe95388202010666ff09040900"
                           "95028102058c09ff2501750195088102c0c0")


def reports(name, scans):
    lines = ["# hid-recorder", "D: 0", "R: %d %s" % (len(DESCRIPTOR), DESCRIPTOR.hex(" ")), "N: kazasu test scanner",
             "I: 3 1209 0001"]
    time = 0.0
    for scan in scans:
        data = scan[3:].encode()
        for at in range(0, len(data), 56):
            part = data[at:at + 56]
            more = at + 56 < len(data)
            report = bytes([2, len(part)]) + scan[:3].encode() + part.ljust(56, b"\0") + bytes([0, 0, 1 if more else 0])
            lines.append("E: %013.6f %d %s" % (time, len(report), report.hex(" ")))
            time += STEP
        time += 1.0
    (HERE / (name + ".hid")).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    CODES = ["]E04901234567894", "]Q1https://example.jp/m?id=1&t=A_b", "]C1010490123456789410ABC\x1d21S(1)+2"]
    typed("typed_us", US, CODES)
    typed("typed_jis", JIS, CODES)
    reports("hid_pos", CODES + ["]Q1" + "0123456789" * 9])
