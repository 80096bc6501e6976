#!/usr/bin/env python3
"""A terminal written from docs/protocol.md with curl, protoc and openssl, and none of kazasu's code. Prints what it saw as
one JSON object.

usage: by_hand.py SCHEMA_FOLDER LEDGER_URL AUTHORITY_PEM CODE WORK_FOLDER"""
import ctypes
import ctypes.util
import hashlib
import json
import pathlib
import re
import secrets
import subprocess
import sys

SCHEMA, URL, AUTHORITY, CODE = sys.argv[1:5]
WORK = pathlib.Path(sys.argv[5])
KEY, REQUEST, CERTIFICATE, ROLE_KEY = (WORK / name for name in ("terminal.key", "request.pem", "terminal.pem", "role.pem"))
NEXT_KEY, OLD_KEY, OLD_CERTIFICATE = (WORK / name for name in ("next.key", "old.key", "old.pem"))
TRANSACTION, BUSINESS_DATE = "by-hand-1", "2026-11-25"


def run(*command, stdin=b""):
    return subprocess.run(command, input=stdin, stdout=subprocess.PIPE, check=True).stdout


def protoc(direction, message, file, data):
    return run("protoc", f"--proto_path={SCHEMA}", f"--{direction}=kazasu.v1.{message}", f"kazasu/v1/{file}.proto", stdin=data)


def encode(message, text, file="sync"):
    return protoc("encode", message, file, text.encode())


def decode(message, data, file="sync"):
    return protoc("decode", message, file, data).decode()


def quoted(data):
    """Bytes as protobuf's text format writes them."""
    return '"' + "".join(f"\\{byte:03o}" for byte in data) + '"'


def field(text, name):
    """The bytes of the first field `name` that is a string or bytes in protobuf's text format."""
    escaped = re.search(rf'^ *{name}: "((?:[^"\\]|\\.)*)"', text, re.M).group(1)
    return escaped.encode("latin1").decode("unicode_escape").encode("latin1")


def number(text, name):
    found = re.search(rf"^ *{name}: (-?\d+)", text, re.M)
    return int(found.group(1)) if found else 0


def curl(path, body=None, certificate=True):
    """Status and body."""
    command = ["curl", "--silent", "--cacert", AUTHORITY, "--output", WORK / "answer", "--write-out", "%{http_code}", URL + path]
    if certificate:
        command += ["--cert", CERTIFICATE, "--key", KEY]
    if body is not None:
        command += ["--header", "Content-Type: application/x-protobuf", "--data-binary", "@-"]
    (WORK / "answer").write_bytes(b"")
    status = int(run(*command, stdin=body or b""))
    return status, (WORK / "answer").read_bytes()


def frame(domain, *values):
    framed = b""
    for value in (domain.encode(), *values):
        if isinstance(value, int):
            framed += value.to_bytes(8, "big", signed=value < 0)
        else:
            value = value.encode() if isinstance(value, str) else value
            framed += len(value).to_bytes(8, "big") + value
    return framed


def seal(key, context, plain):
    """AES-256-GCM by libcrypto: openssl's command has none."""
    crypto = ctypes.CDLL(ctypes.util.find_library("crypto"))
    crypto.EVP_CIPHER_CTX_new.restype = ctypes.c_void_p
    crypto.EVP_aes_256_gcm.restype = ctypes.c_void_p
    cipher = ctypes.c_void_p(crypto.EVP_CIPHER_CTX_new())
    nonce = secrets.token_bytes(12)
    out, tag, length = ctypes.create_string_buffer(len(plain)), ctypes.create_string_buffer(16), ctypes.c_int()
    crypto.EVP_EncryptInit_ex(cipher, ctypes.c_void_p(crypto.EVP_aes_256_gcm()), None, key, nonce)
    crypto.EVP_EncryptUpdate(cipher, None, ctypes.byref(length), context, len(context))
    crypto.EVP_EncryptUpdate(cipher, out, ctypes.byref(length), plain, len(plain))
    crypto.EVP_EncryptFinal_ex(cipher, None, ctypes.byref(length))
    get_tag = 0x10  # EVP_CTRL_AEAD_GET_TAG
    crypto.EVP_CIPHER_CTX_ctrl(cipher, get_tag, 16, tag)
    crypto.EVP_CIPHER_CTX_free(cipher)
    return nonce + out.raw + tag.raw


def enroll():
    request = encode("EnrollRequest", f'code: "{CODE}" certificate_request_pem: {quoted(make_request(KEY))}')
    status, body = curl("/v1/enroll", request, certificate=False)
    answer = decode("EnrollAnswer", body)
    CERTIFICATE.write_bytes(field(answer, "certificate_pem"))
    return {"status": status, "terminal": field(answer, "terminal").decode(), "epoch": number(answer, "epoch"),
            "journal_key": field(answer, "journal_key"), "root": field(answer, "catalog_root")}


def make_request(key):
    """A new key and its certificate request."""
    run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key)
    run("openssl", "req", "-new", "-key", key, "-subj", "/CN=terminal", "-out", REQUEST)
    return REQUEST.read_bytes()


def renew(terminal):
    """Another certificate, for a new key that the old one signs for; the old ones are kept aside."""
    request = make_request(NEXT_KEY)
    signature = run("openssl", "dgst", "-sha256", "-sign", KEY,
                    stdin=frame("kazasu.renew.v1", terminal["terminal"], terminal["epoch"], request))
    status, body = curl("/v1/renew", encode("RenewRequest", f'''terminal: "{terminal["terminal"]}" epoch: {terminal["epoch"]}
      certificate_request_pem: {quoted(request)} signature_algorithm: "ecdsa-p256-sha256" signature: {quoted(signature)}''', "renew"))
    answer = decode("RenewAnswer", body, "renew")
    OLD_KEY.write_bytes(KEY.read_bytes())
    OLD_CERTIFICATE.write_bytes(CERTIFICATE.read_bytes())
    KEY.write_bytes(NEXT_KEY.read_bytes())
    CERTIFICATE.write_bytes(field(answer, "certificate_pem"))
    return {"status": status, "same_root": field(answer, "catalog_root") == terminal["root"]}


def show_old():
    for now, old in ((KEY, OLD_KEY), (CERTIFICATE, OLD_CERTIFICATE)):
        now.write_bytes(old.read_bytes())


def fields(text, name):
    """The bytes of all fields `name`, as `field`."""
    return [found.encode("latin1").decode("unicode_escape").encode("latin1")
            for found in re.findall(rf'^ *{name}: "((?:[^"\\]|\\.)*)"', text, re.M)]


def messages(text, name):
    """The text of each top-level message field `name`."""
    return re.findall(rf"^{name} \{{\n(.*?)^\}}", text, re.M | re.S)


def check_signatures(role, signed, root):
    """How many of the role's keys in `root` have signed; `signed` is a SignedMetadata as text."""
    trusted = {}
    for key in messages(root, "keys"):
        algorithm, pem = field(key, "algorithm"), field(key, "public_key_pem")
        trusted[hashlib.sha256(frame("kazasu.tuf.key.v1", algorithm, pem)).digest()] = pem
    of_role = messages(root, role)[0]
    wanted, good = fields(of_role, "key_ids"), set()
    covered = frame(f"kazasu.tuf.{role}.v1", field(signed, "metadata"))
    for key_id, signature in zip(fields(signed, "key_id"), fields(signed, "signature")):
        if key_id not in wanted:
            continue
        ROLE_KEY.write_bytes(trusted[key_id])
        (WORK / "signature").write_bytes(signature)
        run("openssl", "dgst", "-sha256", "-verify", ROLE_KEY, "-signature", WORK / "signature", stdin=covered)
        good.add(key_id)
    assert len(good) >= number(of_role, "threshold"), role
    return len(good)


def names(file, data):
    """Whether a MetadataFile names these bytes."""
    return number(file, "bytes") == len(data) and field(file, "sha256") == hashlib.sha256(data).digest()


def fetch_catalog(terminal):
    root_signed = decode("SignedMetadata", terminal["root"], "tuf")
    root = decode("RootMetadata", field(root_signed, "metadata"), "tuf")
    seen = {"root_signatures": check_signatures("root", root_signed, root), "root_version": number(root, "version")}
    status, body = curl(f"/v1/catalog?since=0&root={seen['root_version']}")
    release = decode("CatalogRelease", body, "tuf")
    signed = {role: messages(release, role)[0] for role in ("timestamp", "snapshot", "targets")}
    for role, text in signed.items():
        check_signatures(role, text, root)
    bodies = {role: field(text, "metadata") for role, text in signed.items()}
    timestamp = decode("TimestampMetadata", bodies["timestamp"], "tuf")
    snapshot = decode("SnapshotMetadata", bodies["snapshot"], "tuf")
    targets = decode("TargetsMetadata", bodies["targets"], "tuf")
    seen["chained"] = names(messages(timestamp, "snapshot")[0], bodies["snapshot"]) and names(messages(snapshot, "targets")[0], bodies["targets"])
    members = 0
    for step in messages(targets, "steps"):
        for name in fields(step, "sha256"):
            _, chunk = curl(f"/v1/chunks/{name.hex()}")
            assert hashlib.sha256(chunk).digest() == name
            plain = run("zstd", "-d", "-c", stdin=chunk)
            members += len(re.findall(r"^members \{", decode("Catalog", plain, "catalog"), re.M))
    version = number(targets, "version")
    return seen | {"status": status, "terminal": field(targets, "terminal").decode(), "members": members,
                   "again": curl(f"/v1/catalog?since={version}")[0], "no_such_chunk": curl("/v1/chunks/" + "00" * 32)[0]}


def sale(terminal, seq, points):
    """The entry's fields and its body: a member's sale of 550 yen for some points."""
    transaction = f"{TRANSACTION}-{seq}"
    member = encode("MemberPart", 'account_id: "m-taro"', "journal")
    context = frame("kazasu.member.v1", terminal["terminal"], BUSINESS_DATE, transaction)
    sealed = seal(terminal["journal_key"], context, member)
    body = encode("EntryBody", f'''
      transaction_id: "{transaction}" business_date: "{BUSINESS_DATE}" sealed_member: {quoted(sealed)}
      checkout {{ at: "2026-11-25T10:30:00+09:00"
        quote {{ gross: 550 total: 550 due: 550 awarded_points: {points}
          awards {{ points: {points} activates_on: "2026-11-25" expires_on: "2027-11-30" }} }}
        tenders {{ kind: "cash" amount_minor: 550 }} }}''', "journal")
    return {"seq": seq, "kind": 1, "wall": 1_795_000_000_000 + seq, "monotonic": 1_000_000_000 + seq, "body": body}


def batch(terminal, before, entries):
    """A signed batch, and the hash of its last entry."""
    text, prev = "", before
    for entry in entries:
        prev = hashlib.sha256(frame("kazasu.entry.v1", terminal["terminal"], terminal["epoch"], entry["seq"], entry["kind"],
                                    entry["wall"], entry["monotonic"], prev, entry["body"])).digest()
        text += f'''entries {{ seq: {entry["seq"]} kind: CHECKOUT wall_unix_ms: {entry["wall"]} monotonic_ns: {entry["monotonic"]}
          body: {quoted(entry["body"])} hash: {quoted(prev)} }}'''
    signed = frame("kazasu.batch.v1", terminal["terminal"], terminal["epoch"], before, entries[0]["seq"], len(entries), prev)
    signature = run("openssl", "dgst", "-sha256", "-sign", KEY, stdin=signed)
    head = f'terminal: "{terminal["terminal"]}" epoch: {terminal["epoch"]} prev_hash: {quoted(before)}'
    return encode("Batch", f'{head} signature_algorithm: "ecdsa-p256-sha256" signature: {quoted(signature)} {text}'), prev


def deliver(data):
    status, body = curl("/v1/batches", data)
    if status != 200:
        answer = decode("ErrorAnswer", body)
        return {"status": status, "code": field(answer, "code").decode(), "expected_seq": number(answer, "expected_seq")}
    answer = decode("BatchAnswer", body)
    return {"status": status, "acknowledged_seq": number(answer, "acknowledged_seq"),
            "acknowledged_hash": field(answer, "acknowledged_hash").hex(), "verdicts": len(re.findall(r"^verdicts \{", answer, re.M))}


def authorize(points, transaction):
    request = encode("AuthorizeRequest", f'''business_date: "{BUSINESS_DATE}" transaction_id: "{transaction}"
      account_id: "m-taro" points: {points}''', "authorize")
    status, body = curl("/v1/authorize", request)
    if status != 200:
        return {"status": status, "code": field(decode("ErrorAnswer", body), "code").decode()}
    answer = decode("AuthorizeAnswer", body, "authorize")
    return {"status": status, "points": number(answer, "points"), "ends": number(answer, "ends_unix_ms")}


def main():
    terminal = enroll()
    seen = {"enrolled": {key: terminal[key] for key in ("status", "terminal", "epoch")}, "catalog": fetch_catalog(terminal)}
    first, second = sale(terminal, 1, 5), sale(terminal, 2, 7)
    both, last_hash = batch(terminal, bytes(32), [first, second])
    seen["last_hash"] = last_hash.hex()
    seen["delivered"] = deliver(both)
    seen["delivered_again"] = deliver(both)
    seen["gap"] = deliver(batch(terminal, last_hash, [sale(terminal, 4, 1)])[0])
    seen["fork"] = deliver(batch(terminal, bytes(32), [sale(terminal, 1, 500)])[0])
    seen["tampered"] = deliver(both.replace(b"by-hand-1-2", b"by-hand-1-9"))
    seen["held"] = authorize(200, TRANSACTION + "-9")
    seen["held_again"] = authorize(200, TRANSACTION + "-9")
    seen["not_held"] = authorize(200, TRANSACTION + "-10")
    seen["released"] = authorize(0, TRANSACTION + "-9")["points"]
    verdicts = decode("VerdictsAnswer", curl("/v1/verdicts?since=1")[1])
    seen["renewed"] = renew(terminal)
    seen["under_the_new_key"] = deliver(batch(terminal, last_hash, [sale(terminal, 3, 1)])[0])["acknowledged_seq"]
    show_old()
    seen["under_the_old_key"] = deliver(both)
    seen["verdicts_since_1"] = [number(verdicts, "number"), number(verdicts, "seq")]
    print(json.dumps(seen))


main()
