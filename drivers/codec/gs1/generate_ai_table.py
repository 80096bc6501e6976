"""Writes ai_table.inc from gs1-syntax-dictionary.txt, the GS1 Barcode Syntax Dictionary as released, and the codes of
countries and currencies from Debian's iso-codes. With --check it changes nothing and fails if the dictionary says
something else than ai_table.inc. A new release: replace the dictionary, run this, look at the difference.
"""
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
ISO_CODES = pathlib.Path("/usr/share/iso-codes/json")
COMPONENT = re.compile(r"^(\[?)([NXYZ])(\.\.)?(\d+)(\]?)((?:,\w+)*)$")
CHECKS = {
    "csum", "csumalpha", "gcppos1", "gcppos2", "yymmd0", "yymmdd", "yyyymmdd", "hhmi", "hh", "mi", "ss", "iso3166",
    "iso3166999", "iso3166alpha2", "iso4217", "iso5218", "pcenc", "yesno", "hyphen", "zero", "nonzero", "winding",
    "pieceoftotal", "posinseqslash", "nozeroprefix", "hasnondigit", "iban", "latitude", "longitude", "mediatype",
    "importeridx", "packagetype", "couponcode", "couponposoffer",
}


def read_line(line):
    fields = line.split("#")[0].split()
    numbers = fields.pop(0).split("-")
    flags = fields.pop(0) if not COMPONENT.match(fields[0]) else ""
    components, attributes = [], {"req": [], "ex": [], "dlpkey": None}
    for field in fields:
        component = COMPONENT.match(field)
        if component:
            optional, kind, variable, length, _, checks = component.groups()
            checks = [check for check in checks.split(",") if check]
            assert set(checks) <= CHECKS and len(checks) <= 3, line
            components.append((kind, 1 if variable else int(length), int(length), bool(optional), checks))
            continue
        key, _, value = field.partition("=")
        if key == "dlpkey":
            attributes["dlpkey"] = value
        else:
            attributes[key].append(value)
    assert components and len(attributes["ex"]) <= 1, line
    return numbers[0], numbers[-1], flags, components, attributes


def table():
    rows, components, lengths = [], [], {}
    release = ""
    for line in (HERE / "gs1-syntax-dictionary.txt").read_text().splitlines():
        release = line.removeprefix("# Release: ") if line.startswith("# Release: ") else release
        if not line or line.startswith("#"):
            continue
        first, last, flags, parts, attributes = read_line(line)
        for start in range(int(first[:2]), int(last[:2]) + 1):
            assert lengths.setdefault(start, len(first)) == len(first), "an AI's first two digits tell its length"
        key = attributes["dlpkey"]
        rows.append(
            f'    Ai{{{int(first)}, {int(last)}, {len(first)}, {str("*" in flags).lower()}, {str("?" in flags).lower()}, '
            f'{len(components)}, {len(parts)}, "{";".join(attributes["req"])}", "{"".join(attributes["ex"])}", '
            f'{str(key is not None).lower()}, "{key or ""}"}},')
        for kind, low, high, optional, checks in parts:
            names = ", ".join(f"AiCheck::{check}" for check in checks)
            components.append(f"    AiComponent{{'{kind}', {low}, {high}, {str(optional).lower()}, {{{names}}}}},")
    digits = ", ".join(str(lengths.get(start, 0)) for start in range(100))
    return [f"// GS1 Barcode Syntax Dictionary, release {release}; written by generate_ai_table.py.",
            "// Digits of the AIs that begin with 00 to 99; 0: there are none.",
            f"constexpr std::array<std::uint8_t, 100> kAiDigits{{{digits}}};",
            f"constexpr std::array<AiComponent, {len(components)}> kAiComponents{{{{", *components, "}};",
            f"constexpr std::array<Ai, {len(rows)}> kAis{{{{", *rows, "}};"]


def iso_codes():
    countries = json.loads((ISO_CODES / "iso_3166-1.json").read_text())["3166-1"]
    currencies = json.loads((ISO_CODES / "iso_4217.json").read_text())["4217"]
    numbers = lambda name, entries: (f"constexpr std::array<std::uint16_t, {len(entries)}> {name}{{" +
                                     ", ".join(map(str, sorted(entries))) + "};")
    letters = "".join(sorted(country["alpha_2"] for country in countries))
    return ["// ISO 3166-1 and ISO 4217, from Debian's iso-codes.",
            numbers("kCountries", {int(country["numeric"]) for country in countries}),
            f'constexpr std::string_view kCountryLetters{{"{letters}"}};',
            numbers("kCurrencies", {int(currency["numeric"]) for currency in currencies})]


def main():
    target = HERE / "ai_table.inc"
    if "--check" in sys.argv:
        written = target.read_text().splitlines()
        wanted = table()
        if written[:len(wanted)] != wanted:
            sys.exit("ai_table.inc is not what the dictionary says: run generate_ai_table.py")
        return
    target.write_text("\n".join([*table(), *iso_codes()]) + "\n")


main()
