"""Writes the fuzz targets' seeds: seed_corpus.py TESTS OUT fills OUT/<target>/ from TESTS/vectors and TESTS/fuzz/corpus."""
import json
import pathlib
import shutil
import sys

# Which targets a group of the scan vectors feeds; {} stands for the group's own name.
SCAN_TARGETS = {
    "retail": ["retail", "classify"], "upce": ["retail", "classify"], "retail_addon": ["retail", "classify"],
    "bytes": ["charset", "classify"], "payment": ["payment_code", "classify"], "classify": ["classify"],
    "emv_cpm": ["emv_cpm", "classify"], "codabar": ["codabar", "classify"], "serial": ["scan_framer"],
    "aim": ["aim_identifier", "classify"], "bill_jp": ["print_jp", "classify"], "book_jp": ["print_jp"],
    "magazine_jp": ["print_jp"], "instore": ["in_store_label", "classify"],
    "price_verifier": ["in_store_label", "check_digit"], "hidpos": ["hid_pos"], "evdev": ["wedge_keys"],
    "totp": ["one_time_code"], "totp_verify": ["one_time_code"], "duplicates": [], "upos": [],
}
# What of an NFC operation's inputs a target takes.
NFC_TARGETS = {
    "felica.polling_response": ("felica", ["frame"]), "felica.read_response": ("felica", ["frame"]),
    "felica.request_service_response": ("felica", ["frame"]),
    "felica.request_system_code_response": ("felica", ["frame"]), "felica.internal_auth": ("felica", ["read_response"]),
    "felica.air_frame": ("felica", ["payload"]), "felica.mac_a_read": ("lite_s_mac", ["ck_block", "rc_block", "data"]),
    "felica.mac_a_write": ("lite_s_mac", ["ck_block", "rc_block", "data"]),
    "felica.diversify_card_key": ("lite_s_mac", ["master_key", "id_block"]), "pcsc.atr": ("atr", ["atr"]),
    "pcsc.apdu_split": ("apdu", ["response"]), "pcsc.sw9000_felica_result": ("apdu", ["response"]),
    "pcsc.transparent_response": ("transparent_session", ["response"]),
    "acr122u.direct_response": ("acr122u", ["response"]), "pn532.inlist_felica": ("acr122u", ["response"]),
    "pn532.parse": ("pn532", ["frame"]), "ndef.decode": ("ndef", ["message"]), "ndef.uri_payload": ("ndef", ["payload"]),
    "ndef.text_payload": ("ndef", ["payload"]), "t2t.ndef_from_memory": ("tag_memory", ["memory"]),
    "t3t.attribute_block": ("tag_memory", ["block"]), "tlv.flat": ("tlv", ["data"]),
    "sdm.verify_encrypted": ("sdm", ["picc_enc", "enc_file"]), "sdm.picc_decrypt": ("sdm", ["picc_enc"]),
    "vas.decrypt": ("vas", ["cryptogram"]), "smarttap.decrypt": ("smart_tap", ["record_bundle"]),
    "rcs380.incommrf_response": ("rcs380", ["data"]), "acr122u.ccid_response": ("ccid", ["frame"]),
    "ntag.originality_signature": ("ntag", ["uid", "signature"]), "ntag.read_cnt": ("ntag", ["response"]),
    "felica.transit_history": ("felica", ["block"]),
}


class Corpus:
    def __init__(self, out):
        self.out = out

    def add(self, target, name, data):
        folder = self.out / target
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def scan_seed(vector):
    if "data_hex" in vector:
        return bytes.fromhex(vector["data_hex"])
    inputs = vector["input"]
    for key in ("chunks", "reports"):
        if key in inputs:
            return b"".join(bytes.fromhex(part[1] if isinstance(part, list) else part) for part in inputs[key])
    if "descriptor_hex" in inputs:
        return bytes.fromhex(inputs["descriptor_hex"])
    if "rows" in inputs:
        return " ".join(inputs["rows"]).encode()
    if "main" in inputs:
        return f"{inputs['main']} {inputs['addon'] or ''}".rstrip().encode()
    if "keys" in inputs:
        return key_seed(vector)
    if "key_hex" in inputs:
        return b"\0\x08\x1e\1\x84\0" + bytes.fromhex(inputs["key_hex"])[:20] + inputs.get("code", "").encode()
    return json.dumps(inputs).encode()


def key_seed(vector):
    """A byte for the settings, then a key code and a motion each."""
    seed = bytearray([1 if vector["config"]["layout"] == "jp" else 0])
    for key in vector["input"]["keys"].split():
        if key == "DROP":
            seed += b"\xff\0"
        elif key[0] != "@":
            seed += bytes([int(key[:-1]), "-+~".index(key[-1])])
    return bytes(seed)


def add_scan_vectors(corpus, file):
    for vector in json.loads(file.read_text())["vectors"]:
        group = vector["group"]
        for target in SCAN_TARGETS.get(group, [group, "classify"] if "data_hex" in vector else [group]):
            corpus.add(target, vector["id"], scan_seed(vector))


def add_nfc_vectors(corpus, file):
    for number, vector in enumerate(json.loads(file.read_text())["vectors"]):
        if vector["op"] in NFC_TARGETS:
            target, keys = NFC_TARGETS[vector["op"]]
            corpus.add(target, f"{number:03}", b"".join(bytes.fromhex(vector["inputs"].get(key, "")) for key in keys))


def add_requests(corpus, file, target):
    """The first of the requests in a file of quote or return vectors, as JSON."""
    whole = json.loads(file.read_text())
    vectors = whole if isinstance(whole, list) else whole.get("vectors", whole.get("cases", []))
    for number, vector in enumerate(vectors[:40]):
        request = vector.get("request", vector.get("input", vector))
        text = json.dumps(request, ensure_ascii=False).encode()
        if len(text) <= 16384:
            corpus.add(target, f"{file.stem}-{number:03}", text)


def add_recordings(corpus, folder):
    """The first lines of each recording, behind the byte that tells whose it is."""
    for number, suffix in enumerate((".evemu", ".hid")):
        for file in sorted(folder.glob("*" + suffix)):
            corpus.add("recording", file.name, bytes([number]) + file.read_bytes()[:12000])


def add_serial_frames(corpus):
    """Scans in lengths and in SSI packets: the settings, then pieces (pause, size, bytes, hang-up)."""
    def pieces(stream):
        cut = [stream[i:i + 64] for i in range(0, len(stream), 64)]
        return b"".join(bytes([1, len(piece) - 1]) + piece + b"\1" for piece in cut)

    def packet(opcode, status, data):
        head = bytes([4 + len(data), opcode, 0, status]) + data
        return head + (-sum(head) & 0xFFFF).to_bytes(2, "big")

    corpus.add("length_framer", "one-byte", b"\1" + pieces(b"\x0d4901234567894\x0849012347"))
    corpus.add("length_framer", "two-bytes", b"\0" + pieces(b"\0\x0d4901234567894"))
    corpus.add("length_framer", "prefix", b"\5" + pieces(b"\xaa\xaa\x55\x0d4901234567894"))
    ean, qr = packet(0xF3, 0, b"\x0b4901234567894"), packet(0xF3, 2, b"\x1c" + b"a" * 40) + packet(0xF3, 0, b"\x1cend")
    corpus.add("ssi_framer", "ean", b"\0" + pieces(ean + packet(0xF3, 1, b"\x0b4901234567894")))
    corpus.add("ssi_framer", "two-packets", b"\0" + pieces(qr))
    corpus.add("ssi_framer", "event", b"\0" + pieces(packet(0xF6, 0, b"\1") + ean))
    corpus.add("scan_framer", "block-check", b"\x13" + pieces(b"\x02123\x033"))


def main():
    tests, out = map(pathlib.Path, sys.argv[1:])
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    corpus = Corpus(out)
    add_scan_vectors(corpus, tests / "vectors/scan_vectors.json")
    add_nfc_vectors(corpus, tests / "vectors/nfc_vectors.json")
    add_recordings(corpus, tests / "vectors/recordings")
    add_serial_frames(corpus)
    add_requests(corpus, tests / "vectors/pricing_vectors.json", "message_json")
    add_requests(corpus, tests / "vectors/returns_vectors.json", "message_json")
    for file in sorted((tests / "fuzz/corpus").rglob("*")):
        if file.is_file():
            corpus.add(file.parent.name, file.name, file.read_bytes())


main()
