// Schema 2: what an answer depended on beside its statement, the transaction it belongs to, and the scope.
// Exchanges of before have no state (NULL: it is not known) and belong to the unnamed scope, 0.
// The index on fingerprints is made here for recordings that are sealed already; unsealing drops it, sealing makes it.

export const stateAndScope = `
CREATE TABLE session_state (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

CREATE TABLE scope (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);
INSERT INTO scope (id, name) VALUES (0, '');

ALTER TABLE session ADD COLUMN scope_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE exchange ADD COLUMN scope_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE exchange ADD COLUMN state_id INTEGER REFERENCES session_state (id);
ALTER TABLE exchange ADD COLUMN transaction_id INTEGER REFERENCES exchange (id);
ALTER TABLE exchange ADD COLUMN begun_after INTEGER;

DROP INDEX IF EXISTS exchange_by_fingerprint;
CREATE INDEX exchange_by_scope ON exchange (fingerprint, scope_id) WHERE fingerprint IS NOT NULL;
CREATE INDEX exchange_by_gap ON exchange (session_id) WHERE gap IS NOT NULL;

CREATE VIEW v_scopes AS
SELECT s.id AS scope,
       s.name,
       count(e.id) AS exchanges,
       count(DISTINCT e.session_id) AS sessions,
       sum(e.gap IS NOT NULL) AS gaps
  FROM scope s
  LEFT JOIN exchange e ON e.scope_id = s.id
 GROUP BY s.id;

CREATE VIEW v_states AS
SELECT e.id AS exchange, s.name AS state, e.transaction_id AS transaction_begun_by, e.begun_after, c.name AS scope
  FROM exchange e
  LEFT JOIN session_state s ON s.id = e.state_id
  JOIN scope c ON c.id = e.scope_id;
`;
