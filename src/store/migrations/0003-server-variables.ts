// Schema 3: the server's variables as a new session has them, where the recorder could ask for them over a connection of its
// own. The column_ fields are those of the column definition that the server gave with the value.

export const serverVariables = `
CREATE TABLE server_variable (
  name            TEXT PRIMARY KEY,
  value           TEXT,
  column_type     INTEGER NOT NULL,
  column_flags    INTEGER NOT NULL,
  column_length   INTEGER NOT NULL,
  column_decimals INTEGER NOT NULL,
  column_charset  INTEGER NOT NULL
) WITHOUT ROWID;
`;
