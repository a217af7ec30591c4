// One and the same list of text statements, sent by each client: what one of them recorded is replayed to the others.
// The clients are brought to the same terms, as far as an answer depends on them: the collation of results, and whether
// rows are counted that an UPDATE found but did not change.
import { clientPrograms, type ServerKind, serverKinds } from '../servers/index.ts';
import type { Client } from './client.ts';
import * as mariadb from './mariadb/connect.ts';
import * as mysql from './mysql/connect.ts';
import * as mysql2 from './mysql2/connect.ts';
import type { Program, Target } from './program.ts';
import { addOutput } from './shell/describe-output.ts';
import { runShell } from './shell/run-shell.ts';
import { script } from './shell/scripts.ts';
import type { Statement } from './sql/statement.ts';
import { textStatements } from './sql/text-statements.ts';

/** Not text for every client: the command-line clients make a command of their own of it, or do not send it at all. */
const onlyOfSome = /^USE |^\/\* nothing/;

export function sharedStatements(kind: ServerKind): Statement[] {
  const collation = { name: 'the same collation', sql: 'SET NAMES utf8mb4 COLLATE utf8mb4_general_ci' };
  return [collation, ...textStatements(kind)].filter(({ sql }) => !onlyOfSome.test(sql));
}

/** What a client can ask a server to tell, and the statements whose answer is longer then. */
const extras = {
  // MARIADB_CLIENT_EXTENDED_METADATA
  extendedTypes: /FROM (shapes|others) ORDER BY/,
  // CLIENT_SESSION_TRACK
  sessionState: /^SET (NAMES|autocommit|SESSION time_zone)/,
};

/** The extras of MariaDB that a client does not ask for. Of MySQL all of these clients ask for the same. */
const unasked: Readonly<Record<string, readonly (keyof typeof extras)[]>> = {
  'mysql client': ['extendedTypes'],
  'mysql driver': ['extendedTypes', 'sessionState'],
};

/** Whether the recording of one client holds all that the other asks for in the answer to a statement. */
export function isRecordedInFull(statement: Statement, kind: ServerKind, recorded: Program, program: Program): boolean {
  if (kind === 'mysql') return true;
  const lacks = (unasked[recorded.name] ?? []).filter((extra) => !unasked[program.name]?.includes(extra));
  return !lacks.some((extra) => extras[extra].test(statement.sql));
}

export const textPrograms: readonly Program[] = [
  driverProgram('mysql2', serverKinds, async (target) =>
    mysql2.clientOf(await mysql2.connect(target, { flags: ['-FOUND_ROWS'] })),
  ),
  driverProgram('mariadb driver', serverKinds, async (target) =>
    mariadb.clientOf(await mariadb.connect(target, { foundRows: false, timezone: 'local' })),
  ),
  driverProgram('mysql driver', ['mariadb'], async (target) =>
    mysql.clientOf(await mysql.connect(target, { flags: ['-FOUND_ROWS'] })),
  ),
  shellTextProgram('mysql'),
  shellTextProgram('mariadb'),
];

function driverProgram(
  name: string,
  kinds: readonly ServerKind[],
  connect: (target: Target) => Promise<Client>,
): Program {
  return {
    name,
    kinds,
    async run(target, transcript) {
      const client = await connect(target);
      try {
        for (const { name, sql, isRefused } of sharedStatements(target.kind)) {
          await transcript[isRefused ? 'refused' : 'run'](name, (note) => client.query(note, sql));
        }
      } finally {
        await client.end();
      }
    },
  };
}

function shellTextProgram(flavour: ServerKind): Program {
  return {
    name: `${flavour} client`,
    kinds: serverKinds,
    isAvailable: () => clientPrograms(flavour) !== undefined,
    async run(target, transcript) {
      const shell = { flavour, program: clientPrograms(flavour)?.shell ?? '' };
      const args = [
        '--default-character-set=utf8mb4',
        '--force',
        '--comments',
        '-vvv',
        '--table',
        '--column-type-info',
      ];
      const input = script(sharedStatements(target.kind).map(({ sql }) => sql));
      addOutput(transcript, 'text', await runShell(shell, target, { args, input }), 'with errors');
    },
  };
}
