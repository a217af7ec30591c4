// Schema 4: the tables of the server as they were described when the recording ended, where the recorder could ask for them
// over a connection of its own.

export const tableSchemas = `
CREATE TABLE table_schema (
  schema_name TEXT NOT NULL,
  table_name  TEXT NOT NULL,
  digest      TEXT NOT NULL,
  definition  TEXT NOT NULL,
  PRIMARY KEY (schema_name, table_name)
) WITHOUT ROWID;
`;
