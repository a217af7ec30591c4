// Works out, when a recording is sealed, what each of its exchanges had to do with data and which version of them it saw.

import type { Database } from 'better-sqlite3';
import { type DataUse, NO_USE } from '../../core/data-use.ts';
import { readShownParameters } from '../../core/recorded-parameters.ts';
import type { TableSchema } from '../../core/recording.ts';
import { Catalogue } from '../../data/definitions/catalogue.ts';
import { finalUses, RowColumns } from '../../data/definitions/row-columns.ts';
import { type WritingStep, withRowKeys } from '../../data/definitions/row-keys.ts';
import { hashOf, mix } from '../../data/history/mix.ts';
import {
  absentAtFirst,
  beginningsOf,
  type Found,
  foundBy,
  thereAtFirst,
  withBeginnings,
} from '../../data/use/found-object.ts';
import { asChecked, isSameEitherWay, isUnchecked, isUntied } from '../../data/use/unchecked.ts';
import type { Ending, Times } from '../../data/versions/leaving.ts';
import { type SeenByStep, type Step, seenInRun } from '../../data/versions/recorded-run.ts';
import type { DataOf } from '../file/write-digests.ts';
import { PreparedTexts } from '../reading/prepared-texts.ts';
import {
  assignedBy,
  NOT_TOLD,
  noteDefinition,
  noteRefusal,
  type RecordedExchangeRow,
  readRecorded,
} from '../reading/recorded-use.ts';
import { variablesOfData } from '../reading/variables-of-data.ts';
import { UseTexts } from '../use-text.ts';
import { CurrentSchemas } from './current-schemas.ts';
import { ExecutedTexts } from './executed-texts.ts';
import type { Mentioned } from './statement-text.ts';
import { WrittenData } from './written-data.ts';
import { withoutUncertain } from './written-meanwhile.ts';

const PAGE = 2000;
const ER_DUP_ENTRY = 1062;

/** A backquote. */
const QUOTE = 'char(96)';
/** COM_INIT_DB is the USE of its name. */
const PAGE_SQL = `
  SELECT e.id, e.session_id AS session, e.scope_id AS scope, e.command, COALESCE(p.database, e.database) AS database,
         e.fingerprint, e.parameters, e.gap, e.begun_after AS begunAfter, s.name AS state,
         CASE e.command WHEN 'COM_INIT_DB' THEN 'USE ' || ${QUOTE} || replace(CAST(substr(e.request, 2) AS TEXT), ${QUOTE}, ${QUOTE} || ${QUOTE}) || ${QUOTE}
                        ELSE COALESCE(e.sql, p.sql) END AS sql,
         e.response_id AS response, r.outcome, r.error_code AS errorCode, r.last_insert_id AS lastInsertId,
         r.affected_rows AS affectedRows, r.warnings,
         CASE WHEN r.outcome = 'ok' THEN instr(r.head, CAST('Rows matched: 0 ' AS BLOB)) END AS meetsNone,
         CASE WHEN r.outcome = 'ok' THEN instr(r.head, CAST('Changed: 0 ' AS BLOB)) END AS changesNone,
         e.started_at_us AS startedAt, e.started_at_us + e.last_byte_us AS lastAt,
         CASE WHEN e.command IN ('Crud.Insert', 'Prepare.Execute') AND r.outcome = 'ok' THEN r.head END AS told
    FROM exchange e
    LEFT JOIN exchange p ON p.id = e.prepare_exchange_id
    LEFT JOIN session_state s ON s.id = e.state_id
    LEFT JOIN response r ON r.id = e.response_id
   WHERE e.id > ? ORDER BY e.id LIMIT ${PAGE}`;
type Row = readonly [
  id: number,
  session: number,
  scope: number,
  command: string,
  database: string,
  fingerprint: string | null,
  parameters: string | null,
  gap: string | null,
  begunAfter: number | null,
  state: string | null,
  sql: string | null,
  response: number | null,
  outcome: string | null,
  errorCode: number | null,
  lastInsertId: number | string | null,
  affectedRows: number | string | null,
  warnings: number | null,
  meetsNone: number | null,
  changesNone: number | null,
  startedAt: number,
  lastAt: number,
  told: Buffer | null,
];

/** Read as a list and made an object here, which takes half of what it takes SQLite's binding. */
function toRow(row: Row): Writable<RecordedExchangeRow & Times> {
  return {
    id: row[0],
    session: row[1],
    scope: row[2],
    command: row[3],
    database: row[4],
    fingerprint: row[5],
    parameters: row[6],
    gap: row[7],
    begunAfter: row[8],
    state: row[9],
    sql: row[10],
    response: row[11],
    outcome: row[12],
    errorCode: row[13],
    lastInsertId: row[14],
    affectedRows: row[15],
    warnings: row[16],
    meetsNone: row[17],
    changesNone: row[18],
    startedAt: row[19],
    lastAt: row[20],
    told: row[21],
  };
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

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

/** Tells it without a join. */
const HAS_REFUSED_SQL = `SELECT 1 FROM response WHERE error_code = ${ER_DUP_ENTRY} LIMIT 1`;
const XA_SQL = "SELECT 1 FROM exchange WHERE sql LIKE '%xa %' LIMIT 1";
const UNCHECKED_SQL = "SELECT 1 FROM session_state WHERE name LIKE '%foreign_key_checks=''0''%' LIMIT 1";
/** Statements that begin so leave no row that refers to none; tables that are made anew are followed. */
const LEAVING_NONE = 'set drop create truncate select show use begin start commit rollback'.split(' ');
/** By a session that looks at no foreign keys, what may leave such rows. */
const ORPHANS_SQL = `SELECT 1 FROM exchange e JOIN session_state s ON s.id = e.state_id
    LEFT JOIN exchange p ON p.id = e.prepare_exchange_id
   WHERE s.name LIKE '%foreign_key_checks=''0''%' AND COALESCE(e.sql, p.sql) IS NOT NULL
     AND (COALESCE(e.sql, p.sql) LIKE 'create%select%'
          OR ${LEAVING_NONE.map((word) => `COALESCE(e.sql, p.sql) NOT LIKE '${word} %'`).join(' AND ')}) LIMIT 1`;
const NO_DICTIONARY_SQL =
  "SELECT 1 FROM session WHERE server_version LIKE '%MariaDB%' OR server_version LIKE '5.%' LIMIT 1";
const NO_WARNING_SQL = `SELECT 1 FROM session WHERE server_version LIKE '%MariaDB%' OR server_version LIKE '5.%'
  OR server_version GLOB '8.0.[0-9]' OR server_version GLOB '8.0.[0-9][^0-9]*' OR server_version GLOB '8.0.1[0-9]*' LIMIT 1`;
const ASSIGNING_SQL = `SELECT DISTINCT sql FROM exchange
  WHERE sql LIKE '%@%' AND (sql LIKE '%select%' OR sql LIKE '%lock%') AND fingerprint IS NOT NULL`;
const CALLS_SQL = "SELECT 1 FROM exchange WHERE sql LIKE '%call%' LIMIT 1";

/**
 * Writes `data_use` and `exchange_data`, which are empty.
 * @param mentioned what the statements mention; default: all is looked for
 * @returns what was written
 */
export function writeDataVersions(db: Database, mentioned: Mentioned = ANYTHING): DataOf {
  const schemas = new CurrentSchemas(db);
  const executed = new ExecutedTexts(db);
  const steps = readSteps(db, catalogueOf(db, schemas, executed, mentioned), schemas, executed);
  const seen = seenInRun(steps, endingsOf(db));
  const uses = new Map<DataUse, number>();
  const nothing = 0;
  const written = new WrittenData(steps.at(-1)?.exchange ?? 0);
  const texts = new UseTexts();
  const putUse = db.prepare('INSERT INTO data_use (id, use) VALUES (?, ?)');
  const put = db.prepare(
    'INSERT INTO exchange_data (exchange_id, use_id, identity, version, soft, behind, also) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  let last = nothing;
  steps.forEach(({ exchange, use, identity }, at) => {
    let id = uses.get(use);
    if (id === undefined) {
      id = isNothing(use) ? nothing : ++last;
      uses.set(use, id);
      if (id !== nothing) putUse.run(id, written.addUse(id, texts.add(id, JSON.stringify(use))));
    }
    if (id === nothing) return;
    const { version, soft, behind, also: others } = seen[at] ?? NOT_SEEN;
    const also = others.length === 0 ? null : JSON.stringify(others);
    put.run(exchange, id, identity, version, soft, behind, also);
    written.add(exchange, id, identity, version, soft, behind, also);
  });
  return (exchange) => written.of(exchange);
}

function endingsOf(db: Database): ReadonlyMap<number, Ending> {
  type Ended = { readonly id: number; readonly at: number | null; readonly ending: string };
  const rows = db.prepare<[], Ended>('SELECT id, ended_at_us AS at, ending FROM session').all();
  return new Map(rows.map(({ id, at, ending }) => [id, { at, isAnswered: ending === 'change_user' }]));
}

const ANYTHING: Mentioned = { definitions: true, xa: true, calls: true, variables: true };
const NOT_SEEN: SeenByStep = { version: 0, soft: 0, behind: 0, also: [] };

function isNothing(use: DataUse): boolean {
  const { reads, writes, isBeside, ...others } = use;
  return Object.keys(others).length === 0 && reads.length === 0 && writes.length === 0;
}

function catalogueOf(db: Database, schemas: CurrentSchemas, executed: ExecutedTexts, mentioned: Mentioned): Catalogue {
  const catalogue = new Catalogue();
  const tables = 'SELECT schema_name AS schema, table_name AS "table", digest, definition FROM table_schema';
  catalogue.describe(db.prepare<[], TableSchema>(tables).all());
  type Defined = { readonly id: number; readonly session: number; readonly sql: string; readonly database: string };
  const schemaOf = ({ id, session, database }: Defined) => schemas.of(session, id, database);
  const definitions = mentioned.definitions ? db.prepare<[], Defined>(DEFINITIONS_SQL).all() : [];
  for (const row of definitions) noteDefinition(catalogue, executed.of(row.sql, null), schemaOf(row));
  catalogue.hasXa = mentioned.xa && db.prepare(XA_SQL).get() !== undefined;
  catalogue.hasUnchecked = db.prepare(UNCHECKED_SQL).get() !== undefined;
  catalogue.hasOrphans = catalogue.hasUnchecked && db.prepare(ORPHANS_SQL).get() !== undefined;
  catalogue.hasDictionary = db.prepare(NO_DICTIONARY_SQL).get() === undefined;
  catalogue.warnsOfValues = db.prepare(NO_WARNING_SQL).get() === undefined;
  if (mentioned.variables) {
    const texts = db.prepare<[], string>(ASSIGNING_SQL).pluck().all();
    for (const name of variablesOfData(texts.map((sql) => executed.of(sql, null)))) catalogue.noteHidden(name, true);
  }
  if (mentioned.calls && db.prepare(CALLS_SQL).get() !== undefined) catalogue.noteCalls();
  if (db.prepare(HAS_REFUSED_SQL).get() === undefined) return catalogue;
  for (const row of db.prepare<[], Defined>(REFUSED_SQL).all())
    noteRefusal(catalogue, executed.of(row.sql, null), schemaOf(row));
  return catalogue;
}

function readSteps(db: Database, catalogue: Catalogue, schemas: CurrentSchemas, executed: ExecutedTexts): Step[] {
  const page = db.prepare<[number], Row>(PAGE_SQL).raw();
  const known = new Map<string, DataUse>();
  const sets = new Map<DataUse, ReturnType<typeof assignedBy>>();
  const settings = new Map<string | null, Setting>();
  const texts = new PreparedTexts();
  const found = new Map<DataUse, Found | null>();
  const steps: Writable<Step>[] = [];
  let last = 0;
  for (;;) {
    const rows = page.all(last);
    for (const each of rows) {
      const row = toRow(each);
      if (row.sql !== null) row.sql = executed.of(row.sql, row.state);
      if (!schemas.isEmpty) row.database = schemas.of(row.session, row.id, row.database);
      const step = stepOf(row, known, settings, catalogue, texts);
      if (!found.has(step.use)) found.set(step.use, foundIn(row));
      step.found = found.get(step.use);
      if (step.use.writes.length > 0 && !sets.has(step.use)) sets.set(step.use, assignedBy(row));
      steps.push(step);
    }
    last = rows.at(-1)?.[0] ?? last;
    if (rows.length < PAGE) break;
  }
  // by the uses as they were read: what is told of beginnings makes others of them
  const assigned = steps.map(({ use }) => sets.get(use) ?? NOT_TOLD);
  tellBeginnings(steps);
  const written = steps.map(({ scope, use }, at): WritingStep => ({ scope, use, ...(assigned[at] ?? NOT_TOLD) }));
  const uses = withRowKeys(written, catalogue);
  const columns = new RowColumns(catalogue, [...new Set(uses)]);
  const final = finalUses(new Set(uses), columns);
  steps.forEach((step, at) => {
    step.use = final.get(uses[at] ?? step.use) ?? step.use;
  });
  withoutUncertain(steps);
  return steps;
}

function foundIn({ sql, outcome, errorCode, warnings }: RecordedExchangeRow): Found | null {
  return sql === null ? null : foundBy(sql, outcome === 'error' ? (errorCode ?? 0) : null, warnings ?? 0);
}

function tellBeginnings(steps: readonly Writable<Step>[]): void {
  const begins = beginningsOf(steps);
  const absent = absentAtFirst(steps);
  const there = thereAtFirst(steps);
  if (begins.size + absent.size + there.size === 0) return;
  const told = new Map<DataUse, DataUse>();
  for (const step of steps) {
    const use = told.get(step.use) ?? withBeginnings(step.use, begins, absent, there);
    told.set(step.use, use);
    step.use = use;
  }
}

/** What of a session's state belongs to the identity of what is asked, and a number for the state. */
interface Setting {
  readonly name: string;
  readonly number: number;
}

function stepOf(
  row: RecordedExchangeRow & Times,
  known: Map<string, DataUse>,
  settings: Map<string | null, Setting>,
  catalogue: Catalogue,
  texts: PreparedTexts,
): Writable<Step> {
  const { id, session, scope, begunAfter, startedAt, lastAt, command, fingerprint, state, parameters, sql } = row;
  const { outcome, errorCode, lastInsertId, affectedRows, warnings, meetsNone, changesNone } = row;
  const facts = `${outcome} ${errorCode} ${lastInsertId} ${affectedRows} ${warnings} ${meetsNone} ${changesNone}`;
  const key = `${command}\0${facts}\0${row.database}\0${state ?? ''}\0${parameters ?? ''}\0${sql ?? ''}`;
  let use = known.get(key);
  if (use === undefined) {
    use = fingerprint === null ? NO_USE : readRecorded(row, readShownParameters(parameters), catalogue, texts);
    if (eitherWay(row, use, catalogue).isUntied) use = { ...use, isUntied: true };
    known.set(key, use);
  }
  let setting = settings.get(state);
  if (setting === undefined) {
    const name = (state ?? '').replace(/^autocommit=\S+ in_transaction=\S+/, '');
    setting = { name, number: settings.size };
    settings.set(state, setting);
  }
  const asked = hashOf(`${fingerprint} ${setting.name}`);
  const isSame = use.isUntied === true || eitherWay(row, use, catalogue).isSame;
  const identity = identityOf(row, use, isSame ? hashOf(`${fingerprint} ${asChecked(setting.name)}`) : asked);
  const isReset = command === 'COM_RESET_CONNECTION' || command === 'COM_CHANGE_USER' || command === 'Session.Reset';
  const question = mix(asked, setting.number);
  const isError = row.outcome === 'error';
  const answer = row.response ?? 0;
  return {
    exchange: id,
    session,
    scope,
    begunAfter,
    startedAt,
    lastAt,
    use,
    identity,
    isReset,
    question,
    answer,
    isError,
  };
}

/** Of a write that went well where foreign keys are not looked at, what it is where they are. */
function eitherWay(row: RecordedExchangeRow, use: DataUse, catalogue: Catalogue) {
  const isAsked = row.outcome === 'ok' && row.sql !== null && use.writes !== 'all' && use.writes.length > 0;
  if (!isAsked || !isUnchecked(row.state ?? '')) return { isUntied: false, isSame: false };
  const { sets } = assignedBy(row);
  return { isUntied: isUntied(use, sets, catalogue), isSame: isSameEitherWay(use, row.sql?.trim() ?? '', sets) };
}

/** What a write did shows in its answer as well: the id that it was given, whether a row was there already. */
function identityOf(row: RecordedExchangeRow, { writes }: DataUse, asked: number): number {
  if (writes.length === 0) return mix(asked, 0);
  const isMixed = writes !== 'all' && writes.some(({ mixes }) => mixes === 'all');
  const said = mix(asked, Number(row.lastInsertId ?? 0));
  return isMixed ? mix(said, Number(row.affectedRows ?? 0)) : said;
}
