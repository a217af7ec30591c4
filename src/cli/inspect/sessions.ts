// `mock inspect --sessions`

import type { ListedSession } from '../../store/reading/listing.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import type { Cell } from '../../tools/history/cell.ts';
import { formatDuration } from '../format.ts';
import { print, printJson } from './output.ts';
import { renderTable } from './table.ts';

const HEAD = ['session', 'user', 'database', 'began', 'lasted', 'exchanges', 'tls', 'login', 'ending', 'client'];

export async function listSessions(reader: RecordingFileReader, isJson: boolean): Promise<void> {
  const sessions = reader.listSessions();
  if (isJson) for (const session of sessions) await printJson(sessionJson(session));
  else await print(renderTable(HEAD, sessions.map(toRow)));
}

/** What is known of a session, less the bytes of its greeting and login. */
function sessionJson({ id, facts, ending, endedAtUs, exchanges }: ListedSession): Record<string, unknown> {
  const { greeting: _greeting, loginReply: _loginReply, ...shown } = facts;
  return { session: id, ...shown, endedAtUs, ending, exchanges };
}

function toRow({ id, facts, ending, endedAtUs, exchanges }: ListedSession): Cell[] {
  const tls = `${facts.clientTls?.protocol ?? '-'} / ${facts.serverTls?.protocol ?? '-'}`;
  const login = facts.authOutcome === 'ok' ? facts.authPlugin : `${facts.authPlugin}: ${facts.authOutcome}`;
  const { program_name: program, _client_name: library } = facts.attributes;
  return [
    number(id),
    text(facts.user),
    text(facts.database),
    text(new Date(facts.startedAtUs / 1000).toISOString()),
    endedAtUs === null ? { kind: 'null' } : text(formatDuration((endedAtUs - facts.startedAtUs) / 1000)),
    number(exchanges),
    text(tls),
    text(login),
    text(ending),
    text(program ?? library ?? ''),
  ];
}

function text(value: string): Cell {
  return { kind: 'text', text: value };
}

function number(value: number): Cell {
  return { kind: 'number', text: String(value) };
}
