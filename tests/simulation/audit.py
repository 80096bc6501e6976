#!/usr/bin/env python3
"""Audits a ledger's database with arithmetic of its own: python3 audit.py ledger.db

It shares no code with the ledger. It reads the entries as they were taken in, decodes them by itself, and recomputes what
the books must hold: the chains of hashes, exactly one posting set an entry, conservation of points, coupons used once.
Prints one line and ends with 0, or prints every problem and ends with 1.
"""

import collections
import hashlib
import sqlite3
import struct
import sys

CHECKOUT, RETURN, VOID, LEASES_ENDED = 1, 2, 3, 4
ACCEPTED, ADJUSTED, REFUSED = 0, 1, 2
ISSUED, REDEEMED, EXPIRED, JOINED = "program:issued", "program:redeemed", "program:expired", "program:joined"
DEBT = "debt"
ITSELF = "ledger"


def fields(message):
    """The fields of a protobuf message: number -> list of values (integers, or bytes)."""
    found = collections.defaultdict(list)
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    while at < len(message):
        key = varint()
        kind = key & 7
        if kind == 0:
            value = varint()
            if value >= 1 << 63:
                value -= 1 << 64
        elif kind == 2:
            size = varint()
            value = message[at : at + size]
            if len(value) != size:
                raise ValueError("cut short")
            at += size
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
            value = message[at : at + size]
            at += size
        else:
            raise ValueError("no such wire type")
        found[key >> 3].append(value)
    return found


def first(found, number, default=0):
    return found[number][-1] if found.get(number) else default


class Body:
    """What the books need of an EntryBody (proto/kazasu/v1/journal.proto)."""

    def __init__(self, data):
        body = fields(data)
        self.transaction_id = first(body, 1, b"").decode()
        self.business_date = first(body, 2, b"").decode()
        self.has_member = bool(first(body, 5, b""))
        self.redeemed = self.awarded = self.restored = self.taken_back = 0
        self.applied, self.codes, self.issued, self.released, self.sale = [], [], [], [], ""
        self.generation, self.leased, self.held = 0, {}, 0
        self.taken, self.within, self.offer_set = [], set(), b""
        self.ended = first(fields(body[20][-1]), 1) if body.get(20) else 0
        if body.get(10):
            content = fields(body[10][-1])
            basket = fields(first(content, 4, b""))
            quote = fields(first(content, 5, b""))
            self.codes = [code.decode() for code in basket.get(5, [])]
            self.redeemed = first(quote, 9)
            self.awarded = sum(first(fields(award), 2) for award in quote.get(11, []))
            self.applied = [first(fields(one), 1, b"").decode() for one in quote.get(2, [])]
            self.taken = [(first(one, 1, b"").decode(), (1, first(one, 2), first(one, 3))) for one in map(fields, quote.get(2, []))]
            self.offer_set = bytes(first(content, 2, b""))
            funding = fields(first(content, 20, b""))
            self.within = {offer.decode() for offer in funding.get(3, [])}
            self.generation = first(funding, 1)
            for one in map(fields, funding.get(2, [])):
                self.leased[first(one, 1, b"").decode()] = first(one, 2)
                self.held += first(one, 3)
            for one in quote.get(15, []):
                coupon = fields(one)
                self.issued.append((first(coupon, 2, b"").decode(), first(coupon, 4)))
        if body.get(11):
            content = fields(body[11][-1])
            self.sale = first(content, 1, b"").decode()
            booked = fields(first(content, 4, b""))
            self.restored = first(booked, 2)
            self.taken_back = first(booked, 4)
            self.released = [coupon.decode() for coupon in content.get(6, [])]


def framed(data):
    return struct.pack(">Q", len(data)) + data


def entry_hash(terminal, epoch, before, row):
    """SHA-256 of domain, terminal, epoch, seq, kind, times, hash before and body (design.md, section 8): integers in 8
    bytes big-endian, texts and blobs after their length."""
    numbers = (epoch, row["seq"], row["kind"], row["wall_unix_ms"], row["monotonic_ns"])
    data = framed(b"kazasu.entry.v1") + framed(terminal.encode())
    data += b"".join(struct.pack(">Q", number & (1 << 64) - 1) for number in numbers)
    return hashlib.sha256(data + framed(before) + framed(bytes(row["body"]))).digest()


def number_of(terminal, epoch, seq):
    return f"{terminal}-{epoch}-{seq:06d}"


class Auditor:
    def __init__(self, file):
        self.db = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        self.db.row_factory = sqlite3.Row
        self.problems = []
        self.entries = {}  # number -> (row, Body)
        self.sums = collections.Counter()

    def problem(self, what):
        self.problems.append(what)

    def rows(self, sql, *values):
        return self.db.execute(sql, values)

    def run(self):
        if self.db.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            self.problem("the database is damaged")
        self.read_intake()
        self.check_postings()
        self.check_conservation()
        self.check_projections()
        self.check_coupons()
        self.check_enrollments()
        self.check_leases()
        self.check_budgets()

    def read_intake(self):
        place = before = None
        expected_verdict = collections.Counter()
        by_number = collections.defaultdict(list)
        transactions = {}
        for row in self.rows("SELECT * FROM intake ORDER BY terminal, epoch, seq"):
            name = number_of(row["terminal"], row["epoch"], row["seq"])
            if place is None or place[:2] != (row["terminal"], row["epoch"]):
                place, before = (row["terminal"], row["epoch"], 0), bytes(32)
            if row["seq"] != place[2] + 1:
                self.problem(f"{name}: the entries before it are missing")
            place = (row["terminal"], row["epoch"], row["seq"])
            before = entry_hash(row["terminal"], row["epoch"], before, row)
            if before != bytes(row["hash"]):
                self.problem(f"{name}: its hash is not that of what is stored")
            by_number[row["terminal"]].append(row["verdict_number"])
            try:
                body = Body(bytes(row["body"]))
            except (ValueError, IndexError, UnicodeDecodeError):
                body = None
                if row["decision"] != REFUSED:
                    self.problem(f"{name}: it cannot be read and was not refused")
            if body and row["decision"] != REFUSED:
                key = (row["terminal"], row["epoch"], body.business_date, body.transaction_id)
                if key in transactions:
                    self.problem(f"{name}: the transaction of {transactions[key]} again")
                transactions[key] = name
                if body.business_date != row["business_date"]:
                    self.problem(f"{name}: its business date is another in the books")
            self.entries[name] = (row, body)
        for terminal, numbers in by_number.items():
            if sorted(numbers) != list(range(1, len(numbers) + 1)):
                self.problem(f"{terminal}: its verdicts are not numbered from 1 without gaps")

    def check_postings(self):
        """Each entry's points are posted once and to one account; nothing else is posted."""
        moved = collections.defaultdict(collections.Counter)
        places = collections.defaultdict(list)
        self.lots = collections.Counter()
        for row in self.rows("SELECT * FROM posting ORDER BY account_id, terminal, epoch, seq, n"):
            name = number_of(row["terminal"], row["epoch"], row["seq"])
            if row["points"] <= 0 or row["debit"] == row["credit"]:
                self.problem(f"{name}: a posting moves nothing")
            places[name, row["account_id"]].append(row["n"])
            for book, points in ((row["debit"], -row["points"]), (row["credit"], row["points"])):
                self.sums[book if book.startswith("program:") else "outstanding"] += points
                if book.startswith("program:"):
                    moved[name, row["account_id"]][book] += points
                else:
                    self.lots[row["account_id"], book] += points
        for (name, account), numbers in places.items():
            if numbers != list(range(1, len(numbers) + 1)):
                self.problem(f"{name}: its postings are not numbered from 1 without gaps")
            if name.startswith(ITSELF + "-"):
                continue
            entry = self.entries.get(name)
            if entry is None:
                self.problem(f"{name}: posted, and never taken in")
            elif entry[0]["decision"] == REFUSED or entry[0]["account_id"] != account:
                self.problem(f"{name}: posted to {account}, which is not its account")
        for name, (row, body) in self.entries.items():
            if row["decision"] == REFUSED or body is None:
                continue
            got = moved[name, row["account_id"]]
            # What an expired lot gave back for a redemption that came late is a movement between the two.
            if row["kind"] == CHECKOUT:
                if body.has_member and (-got[ISSUED], got[REDEEMED]) != (body.awarded, body.redeemed):
                    self.problem(f"{name}: {-got[ISSUED]} awarded and {got[REDEEMED]} redeemed are posted, the entry says {body.awarded} and {body.redeemed}")
            elif row["decision"] == ACCEPTED and body.has_member:
                if (got[ISSUED], -got[REDEEMED]) != (body.taken_back, body.restored):
                    self.problem(f"{name}: {got[ISSUED]} taken back and {-got[REDEEMED]} restored are posted, the entry says {body.taken_back} and {body.restored}")
                if body.sale not in self.entries:
                    self.problem(f"{name}: the sale {body.sale} is not in the books")

    def check_conservation(self):
        issued, redeemed, expired, outstanding = -self.sums[ISSUED], self.sums[REDEEMED], self.sums[EXPIRED], self.sums["outstanding"]
        if issued != redeemed + expired + outstanding + self.sums[JOINED] or self.sums[JOINED] != 0:
            self.problem(f"issued {issued} is not redeemed {redeemed} + expired {expired} + outstanding {outstanding}")
        # What terminals say they gave and took, added up apart from the books.
        said = collections.Counter()
        for row, body in self.entries.values():
            if row["decision"] == REFUSED or body is None or not row["account_id"]:
                continue
            said["redeemed"] += body.redeemed
            said["awarded"] += body.awarded
            if row["decision"] == ACCEPTED:
                said["redeemed"] -= body.restored
                said["awarded"] -= body.taken_back
        adjusted_returns = any(row["decision"] == ADJUSTED and row["kind"] != CHECKOUT for row, _ in self.entries.values())
        opening = sum(row[0] for row in self.rows("SELECT points * (CASE debit WHEN ? THEN 1 ELSE -1 END) FROM posting WHERE kind = 1 AND ? IN (debit, credit)", ISSUED, ISSUED))
        if not adjusted_returns and (said["redeemed"], said["awarded"] + opening) != (redeemed, issued):
            self.problem(f"terminals redeemed {said['redeemed']} and issued {said['awarded'] + opening}, the books {redeemed} and {issued}")

    def check_projections(self):
        """The lots that posting works with are what the postings come to."""
        stored = {(row["account_id"], row["lot"]): row["points"] for row in self.rows("SELECT * FROM lot")}
        for key in stored.keys() | self.lots.keys():
            if stored.get(key, 0) != self.lots[key]:
                self.problem(f"{key[0]}: lot {key[1]} has {stored.get(key, 0)} points, its postings come to {self.lots[key]}")
        for (account, lot), points in stored.items():
            is_debt = lot == DEBT or lot.startswith(DEBT + ":")
            if points < 0 and not is_debt or points > 0 and is_debt:
                self.problem(f"{account}: lot {lot} has {points} points")

    def check_coupons(self):
        """A right is used up once; every further use was found and attributed (I-11)."""
        coupons = {row[0] for row in self.rows("SELECT offer FROM coupon_offer")}
        reasons = collections.defaultdict(set)
        for row in self.rows("SELECT * FROM exception"):
            reasons[number_of(row["terminal"], row["epoch"], row["seq"])].add(row["reason"])
        used = collections.Counter()
        for row in self.rows("SELECT * FROM coupon WHERE used_by NOT IN ('', 'joined')"):
            used[row["used_by"], row["coupon"]] += 1
        given_back = {(body.sale, coupon) for _, body in self.entries.values() if body for coupon in body.released}
        for name, (row, body) in self.entries.items():
            if row["decision"] == REFUSED or body is None or row["kind"] != CHECKOUT or not body.has_member:
                continue
            for coupon in set(body.applied) & coupons:
                excepted = reasons[name] & {"coupon_used_twice", "coupon_not_held"}
                settled = used[name, coupon] + (coupon in body.codes) + ((name, coupon) in given_back)
                if not settled and not excepted:
                    self.problem(f"{name}: coupon {coupon} was used, and no right to it was used up")
                if used[name, coupon] > 1:
                    self.problem(f"{name}: coupon {coupon} used up {used[name, coupon]} rights")
        for row, body in self.entries.values():
            if row["decision"] == ADJUSTED and not reasons[number_of(row["terminal"], row["epoch"], row["seq"])]:
                self.problem(f"{number_of(row['terminal'], row['epoch'], row['seq'])}: adjusted without an exception")

    def check_leases(self):
        """What is leased or held is gone from what others may take: all of it together is in the lots (I-12). What is left
        of a lease is what was granted less what the entries of its holder spent; nobody spends under a lease that he has
        ended; and no spend within a lease overdraws, whatever others did meanwhile."""
        reasons = collections.defaultdict(set)
        for row in self.rows("SELECT * FROM exception"):
            reasons[number_of(row["terminal"], row["epoch"], row["seq"])].add(row["reason"])
        spent, ended = collections.Counter(), collections.Counter()
        for name, (row, body) in sorted(self.entries.items(), key=lambda one: (one[1][0]["terminal"], one[1][0]["epoch"], one[1][0]["seq"])):
            if row["decision"] == REFUSED or body is None:
                continue
            journal = (row["terminal"], row["epoch"])
            ended[journal] = max(ended[journal], body.ended)
            for wallet, points in body.leased.items():
                if points == 0:
                    continue
                if "lease_exceeded" in reasons[name]:
                    self.problem(f"{name}: {points} points were spent beyond the lease")
                elif body.generation <= ended[journal]:
                    self.problem(f"{name}: spent under generation {body.generation} of leases, which was ended")
                else:
                    spent[row["account_id"], wallet, *journal, body.generation] += points
            covered = body.leased.get("", 0) + (0 if "hold_lapsed" in reasons[name] else body.held)
            if body.redeemed > 0 and covered == body.redeemed and "overdraft" in reasons[name]:
                self.problem(f"{name}: a spend within its lease or hold overdrew the account")
        reserved = collections.Counter()
        for row in self.rows("SELECT * FROM lease"):
            journal = (row["terminal"], row["epoch"])
            reserved[row["account_id"], row["wallet"]] += row["granted"] - row["spent"]
            said = spent[row["account_id"], row["wallet"], *journal, row["generation"]]
            if row["spent"] != said:
                self.problem(f"{row['account_id']}: {row['spent']} points of the lease of {row['terminal']} are spent, its entries say {said}")
            if row["generation"] <= ended[journal]:
                self.problem(f"{row['account_id']}: the lease of {row['terminal']} was ended and is still there")
        for row in self.rows("SELECT * FROM hold"):
            reserved[row["account_id"], row["wallet"]] += row["granted"] - row["spent"]
        lots = collections.Counter()
        for row in self.rows("SELECT * FROM lot WHERE points > 0"):
            lots[row["account_id"], row["wallet"]] += row["points"]
        for place, points in reserved.items():
            if points > lots[place]:
                self.problem(f"{place[0]}: {points} points are leased or held, there are {lots[place]}")

    def budgets_of_offer_sets(self):
        """What the programs that were ever loaded say: by offer set its budgets, (offer, kind) -> the most."""
        sets = {}
        for row in self.rows("SELECT name, bytes FROM offer_set"):
            budgets = sets[bytes(row["name"])] = {}
            for offer in map(fields, fields(bytes(row["bytes"])).get(2, [])):
                budget = fields(first(offer, 13, b""))
                for kind in (1, 2, 3):
                    if first(budget, kind) > 0:
                        budgets[first(offer, 1, b"").decode(), kind] = first(budget, kind)
        return sets

    def check_budgets(self):
        """No budget is overspent (I-12): what terminals used within their shares and what they have left of them is at most
        the budget; what is left of a share is what was granted less what its holder's entries took; nobody uses a share
        that he has ended; and every use is within one."""
        sets = self.budgets_of_offer_sets()
        most = collections.Counter()
        for budgets in sets.values():
            for place, limit in budgets.items():
                most[place] = max(most[place], limit)
        exceeded = {number_of(row["terminal"], row["epoch"], row["seq"]) for row in self.rows("SELECT * FROM exception WHERE reason = 'budget_exceeded'")}
        used, spent, ended = collections.Counter(), collections.Counter(), collections.Counter()
        for name, (row, body) in sorted(self.entries.items(), key=lambda one: (one[1][0]["terminal"], one[1][0]["epoch"], one[1][0]["seq"])):
            if row["decision"] == REFUSED or body is None:
                continue
            journal = (row["terminal"], row["epoch"])
            ended[journal] = max(ended[journal], body.ended)
            if name in exceeded:
                self.problem(f"{name}: an offer was used beyond the terminal's share of its budget")
            for offer, takes in body.taken:
                limited = [kind for kind in (1, 2, 3) if (offer, kind) in sets.get(body.offer_set, {})]
                if limited and offer not in body.within:
                    self.problem(f"{name}: {offer} has a budget, and its use is within no share")
                if limited and body.generation <= ended[journal]:
                    self.problem(f"{name}: used a share of generation {body.generation}, which was ended")
                for kind in limited:
                    used[offer, kind] += takes[kind - 1]
                    spent[offer, kind, *journal, body.generation] += takes[kind - 1]
        left = collections.Counter()
        for row in self.rows("SELECT * FROM budget_lease"):
            left[row["offer"], row["kind"]] += row["granted"] - row["spent"]
            said = spent[row["offer"], row["kind"], row["terminal"], row["epoch"], row["generation"]]
            if row["spent"] != said:
                self.problem(f"{row['offer']}: {row['spent']} of the share of {row['terminal']} are spent, its entries say {said}")
            if row["generation"] <= ended[row["terminal"], row["epoch"]]:
                self.problem(f"{row['offer']}: the share of {row['terminal']} was ended and is still there")
        booked = {(row["offer"], row["kind"]): row for row in self.rows("SELECT * FROM budget")}
        for place in most.keys() | left.keys() | used.keys():
            if used[place] + left[place] > most[place]:
                self.problem(f"{place[0]}: {used[place]} are used and {left[place]} leased, its budget is {most[place]} (kind {place[1]})")
            if place in booked and booked[place]["used"] != used[place]:
                self.problem(f"{place[0]}: {booked[place]['used']} are booked as used, the entries say {used[place]}")

    def check_enrollments(self):
        epochs = collections.defaultdict(list)
        for row in self.rows("SELECT terminal, epoch FROM enrollment ORDER BY terminal, epoch"):
            epochs[row["terminal"]].append(row["epoch"])
        for terminal, found in epochs.items():
            if found != list(range(1, len(found) + 1)):
                self.problem(f"{terminal}: its epochs are not numbered from 1 without gaps")
        for row, _ in self.entries.values():
            if row["epoch"] not in epochs[row["terminal"]]:
                self.problem(f"{row['terminal']}: an entry of epoch {row['epoch']}, which was never enrolled")


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: audit.py ledger.db")
    auditor = Auditor(sys.argv[1])
    auditor.run()
    for problem in auditor.problems[:20]:
        print(problem)
    if auditor.problems:
        sys.exit(1)
    print(f"{len(auditor.entries)} entries, {-auditor.sums[ISSUED]} points issued: whole")


if __name__ == "__main__":
    main()
