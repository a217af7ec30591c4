// Schema 5: what each exchange had to do with data, and which version of them it saw. Worked out when a recording is sealed
// (src/data); one that was sealed before has none, and is answered by place.

export const dataVersions = `
CREATE TABLE data_use (
  id  INTEGER PRIMARY KEY,
  use TEXT NOT NULL
);

CREATE TABLE exchange_data (
  exchange_id INTEGER PRIMARY KEY REFERENCES exchange (id),
  use_id      INTEGER NOT NULL REFERENCES data_use (id),
  identity    INTEGER NOT NULL,
  version     INTEGER NOT NULL,
  soft        INTEGER NOT NULL,
  behind      INTEGER NOT NULL,
  also        TEXT
);
`;
