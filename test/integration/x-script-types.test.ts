// A scripted server writes columns and rows of the X Protocol as the real one does: what the classic protocol says of a
// table becomes a script, and the script's answer is compared with the server's, field by field.
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { PLAIN } from '../../src/mysqlx/auth/auth-data.ts';
import { framesOf } from '../../src/mysqlx/codec/framing.ts';
import { ServerMessage } from '../../src/mysqlx/constants/message-types.ts';
import { ColumnMetaData, Row } from '../../src/mysqlx/messages/messages.ts';
import type { ResultsetColumnMetaData } from '../../src/mysqlx/messages/schema.ts';
import { createSchema, describeWithServer } from '../servers/index.ts';
import { startScriptText } from '../support/script.ts';
import { XClient, type XPlace } from '../support/x-client.ts';

const TABLE = `CREATE TABLE types (id INT AUTO_INCREMENT PRIMARY KEY, ti TINYINT, su SMALLINT UNSIGNED ZEROFILL,
  mi MEDIUMINT, bu BIGINT UNSIGNED, f FLOAT, d DOUBLE, fd FLOAT(7,3), de DECIMAL(20,3) UNSIGNED, dz DECIMAL(5,0),
  bi BIT(64), da DATE, dt DATETIME(3), ts TIMESTAMP NULL, ti2 TIME(6), y YEAR, ch CHAR(5), vc VARCHAR(20) NOT NULL,
  bn BINARY(4), vb VARBINARY(9), tt TEXT, bl BLOB, en ENUM('x','yes'), se SET('a','b','long'), js JSON, ge GEOMETRY,
  UNIQUE KEY (vc), KEY (mi))`;
const ROWS = `INSERT INTO types VALUES
  (1, -128, 7, -70000, 18446744073709551615, 1.5, -2.25, 3.5, 12345.5, -99999, b'101', '2026-01-02',
   '2026-01-02 03:04:05.678', '2026-01-02 00:00:00', '-26:01:02.500001', 2026, 'ab', 'é', x'00ff', 'abc', 'text', x'00',
   'yes', 'a,long', '{"a": [1, null]}', POINT(1, 2)),
  (2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '0001-01-01', '2026-12-31 03:00:00', '2026-01-02 03:04:00', '00:00:00', 0, '', '',
   x'', '', '', '', NULL, '', 'null', NULL),
  (3, 127, 65535, 8388607, 9223372036854775808, 1e10, 1e300, -1, 0.001, 12, ~0, '9999-12-31',
   '9999-12-31 23:59:59.999', NULL, '838:59:59', 2155, NULL, 'x', NULL, NULL, NULL, NULL, 'x', NULL, NULL, NULL)`;

/** Of MySQL's TEXT and BLOB columns the two protocols tell different lengths. */
const OTHER_LENGTH = ['tt', 'bl'];

describeWithServer('mysql', (server) => {
  const { user, password, host, port } = server;

  async function view(place: XPlace, sql: string) {
    await using client = await XClient.open(place);
    await client.secure();
    await client.login({ mechanism: PLAIN, user, password });
    const frames = [...framesOf([await client.sql(sql)])];
    const columns = frames.filter(({ type }) => type === ServerMessage.RESULTSET_COLUMN_META_DATA);
    const rows = frames.filter(({ type }) => type === ServerMessage.RESULTSET_ROW);
    return {
      types: frames.map(({ type }) => type),
      columns: columns.map(({ payload }) => describeColumn(ColumnMetaData.decode(payload))),
      rows: rows.map(({ payload }) => Row.decode(payload).field.map((field) => field.toString('hex'))),
    };
  }

  test('columns and rows of every type', async () => {
    await using schema = await createSchema(server);
    const sql = `SELECT * FROM ${schema.name}.types ORDER BY id`;
    const classic = await createConnection({ host, port, user, password, charset: 'UTF8MB4_0900_AI_CI' });
    await classic.query(`USE ${schema.name}`);
    await classic.query("SET sql_mode = ''");
    await classic.query(TABLE);
    await classic.query(ROWS);
    const [rows, fields] = await classic.query<never>({
      sql,
      rowsAsArray: true,
      typeCast: (field: { buffer(): Buffer | null }) => field.buffer(),
    });
    await classic.end();
    const trace = { stmts: [{ stmt: sql, result: { columns: fields.map(traceColumn), rows: cellsOf(rows) } }] };
    const mock = await startScriptText(JSON.stringify(trace), 'types.json', { xPort: 0, clientSslMode: 'PREFERRED' });
    const [real, ours] = [
      await view({ host, port: server.xPort ?? 0 }, sql),
      await view({ host: mock.host, port: mock.xPort }, sql),
    ];
    expect(ours.rows).toEqual(real.rows);
    expect(ours.columns).toEqual(real.columns);
    expect(ours.types).toEqual(real.types);
  });
});

/** Every field that was sent, as text. */
function describeColumn(column: ResultsetColumnMetaData) {
  const fields = Object.entries(column).map(([key, value]) => [key, String(value)]);
  const described: Record<string, string> = Object.fromEntries(fields);
  if (OTHER_LENGTH.includes(described['name'] ?? '')) delete described['length'];
  return described;
}

/** A column as mysql2 knows it. */
interface Field {
  readonly name: string;
  readonly orgName: string;
  readonly table: string;
  readonly orgTable: string;
  readonly schema: string;
  readonly columnType: number;
  readonly characterSet: number;
  readonly columnLength: number;
  readonly flags: number;
  readonly decimals: number;
}

function traceColumn(column: unknown) {
  const field = column as Field;
  return {
    name: field.name,
    orig_name: field.orgName,
    table: field.table,
    orig_table: field.orgTable,
    schema: field.schema,
    type: field.columnType,
    character_set: field.characterSet,
    length: field.columnLength,
    flags: field.flags,
    decimals: field.decimals,
  };
}

function cellsOf(rows: readonly (readonly (Buffer | null)[])[]) {
  return rows.map((row) => row.map((cell) => (cell === null ? null : { hex: cell.toString('hex') })));
}
