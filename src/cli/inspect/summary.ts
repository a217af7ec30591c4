// `mock inspect FILE`: a recording at a glance.

import { type SealState, sealState } from '../../store/file/verify-seal.ts';
import { type QueryValue, queryRecording } from '../../store/reading/query.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import { pc } from '../colours.ts';
import { formatBytes, formatDuration, plural } from '../format.ts';
import { oneLine } from '../visible.ts';
import { print, printJson } from './output.ts';
import { shorten } from './shorten.ts';

const TOP_STATEMENTS = 5;
const STATEMENT_CHARS = 100;

/** Of a sealed recording: counted when it was sealed. Of another: counted now. */
const TOP_OF_SEALED = `SELECT shape, count FROM statement_text ORDER BY count DESC, id LIMIT ${TOP_STATEMENTS}`;
const TOP_OF_OPEN = `SELECT statement, count FROM v_statements ORDER BY count DESC LIMIT ${TOP_STATEMENTS}`;

export async function showSummary(reader: RecordingFileReader, isJson: boolean): Promise<void> {
  const { path, meta } = reader;
  const { meta: _meta, ...counts } = reader.summary();
  const servers = pairs(path, 'SELECT server_version, count(*) FROM session GROUP BY 1 ORDER BY 2 DESC');
  const protocols = pairs(path, 'SELECT protocol, count(*) FROM session GROUP BY 1 ORDER BY 2 DESC');
  const tls = pairs(path, 'SELECT tls, count(*) FROM v_sessions GROUP BY 1 ORDER BY 2 DESC');
  const sealed = pairs(path, TOP_OF_SEALED);
  const top = sealed.length > 0 ? sealed : pairs(path, TOP_OF_OPEN);
  const seal = sealState(path);
  if (isJson) {
    const named = {
      servers: objects(servers),
      protocols: objects(protocols),
      tls: objects(tls),
      statements: objects(top),
    };
    await printJson({ recording: path, meta, digest: seal.digest, isIntact: seal.isIntact, ...counts, ...named });
    return;
  }
  const { sessions, exchanges, responses, responseBytes, gaps, errors, firstAtUs, lastAtUs } = counts;
  const state = meta.get('state') === 'sealed' ? '' : `, not finished (${reader.preparation})`;
  const lines = [
    row('recording', `${path} (mock ${meta.get('mock_version')}${state})`),
    row('digest', digestLine(seal)),
    row('upstream', meta.get('upstream') ?? ''),
    row('server', names(servers) || 'none'),
    row('protocol', names(protocols)),
    row('sessions', String(sessions)),
    row('exchanges', `${exchanges}, ${plural(errors, 'error')}`),
    row('responses', `${responses} distinct, ${formatBytes(responseBytes)}`),
    row('time', timeSpan(firstAtUs, lastAtUs)),
    row('tls', `${tls.map(([name, count]) => `${name} (${count})`).join(', ') || 'none'}  client / server`),
    row('gaps', gaps === 0 ? 'none' : pc.yellow(`${gaps}: see --sql "SELECT * FROM v_gaps"`)),
  ];
  if (top.length > 0) lines.push('', pc.bold('most frequent statements'));
  for (const [statement, count] of top) {
    lines.push(`${String(count).padStart(9)}  ${shorten(oneLine(statement.replace(/\s+/g, ' ')), STATEMENT_CHARS)}`);
  }
  await print(lines.join('\n'));
}

/** Its own digests are compared; what they stand for is, when it is read. */
function digestLine({ digest, isIntact }: SealState): string {
  if (digest === null) return pc.yellow('none, so that damage is not noticed: mock seal gives it one');
  return isIntact ? digest : pc.red(`${digest}, but it is not as it was sealed: mock seal --verify`);
}

function pairs(path: string, sql: string): [name: string, count: number][] {
  return [...queryRecording(path, sql).rows].map(([name, count]: readonly QueryValue[]) => [
    String(name ?? ''),
    Number(count ?? 0),
  ]);
}

function names(counted: readonly (readonly [string, number])[]): string {
  return counted.map(([name]) => name).join(', ');
}

function objects(counted: readonly (readonly [string, number])[]): { name: string; count: number }[] {
  return counted.map(([name, count]) => ({ name, count }));
}

function row(name: string, value: string): string {
  return `${pc.bold(name.padEnd(11))} ${value}`;
}

function timeSpan(firstAtUs: number | null, lastAtUs: number | null): string {
  if (firstAtUs === null || lastAtUs === null) return 'none';
  return `${new Date(firstAtUs / 1000).toISOString()}, ${formatDuration((lastAtUs - firstAtUs) / 1000)}`;
}
