#pragma once

namespace kazasu::ledger {

inline constexpr int kSchemaVersion = 4;
inline constexpr int kApplicationId = 0x6b7a4c31;  // "kzL1"

/// Intake, postings and exceptions are append-only by trigger. Lots, coupons, cards, usage and activity are projections
/// of the postings and entries, kept so that posting reads one account and nothing else.
inline constexpr const char* kSchema = R"sql(
CREATE TABLE enrollment(
  terminal TEXT NOT NULL, epoch INTEGER NOT NULL, company TEXT NOT NULL, store TEXT NOT NULL,
  public_key_pem TEXT NOT NULL, enrolled_unix_ms INTEGER NOT NULL,
  PRIMARY KEY(terminal, epoch)) STRICT, WITHOUT ROWID;
CREATE TABLE enrollment_code(
  code_hash BLOB PRIMARY KEY, terminal TEXT NOT NULL, store TEXT NOT NULL,
  expires_unix_ms INTEGER NOT NULL, used_unix_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE intake(
  terminal TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
  kind INTEGER NOT NULL, wall_unix_ms INTEGER NOT NULL, monotonic_ns INTEGER NOT NULL, hash BLOB NOT NULL, body BLOB NOT NULL,
  received_unix_ms INTEGER NOT NULL, business_date TEXT NOT NULL, account_id TEXT NOT NULL,
  verdict_number INTEGER NOT NULL, decision INTEGER NOT NULL, points_difference INTEGER NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY(terminal, epoch, seq)) STRICT;
CREATE UNIQUE INDEX intake_verdict ON intake(terminal, verdict_number);
CREATE TABLE exception(
  terminal TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, reason TEXT NOT NULL, hash_hex TEXT NOT NULL,
  recorded_unix_ms INTEGER NOT NULL,
  PRIMARY KEY(terminal, epoch, seq, reason, hash_hex)) STRICT, WITHOUT ROWID;

CREATE TABLE account(
  account_id TEXT PRIMARY KEY, provisional INTEGER NOT NULL, first_visit INTEGER NOT NULL, profile BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE identifier(
  hash BLOB PRIMARY KEY, account_id TEXT NOT NULL, key_version INTEGER NOT NULL, kind TEXT NOT NULL,
  sealed_card_key BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX identifier_account ON identifier(account_id);
CREATE TABLE posting(
  account_id TEXT NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, n INTEGER NOT NULL,
  kind INTEGER NOT NULL, debit TEXT NOT NULL, credit TEXT NOT NULL, points INTEGER NOT NULL CHECK(points > 0),
  business_date TEXT NOT NULL, activates_on TEXT NOT NULL, expires_on TEXT NOT NULL,
  offer TEXT NOT NULL, about TEXT NOT NULL, for_lot TEXT NOT NULL, wallet TEXT NOT NULL,
  PRIMARY KEY(account_id, terminal, epoch, seq, n), CHECK(debit <> credit)) STRICT, WITHOUT ROWID;
CREATE INDEX posting_about ON posting(account_id, about) WHERE about <> '';
CREATE TABLE lot(
  account_id TEXT NOT NULL, lot TEXT NOT NULL, points INTEGER NOT NULL, activates_on TEXT NOT NULL, expires_on TEXT NOT NULL, wallet TEXT NOT NULL,
  PRIMARY KEY(account_id, lot)) STRICT, WITHOUT ROWID;
CREATE TABLE coupon(
  account_id TEXT NOT NULL, coupon TEXT NOT NULL, instance TEXT NOT NULL, available_on TEXT NOT NULL, used_by TEXT NOT NULL,
  PRIMARY KEY(account_id, coupon, instance)) STRICT, WITHOUT ROWID;
CREATE TABLE usage(
  account_id TEXT NOT NULL, offer TEXT NOT NULL, business_date TEXT NOT NULL, count INTEGER NOT NULL, points INTEGER NOT NULL,
  PRIMARY KEY(account_id, offer, business_date)) STRICT, WITHOUT ROWID;
CREATE TABLE stamp_card(
  account_id TEXT NOT NULL, offer TEXT NOT NULL, stamps INTEGER NOT NULL,
  PRIMARY KEY(account_id, offer)) STRICT, WITHOUT ROWID;
CREATE TABLE activity(
  account_id TEXT NOT NULL, wallet TEXT NOT NULL, business_date TEXT NOT NULL, checkouts INTEGER NOT NULL, points INTEGER NOT NULL,
  PRIMARY KEY(account_id, wallet, business_date)) STRICT, WITHOUT ROWID;

CREATE TABLE change(
  version INTEGER NOT NULL, account_id TEXT NOT NULL, PRIMARY KEY(version, account_id)) STRICT, WITHOUT ROWID;
CREATE TABLE product(product TEXT PRIMARY KEY, version INTEGER NOT NULL, message BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX product_version ON product(version);
CREATE TABLE store(store TEXT PRIMARY KEY, message BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE offer_set(name BLOB PRIMARY KEY, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE coupon_offer(offer TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE number(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE text(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TRIGGER intake_no_update BEFORE UPDATE ON intake BEGIN SELECT RAISE(ABORT, 'intake is append-only'); END;
CREATE TRIGGER intake_no_delete BEFORE DELETE ON intake BEGIN SELECT RAISE(ABORT, 'intake is append-only'); END;
CREATE TRIGGER posting_no_update BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT, 'postings are append-only'); END;
CREATE TRIGGER posting_no_delete BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'postings are append-only'); END;
CREATE TRIGGER exception_no_update BEFORE UPDATE ON exception BEGIN SELECT RAISE(ABORT, 'exceptions are append-only'); END;
CREATE TRIGGER exception_no_delete BEFORE DELETE ON exception BEGIN SELECT RAISE(ABORT, 'exceptions are append-only'); END;
)sql";

/// Since version 3: leases and holds (docs/leases.md), and where members shop.
inline constexpr const char* kLeaseSchema = R"sql(
CREATE TABLE lease_term(
  terminal TEXT NOT NULL, epoch INTEGER NOT NULL, generation INTEGER NOT NULL, granted_unix_ms INTEGER NOT NULL,
  renew_unix_ms INTEGER NOT NULL, not_after_unix_ms INTEGER NOT NULL, ended INTEGER NOT NULL,
  PRIMARY KEY(terminal, epoch)) STRICT, WITHOUT ROWID;
CREATE TABLE lease(
  account_id TEXT NOT NULL, wallet TEXT NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, generation INTEGER NOT NULL,
  granted INTEGER NOT NULL, spent INTEGER NOT NULL CHECK(spent BETWEEN 0 AND granted), version INTEGER NOT NULL,
  PRIMARY KEY(account_id, wallet, terminal, epoch)) STRICT, WITHOUT ROWID;
CREATE INDEX lease_terminal ON lease(terminal, epoch, version);
CREATE TABLE hold(
  account_id TEXT NOT NULL, wallet TEXT NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL,
  business_date TEXT NOT NULL, transaction_id TEXT NOT NULL,
  granted INTEGER NOT NULL, spent INTEGER NOT NULL CHECK(spent BETWEEN 0 AND granted), ends_unix_ms INTEGER NOT NULL,
  PRIMARY KEY(account_id, wallet, terminal, epoch, business_date, transaction_id)) STRICT, WITHOUT ROWID;
CREATE INDEX hold_end ON hold(ends_unix_ms);
CREATE TABLE visit(
  account_id TEXT NOT NULL, store TEXT NOT NULL, terminal TEXT NOT NULL, count INTEGER NOT NULL, last_date TEXT NOT NULL,
  PRIMARY KEY(account_id, store, terminal)) STRICT, WITHOUT ROWID;
CREATE INDEX visit_store ON visit(store, last_date);
)sql";

/// Since version 4: budgets of offers, shares of them, and where offers are used; the keys that terminals have brought
/// in after that of their enrolment, and the signatures of the batches that brought entries.
inline constexpr const char* kBudgetAndKeySchema = R"sql(
CREATE TABLE budget(
  offer TEXT NOT NULL, kind INTEGER NOT NULL, most INTEGER NOT NULL, ceiling INTEGER NOT NULL, used INTEGER NOT NULL,
  beyond INTEGER NOT NULL, largest INTEGER NOT NULL,
  PRIMARY KEY(offer, kind)) STRICT, WITHOUT ROWID;
CREATE TABLE budget_lease(
  offer TEXT NOT NULL, kind INTEGER NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, generation INTEGER NOT NULL,
  granted INTEGER NOT NULL, spent INTEGER NOT NULL CHECK(spent BETWEEN 0 AND granted),
  PRIMARY KEY(offer, kind, terminal, epoch)) STRICT, WITHOUT ROWID;
CREATE INDEX budget_lease_terminal ON budget_lease(terminal, epoch);
CREATE TABLE budget_use(
  offer TEXT NOT NULL, store TEXT NOT NULL, terminal TEXT NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY(offer, store, terminal)) STRICT, WITHOUT ROWID;
CREATE TABLE terminal_key(
  terminal TEXT NOT NULL, epoch INTEGER NOT NULL, number INTEGER NOT NULL CHECK(number > 1), public_key_pem TEXT NOT NULL,
  certificate_request_pem TEXT NOT NULL, introduction BLOB NOT NULL, introduced_unix_ms INTEGER NOT NULL,
  used_unix_ms INTEGER NOT NULL, from_seq INTEGER NOT NULL,
  PRIMARY KEY(terminal, epoch, number)) STRICT, WITHOUT ROWID;
CREATE TABLE batch_signature(
  terminal TEXT NOT NULL, epoch INTEGER NOT NULL, last_seq INTEGER NOT NULL, first_seq INTEGER NOT NULL,
  key_epoch INTEGER NOT NULL, key_number INTEGER NOT NULL, signature BLOB NOT NULL,
  PRIMARY KEY(terminal, epoch, last_seq)) STRICT, WITHOUT ROWID;
CREATE TRIGGER batch_signature_no_update BEFORE UPDATE ON batch_signature BEGIN SELECT RAISE(ABORT, 'signatures are append-only'); END;
CREATE TRIGGER batch_signature_no_delete BEFORE DELETE ON batch_signature BEGIN SELECT RAISE(ABORT, 'signatures are append-only'); END;
)sql";

}  // namespace kazasu::ledger
