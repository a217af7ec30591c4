// Works out, when a recording is sealed, what each of its exchanges had to do with data and which version of them it saw.

import type { Database } from 'better-sqlite3';
import { type DataUse, NO_USE } from '../../core/data-use.ts';
import { readShownParameters } from '../../core/recorded-parameters.ts';
import type { TableSchema } from '../../core/recording.ts';
import { Catalogue } from '../../data/catalogue.ts';
import { hashOf, mix } from '../../data/mix.ts';
import { type Step, seenInRun } from '../../data/recorded-run.ts';
import { finalUses, RowColumns } from '../../data/row-columns.ts';
import { withRowKeys } from '../../data/row-keys.ts';
import {
  assignedBy,
  NOT_TOLD,
  noteDefinition,
  noteRefusal,
  type RecordedExchangeRow,
  readRecorded,
} from '../reading/recorded-use.ts';
import { CurrentSchemas } from './current-schemas.ts';

const PAGE = 2000;
const ER_DUP_ENTRY = 1062;

const PAGE_SQL = `
  SELECT e.id, e.session_id AS session, e.scope_id AS scope, e.command, COALESCE(p.database, e.database) AS database,
         e.fingerprint, e.parameters, e.gap, e.begun_after AS begunAfter, s.name AS state, COALESCE(e.sql, p.sql) AS sql,
         e.response_id AS response, r.outcome, r.error_code AS errorCode, r.last_insert_id AS lastInsertId,
         r.affected_rows AS affectedRows, r.warnings,
         CASE WHEN r.outcome = 'ok' THEN instr(r.head, CAST('Rows matched: 0 ' AS BLOB)) END AS meetsNone,
         CASE WHEN r.outcome = 'ok' THEN instr(r.head, CAST('Changed: 0 ' AS BLOB)) END AS changesNone
    FROM exchange e
    LEFT JOIN exchange p ON p.id = e.prepare_exchange_id
    LEFT JOIN session_state s ON s.id = e.state_id
    LEFT JOIN response r ON r.id = e.response_id
   WHERE e.id > ? ORDER BY e.id LIMIT ${PAGE}`;
/** Of the text protocol equal ones are one; elsewhere each may have another schema than is recorded. */
const EACH = "CASE WHEN e.command LIKE 'COM%' THEN 0 ELSE e.id END";
const DEFINITIONS_SQL = `
  SELECT MAX(e.id) AS id, MAX(e.session_id) AS session, sql, database FROM exchange e
   WHERE sql IS NOT NULL AND (sql LIKE '%create%' OR sql LIKE '%alter%') AND fingerprint IS NOT NULL
   GROUP BY sql, database, ${EACH} ORDER BY MIN(e.id)`;
const REFUSED_SQL = `
  SELECT MAX(e.id) AS id, MAX(e.session_id) AS session,
         COALESCE(e.sql, p.sql) AS sql, COALESCE(p.database, e.database) AS database
    FROM response r JOIN exchange e ON e.response_id = r.id LEFT JOIN exchange p ON p.id = e.prepare_exchange_id
   WHERE r.error_code = ${ER_DUP_ENTRY} AND COALESCE(e.sql, p.sql) IS NOT NULL
   GROUP BY COALESCE(e.sql, p.sql), COALESCE(p.database, e.database), ${EACH}`;

/** Writes `data_use` and `exchange_data`, which are empty. */
export function writeDataVersions(db: Database): void {
  const schemas = new CurrentSchemas(db);
  const steps = readSteps(db, catalogueOf(db, schemas), schemas);
  const seen = seenInRun(steps);
  const uses = new Map<DataUse, number>();
  const putUse = db.prepare('INSERT INTO data_use (id, use) VALUES (?, ?)');
  const put = db.prepare(
    'INSERT INTO exchange_data (exchange_id, use_id, identity, version, soft, behind, also) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  steps.forEach(({ exchange, use, identity }, at) => {
    if (isNothing(use)) return;
    let id = uses.get(use);
    if (id === undefined) {
      id = uses.size + 1;
      uses.set(use, id);
      putUse.run(id, JSON.stringify(use));
    }
    const { version = 0, soft = 0, behind = 0, also = [] } = seen[at] ?? {};
    put.run(exchange, id, identity, version, soft, behind, also.length === 0 ? null : JSON.stringify(also));
  });
}

function isNothing(use: DataUse): boolean {
  const { reads, writes, isBeside, ...others } = use;
  return Object.keys(others).length === 0 && reads.length === 0 && writes.length === 0;
}

function catalogueOf(db: Database, schemas: CurrentSchemas): Catalogue {
  const catalogue = new Catalogue();
  const tables = 'SELECT schema_name AS schema, table_name AS "table", digest, definition FROM table_schema';
  catalogue.describe(db.prepare<[], TableSchema>(tables).all());
  type Row = { readonly id: number; readonly session: number; readonly sql: string; readonly database: string };
  const schemaOf = ({ id, session, database }: Row) => schemas.of(session, id, database);
  for (const row of db.prepare<[], Row>(DEFINITIONS_SQL).all()) noteDefinition(catalogue, row.sql, schemaOf(row));
  for (const row of db.prepare<[], Row>(REFUSED_SQL).all()) noteRefusal(catalogue, row.sql, schemaOf(row));
  return catalogue;
}

function readSteps(db: Database, catalogue: Catalogue, schemas: CurrentSchemas): Step[] {
  const page = db.prepare<[number], RecordedExchangeRow>(PAGE_SQL);
  const known = new Map<string, DataUse>();
  const sets = new Map<DataUse, ReturnType<typeof assignedBy>>();
  const steps: Step[] = [];
  let last = 0;
  for (;;) {
    const rows = page.all(last);
    for (const recorded of rows) {
      const { session, id, database } = recorded;
      const row = schemas.isEmpty ? recorded : { ...recorded, database: schemas.of(session, id, database) };
      const step = stepOf(row, known, catalogue);
      if (step.use.writes.length > 0 && !sets.has(step.use)) sets.set(step.use, assignedBy(row));
      steps.push(step);
    }
    last = rows.at(-1)?.id ?? last;
    if (rows.length < PAGE) break;
  }
  const uses = withRowKeys(
    steps.map(({ scope, use }) => ({ scope, use, ...(sets.get(use) ?? NOT_TOLD) })),
    catalogue,
  );
  const columns = new RowColumns(catalogue, [...new Set(uses)]);
  const final = finalUses(new Set(uses), columns);
  return steps.map((step, at) => ({ ...step, use: final.get(uses[at] ?? step.use) ?? step.use }));
}

function stepOf(row: RecordedExchangeRow, known: Map<string, DataUse>, catalogue: Catalogue): Step {
  const { id, session, scope, begunAfter, command, fingerprint, state, parameters, sql } = row;
  const { outcome, errorCode, lastInsertId, affectedRows, warnings, meetsNone, changesNone } = row;
  const facts = [outcome, errorCode, lastInsertId, affectedRows, warnings, meetsNone, changesNone].join(' ');
  const key = [command, row.database, sql, parameters, state, facts].join('\0');
  let use = known.get(key);
  if (use === undefined) {
    use = fingerprint === null ? NO_USE : readRecorded(row, readShownParameters(parameters), catalogue);
    known.set(key, use);
  }
  const settings = (state ?? '').replace(/^autocommit=\S+ in_transaction=\S+/, '');
  const identity = identityOf(row, use, settings);
  const isReset = command === 'COM_RESET_CONNECTION' || command === 'COM_CHANGE_USER' || command === 'Session.Reset';
  const question = `${fingerprint} ${state}`;
  const isError = row.outcome === 'error';
  const answer = row.response ?? 0;
  return { exchange: id, session, scope, begunAfter, use, identity, isReset, question, answer, isError };
}

/** What a write did shows in its answer as well: the id that it was given, whether a row was there already. */
function identityOf(row: RecordedExchangeRow, { writes }: DataUse, settings: string): number {
  const asked = hashOf(`${row.fingerprint} ${settings}`);
  if (writes.length === 0) return mix(asked, 0);
  const isMixed = writes !== 'all' && writes.some(({ mixes }) => mixes === 'all');
  const said = mix(asked, Number(row.lastInsertId ?? 0));
  return isMixed ? mix(said, Number(row.affectedRows ?? 0)) : said;
}
