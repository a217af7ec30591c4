// `mock export FILE --script`: a recording made into a trace that `mock script` answers from.

import { decodeResponse } from '../mysql/codec/decode-response.ts';
import { NOT_CARRIED } from '../mysql/constants/capability-sets.ts';
import { CommandCode } from '../mysql/constants/commands.ts';
import { decodeGreeting } from '../mysql/packets/greeting.ts';
import { entryOf } from '../script/trace/entry-of.ts';
import type { Trace, TraceEntry } from '../script/trace/trace.ts';
import { entryOfX } from '../script/x/entry-of-x.ts';
import type { ListedExchange } from '../store/reading/listing.ts';
import { openRecording, type RecordingFileReader } from '../store/reading/reader.ts';
import { preparedColumns } from '../tools/history/results.ts';

export interface ExportedTrace {
  readonly trace: Trace;
  /** Statements whose answer a trace cannot say, or that are incomplete. */
  readonly left: number;
}

/** Commands with statements that a script answers. */
const CODES: Readonly<Record<string, number>> = {
  COM_QUERY: CommandCode.COM_QUERY,
  COM_STMT_EXECUTE: CommandCode.COM_STMT_EXECUTE,
};

/** Messages of the X Protocol that a script answers. */
const X_STATEMENT = /^(?:Sql\.StmtExecute|Prepare\.Execute|Crud\.\w+)$/;

/**
 * All statements in the order of the recording, whatever session they are of.
 * @throws MockError `RECORDING_MISSING`, `RECORDING_UNUSABLE`
 */
export function exportTrace(file: string): ExportedTrace {
  const reader = openRecording(file);
  try {
    const stmts: TraceEntry[] = [];
    let left = 0;
    for (const exchange of reader.listExchanges({})) {
      const { command, sql } = exchange;
      if (sql === null || !(command in CODES || X_STATEMENT.test(command))) continue;
      const entry = exchange.gap === null ? entryOfExchange(reader, exchange, sql) : null;
      if (entry === null) left++;
      else stmts.push(entry);
    }
    return { trace: { ...handshakeOf(reader), stmts }, left };
  } finally {
    reader.close();
  }
}

function entryOfExchange(reader: RecordingFileReader, exchange: ListedExchange, sql: string): TraceEntry | null {
  if (exchange.responseId === null) return null;
  const response = reader.response(exchange.responseId);
  const command = CODES[exchange.command];
  if (command === undefined) return entryOfX(sql, response.chunks());
  const knownColumns = () => preparedColumns(reader, exchange);
  return entryOf(sql, decodeResponse(response.chunks(), { command, encoding: response.encoding, knownColumns }));
}

/** The greeting of the first session, without what ends at each side, and without MariaDB's own bits. */
function handshakeOf(reader: RecordingFileReader): Pick<Trace, 'handshake'> {
  const session = reader.firstSession();
  if (session === undefined) return {};
  const greeting = decodeGreeting(session.facts.greeting);
  return {
    handshake: {
      greeting: {
        server_version: greeting.serverVersion,
        character_set: greeting.charset,
        status_flags: greeting.status,
        capabilities: Number(greeting.capabilities & ~NOT_CARRIED & 0xffff_ffffn),
      },
    },
  };
}
