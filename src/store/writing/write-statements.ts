// The statements of the writing side, prepared once, with the order of their columns beside the values.

import type { Database, Statement } from 'better-sqlite3';
import type { ResponseFacts } from '../../core/command.ts';
import type { ExchangeFacts, ServerVariable, SessionEnding, SessionFacts, TableSchema } from '../../core/recording.ts';
import { checkOrder } from '../exchange-order.ts';
import { toStored } from '../unsigned.ts';
import { NameTable } from './name-table.ts';
import type { FinishedResponse } from './response-buffer.ts';

export class WriteStatements {
  readonly begin: Statement;
  readonly commit: Statement;
  readonly #db: Database;
  readonly #states: NameTable;
  readonly #scopes: NameTable;
  readonly #session: Statement;
  readonly #ending: Statement;
  readonly #variable: Statement;
  readonly #exchange: Statement;
  readonly #response: Statement;
  readonly #chunk: Statement;
  readonly #dropChunks: Statement;

  constructor(db: Database) {
    this.#db = db;
    this.#states = new NameTable(db, 'session_state');
    this.#scopes = new NameTable(db, 'scope');
    this.begin = db.prepare('BEGIN IMMEDIATE');
    this.commit = db.prepare('COMMIT');
    this.#session = db.prepare(
      `INSERT INTO session (id, protocol, user, database, capabilities, charset, max_packet_bytes, attributes,
         client_tls_protocol, client_tls_cipher, server_tls_protocol, server_tls_cipher, server_version, greeting,
         auth_plugin, auth_outcome, login_reply, started_at_us, scope_id, ending)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open')`,
    );
    this.#ending = db.prepare('UPDATE session SET ending = ?, ended_at_us = ? WHERE id = ?');
    this.#variable = db.prepare(
      `INSERT OR IGNORE INTO server_variable (name, value, column_type, column_flags, column_length, column_decimals, column_charset)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#exchange = db.prepare(
      `INSERT INTO exchange (id, session_id, ordinal, command, database, response_id, prepare_exchange_id, fingerprint,
         started_at_us, first_byte_us, last_byte_us, gap, parameters, sql, request, scope_id, state_id,
         transaction_id, begun_after)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#response = db.prepare(
      `INSERT INTO response (id, hash, encoding, outcome, error_code, sqlstate, error_message, affected_rows,
         last_insert_id, warnings, status, columns, rows, prepared_id, prepared_parameters,
         skipped_metadata, bytes, head)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#chunk = db.prepare('INSERT INTO response_chunk (response_id, n, bytes) VALUES (?, ?, ?)');
    this.#dropChunks = db.prepare('DELETE FROM response_chunk WHERE response_id = ?');
  }

  putSession(id: number, s: SessionFacts): void {
    this.#session.run(
      id,
      s.protocol,
      s.user,
      s.database,
      s.capabilities,
      s.charset,
      s.maxPacketBytes,
      JSON.stringify(s.attributes),
      s.clientTls?.protocol ?? null,
      s.clientTls?.cipher ?? null,
      s.serverTls?.protocol ?? null,
      s.serverTls?.cipher ?? null,
      s.serverVersion,
      s.greeting,
      s.authPlugin,
      s.authOutcome,
      s.loginReply,
      s.startedAtUs,
      this.#scopes.idOf(s.scope),
    );
  }

  endSession(id: number, ending: SessionEnding, endedAtUs: number): void {
    this.#ending.run(ending, endedAtUs, id);
  }

  putVariables(variables: readonly ServerVariable[]): void {
    this.#db.transaction(() => {
      for (const { name, value, type, flags, length, decimals, charset } of variables) {
        this.#variable.run(name, value, type, flags, length, decimals, charset);
      }
    })();
  }

  /** @param replaced schemas of which nothing that was there before stays */
  putTables(tables: readonly TableSchema[], replaced: readonly string[]): void {
    const drop = this.#db.prepare('DELETE FROM table_schema WHERE schema_name = ?');
    const put = this.#db.prepare(
      'INSERT OR REPLACE INTO table_schema (schema_name, table_name, digest, definition) VALUES (?, ?, ?, ?)',
    );
    for (const schema of replaced) drop.run(schema);
    for (const { schema, table, digest, definition } of tables) put.run(schema, table, digest, definition);
  }

  putExchange(id: number, e: ExchangeFacts, response: number | null): void {
    checkOrder(id, e, response);
    this.#exchange.run(
      id,
      e.session,
      e.ordinal,
      e.command,
      e.database,
      response,
      e.prepareExchange,
      e.fingerprint,
      e.startedAtUs,
      e.firstByteUs,
      e.lastByteUs,
      e.gap,
      e.parameters,
      e.sql,
      e.request,
      this.#scopes.idOf(e.scope),
      this.#states.idOf(e.state),
      e.transaction,
      e.begunAfter,
    );
  }

  putResponse(id: number, response: FinishedResponse, facts: ResponseFacts, encoding: bigint): void {
    this.#response.run(
      id,
      response.hash,
      encoding,
      facts.outcome,
      facts.errorCode,
      facts.sqlState,
      facts.errorMessage,
      toStored(facts.affectedRows),
      toStored(facts.lastInsertId),
      facts.warnings,
      facts.status,
      facts.columns,
      facts.rows,
      facts.prepared?.id ?? null,
      facts.prepared?.parameters ?? null,
      facts.skippedMetadata ? 1 : 0,
      response.bytes,
      response.head,
    );
  }

  putChunk(response: number, n: number, bytes: Buffer): void {
    this.#chunk.run(response, n, bytes);
  }

  dropChunks(response: number): void {
    this.#dropChunks.run(response);
  }
}
