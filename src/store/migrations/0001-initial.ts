// Schema 1. Every column is described in docs/recording.md; a published migration is never edited.
// No index on random keys here: those are made when a recording is sealed (seal.ts), because keeping them while
// recording costs several times the insert itself.

export const initial = `
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE session (
  id                  INTEGER PRIMARY KEY,
  protocol            TEXT NOT NULL,
  user                TEXT NOT NULL,
  database            TEXT NOT NULL,
  capabilities        INTEGER NOT NULL,
  charset             INTEGER NOT NULL,
  max_packet_bytes    INTEGER NOT NULL,
  attributes          TEXT NOT NULL,
  client_tls_protocol TEXT,
  client_tls_cipher   TEXT,
  server_tls_protocol TEXT,
  server_tls_cipher   TEXT,
  server_version      TEXT NOT NULL,
  greeting            BLOB NOT NULL,
  auth_plugin         TEXT NOT NULL,
  auth_outcome        TEXT NOT NULL,
  login_reply         BLOB NOT NULL,
  started_at_us       INTEGER NOT NULL,
  ended_at_us         INTEGER,
  ending              TEXT NOT NULL
);

-- affected_rows and last_insert_id have no type on purpose: MySQL's are unsigned 64-bit numbers,
-- and those above 9223372036854775807 are kept as text, which any numeric affinity would round.
CREATE TABLE response (
  id                  INTEGER PRIMARY KEY,
  hash                TEXT NOT NULL,
  encoding            INTEGER NOT NULL,
  outcome             TEXT NOT NULL,
  error_code          INTEGER,
  sqlstate            TEXT,
  error_message       TEXT,
  affected_rows,
  last_insert_id,
  warnings            INTEGER,
  status              INTEGER,
  columns             INTEGER,
  rows                INTEGER,
  prepared_id         INTEGER,
  prepared_parameters INTEGER,
  skipped_metadata    INTEGER NOT NULL,
  bytes               INTEGER NOT NULL,
  head                BLOB NOT NULL
);

CREATE TABLE response_chunk (
  response_id INTEGER NOT NULL REFERENCES response (id),
  n           INTEGER NOT NULL,
  bytes       BLOB NOT NULL,
  PRIMARY KEY (response_id, n)
);

CREATE TABLE exchange (
  id                  INTEGER PRIMARY KEY,
  session_id          INTEGER NOT NULL REFERENCES session (id),
  ordinal             INTEGER NOT NULL,
  command             TEXT NOT NULL,
  database            TEXT NOT NULL,
  response_id         INTEGER REFERENCES response (id),
  prepare_exchange_id INTEGER REFERENCES exchange (id),
  fingerprint         TEXT,
  started_at_us       INTEGER NOT NULL,
  first_byte_us       INTEGER NOT NULL,
  last_byte_us        INTEGER NOT NULL,
  gap                 TEXT,
  parameters          TEXT,
  sql                 TEXT,
  request             BLOB
);

CREATE TABLE statement_text (
  id         INTEGER PRIMARY KEY,
  first_word TEXT NOT NULL,
  main_table TEXT NOT NULL,
  shape      TEXT NOT NULL,
  count      INTEGER NOT NULL,
  examples   TEXT NOT NULL
);
CREATE INDEX statement_text_by_words ON statement_text (first_word, main_table);
CREATE INDEX statement_text_by_table ON statement_text (main_table);

CREATE VIEW v_sessions AS
SELECT s.id AS session,
       s.protocol,
       s.user,
       s.database,
       s.server_version,
       s.auth_plugin,
       s.auth_outcome,
       COALESCE(s.client_tls_protocol, '-') || ' / ' || COALESCE(s.server_tls_protocol, '-') AS tls,
       strftime('%Y-%m-%dT%H:%M:%S', s.started_at_us / 1000000, 'unixepoch')
         || printf('.%06dZ', s.started_at_us % 1000000) AS started,
       round((s.ended_at_us - s.started_at_us) / 1e6, 3) AS seconds,
       s.ending,
       COALESCE(c.exchanges, 0) AS exchanges
  FROM session s
  LEFT JOIN (SELECT session_id, count(*) AS exchanges FROM exchange GROUP BY session_id) c ON c.session_id = s.id;

CREATE VIEW v_exchanges AS
SELECT e.id AS exchange,
       e.session_id AS session,
       e.ordinal,
       strftime('%Y-%m-%dT%H:%M:%S', e.started_at_us / 1000000, 'unixepoch')
         || printf('.%06dZ', e.started_at_us % 1000000) AS time,
       e.command,
       COALESCE(e.sql, p.sql) AS statement,
       e.parameters,
       e.database,
       COALESCE(r.outcome, 'none') AS outcome,
       CASE WHEN r.error_code IS NOT NULL
            THEN r.error_code || COALESCE(' (' || r.sqlstate || ')', '') || COALESCE(': ' || r.error_message, '')
       END AS error,
       r.affected_rows,
       r.last_insert_id,
       r.warnings,
       r.rows,
       COALESCE(r.bytes, 0) AS bytes,
       e.last_byte_us / 1000.0 AS ms,
       e.gap
  FROM exchange e
  LEFT JOIN exchange p ON p.id = e.prepare_exchange_id
  LEFT JOIN response r ON r.id = e.response_id;

CREATE VIEW v_statements AS
SELECT statement,
       count(*) AS count,
       sum(outcome = 'error') AS errors,
       round(sum(ms), 3) AS total_ms,
       round(avg(ms), 3) AS mean_ms,
       sum(rows) AS rows
  FROM v_exchanges
 WHERE statement IS NOT NULL AND command <> 'COM_STMT_PREPARE'
 GROUP BY statement;

CREATE VIEW v_gaps AS
SELECT exchange, session, ordinal, time, command, statement, outcome, gap
  FROM v_exchanges
 WHERE gap IS NOT NULL;
`;
