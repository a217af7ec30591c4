// `mock match --after`: which recorded exchange answers a statement behind others. They are asked of a replay of our own, one
// after the other on one connection, so that the answer is the one that a program would get.

import { MockError } from '../core/errors.ts';
import { encodeComQuery } from '../mysql/packets/com-query.ts';
import { ClientSession } from '../mysql/session/client-session.ts';
import { createClientTlsOptions } from '../net/tls-context.ts';
import type { FoundHow } from '../replay/matching/find-answer.ts';
import type { Miss } from '../replay/misses/misses.ts';
import { openRecording } from '../store/reading/reader.ts';
import { replay } from './replay.ts';

export interface AfterQuestion {
  /** Text, in the order in which they are asked; the last one is what the question is about. */
  readonly statements: readonly string[];
  /** Null: that of the first recorded session. */
  readonly database: string | null;
  readonly scope: string;
}

export interface AskedAfter {
  readonly sql: string;
  /** Null where it is a miss, or is answered without the recording. */
  readonly exchange: number | null;
  readonly how: FoundHow | null;
  readonly miss: Miss | null;
}

const CONNECT_TIMEOUT_MS = 10_000;

/** @throws MockError `USAGE` where nobody logged in over the classic protocol; `RECORDING_UNUSABLE` */
export async function matchAfter(file: string, { statements, database, scope }: AfterQuestion): Promise<AskedAfter[]> {
  const reader = openRecording(file);
  const session = reader.firstSession();
  reader.close();
  if (session === undefined) {
    throw new MockError('USAGE', `${file} has no session of the classic protocol: ask without --after`);
  }
  const { user, capabilities, charset } = session.facts;
  let last: Pick<AskedAfter, 'exchange' | 'how' | 'miss'> = NOTHING;
  const player = await replay(file, {
    port: 0,
    clientSslMode: 'DISABLED',
    onPlayed: ({ exchange, how }) => {
      last = { exchange, how, miss: null };
    },
    onMiss: (miss) => {
      last = { ...NOTHING, miss };
    },
  });
  try {
    const client = await ClientSession.open(
      {
        endpoint: { kind: 'tcp', host: '127.0.0.1', port: player.port ?? 0 },
        sslMode: 'disabled',
        tls: createClientTlsOptions({ verification: 'none' }),
        compression: null,
        connectTimeoutMs: CONNECT_TIMEOUT_MS,
      },
      { user, password: '' },
      { capabilities, charset, database: database ?? session.facts.database },
    );
    const ask = async (sql: string) => {
      last = NOTHING;
      await client.ask(encodeComQuery({ sql: Buffer.from(sql), attributes: [] }, client.capabilities), () => undefined);
      return { sql, ...last };
    };
    if (scope !== '') await ask(`SET @mock_scope = '${scope.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`);
    const asked: AskedAfter[] = [];
    for (const sql of statements) asked.push(await ask(sql));
    client.close();
    return asked;
  } finally {
    await player.close();
  }
}

const NOTHING = { exchange: null, how: null, miss: null } as const;
