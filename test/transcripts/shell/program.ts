// The matrix's program with a command-line client, that of MySQL or that of MariaDB. Neither can prepare (but in SQL) or
// change the user of a connection; that of MySQL can reset one.
import { clientPrograms, type ServerKind } from '../../servers/index.ts';
import { loadMissingFile } from '../fixture-files.ts';
import type { Program, Target } from '../program.ts';
import type { Transcript } from '../transcript.ts';
import { addOutput } from './describe-output.ts';
import { runShell, type Shell, type ShellRun } from './run-shell.ts';
import {
  clientCommands,
  everyStatement,
  everyTable,
  largeStatements,
  parallelScript,
  script,
  smallBlobs,
} from './scripts.ts';

const common = ['--default-character-set=utf8mb4', '--force', '--comments'];
const inDetail = [...common, '--table', '-vvv', '--column-type-info', '--show-warnings', '--local-infile=1'];
const inBatch = [...common, '--batch', '--max-allowed-packet=64M'];

export function shellProgram(flavour: ServerKind): Program {
  return {
    name: `${flavour} client`,
    kinds: ['mysql', 'mariadb'],
    isAvailable: () => clientPrograms(flavour) !== undefined,
    async run(target: Target, transcript: Transcript): Promise<void> {
      const shell: Shell = { flavour, program: clientPrograms(flavour)?.shell ?? '' };
      const show = async (name: string, run: ShellRun) =>
        addOutput(transcript, name, await runShell(shell, target, run), run.ends);
      await show('in detail', { args: inDetail, input: script(everyStatement(target)), ends: 'with errors' });
      await runFormats(target, show);
      await runLarge(shell, target, show);
      await runLogins(shell, target, show);
      await runParallel(shell, target, transcript, show);
    },
  };
}

type Show = (name: string, run: ShellRun) => Promise<void>;

async function runFormats(target: Target, show: Show): Promise<void> {
  const input = script(everyTable(target));
  await show('batch', { args: inBatch, input });
  await show('raw', { args: [...inBatch, '--raw', '--binary-as-hex'], input });
  await show('row by row', { args: [...inBatch, '--quick'], input });
  await show('XML', { args: [...common, '--xml'], input });
  await show('HTML', { args: [...common, '--html'], input });
  await show('vertical', { args: [...common, '--vertical'], input });
  await show('an error ends it', {
    args: ['--batch'],
    input: 'SELECT 1;\nSELECT missing;\nSELECT 3;\n',
    ends: 'refused',
  });
  await show('one statement', { args: ['--batch', '--execute=SELECT 1 AS one; SELECT 2 AS two'] });
  const missing = loadMissingFile(target.files);
  await show('no local infile', {
    args: [...inBatch, '--local-infile=0'],
    input: script([missing.sql]),
    ends: 'with errors',
  });
}

async function runLarge({ flavour }: Shell, target: Target, show: Show): Promise<void> {
  // MySQL's COM_QUERY begins with the numbers of query attributes
  const overheadBytes = flavour === 'mysql' && target.kind === 'mysql' ? 3 : 1;
  await show('some bytes', { args: inBatch, input: script(smallBlobs) });
  for (const [index, sql] of largeStatements(target, overheadBytes).entries()) {
    await show(`large ${index + 1}`, { args: inBatch, input: script([sql]) });
  }
}

async function runLogins({ flavour }: Shell, target: Target, show: Show): Promise<void> {
  const input = 'SELECT CURRENT_USER(), DATABASE();\n';
  const { user } = target.account;
  // the client of MySQL has them off unless it is at a terminal
  const args = flavour === 'mysql' ? [...inDetail, '--commands'] : inDetail;
  await show('commands of the client', { args, input: clientCommands(target), ends: 'with errors' });
  if (flavour === 'mysql') {
    const reset = 'SET @kept = 1;\nSELECT @kept;\nresetconnection\nSET NAMES utf8mb4;\nSELECT @kept, DATABASE();\n';
    await show('reset', { args: [...inDetail, '--commands'], input: reset });
  }
  await show('login: the other account', { args: inDetail, input, account: target.other });
  const compress = flavour === 'mysql' ? '--compression-algorithms=zlib,uncompressed' : '--compress';
  await show('login: compressed', { args: [...inDetail, compress], input });
  await show('login: latin1', { args: ['-vvv', '--default-character-set=latin1'], input: "SELECT 'é';\n" });
  await show('login: a statement to begin with', {
    args: [...inDetail, '--init-command=SET @begun = 1'],
    input: 'SELECT @begun;\n',
  });
  await show('login: wrong password', { args: inDetail, input, account: { user, password: 'wrong' }, ends: 'refused' });
  await show('login: no password', { args: inDetail, input, account: { user, password: '' }, ends: 'refused' });
  await show('login: unknown user', {
    args: inDetail,
    input,
    account: { user: 'nobody_é', password: 'any' },
    ends: 'refused',
  });
  await show('login: unknown schema', { args: inDetail, input, schema: 'missing_schema', ends: 'refused' });
}

async function runParallel(shell: Shell, target: Target, transcript: Transcript, show: Show): Promise<void> {
  const create = 'CREATE TABLE parallel (id INT PRIMARY KEY, owner INT, n INT)';
  await show('parallel: create', { args: inDetail, input: script([create]) });
  const clients = Array.from({ length: 10 }, (_, index) =>
    runShell(shell, target, { args: inDetail, input: script(parallelScript(index + 1)) }),
  );
  for (const [index, output] of (await Promise.all(clients)).entries()) {
    addOutput(transcript, `parallel ${index + 1}`, output, 'with errors');
  }
  const together = 'SELECT owner, COUNT(*), SUM(n) FROM parallel GROUP BY owner ORDER BY owner';
  await show('parallel: together', { args: inDetail, input: script([together]) });
}
