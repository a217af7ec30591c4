// `npm run demo`: records a little MySQL server that is built in, takes the server away, and asks the recording the same
// questions. Needs Node and npm, and nothing that listens anywhere.
import { mkdirSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join, relative } from 'node:path';
import { prepare } from '../../bin/prepare.js';

try {
  await prepare();
  process.exitCode = await demo();
} catch (error) {
  console.error(`demo: ${error.message}`);
  process.exitCode = 1;
}

/** Returns the exit code. Imports here what is there only since prepare(). */
async function demo() {
  const { startSampleServer } = await import('../../dist/sample.js');
  const { startMock } = await import('./start-mock.js');
  const { runSession } = await import('./session.js');
  const { bold, comparison, dim, green, red } = await import('./print.js');
  const folder = join(import.meta.dirname, '..', '..', 'recordings');
  mkdirSync(folder, { recursive: true });
  const file = relative('', join(folder, 'demo.db'));

  console.log(`\n${bold('mock')}: record a MySQL server once, then go on without it\n`);
  const server = await startSampleServer();
  console.log(`1. A little MySQL server, built in, runs on port ${server.port}.`);

  const recorder = await startMock(
    'record',
    '--upstream',
    `${server.host}:${server.port}`,
    '--port',
    '0',
    '-o',
    file,
    '--overwrite',
  );
  const recorded = await runSession(recorder.port).finally(() => recorder.stop());
  console.log(
    `2. A program (driver: mysql2) talked to it through ${bold('mock record')}: ${recorded.length} statements.`,
  );

  await server.close();
  if (await answers(server.port)) throw new Error(`something still answers on port ${server.port}`);
  console.log(`3. Recorder and server are stopped: nothing answers on port ${server.port} any more.`);

  const player = await startMock('replay', file, '--port', '0');
  const replayed = await runSession(player.port).finally(() => player.stop());
  console.log(`4. The same program ran again, now against ${bold('mock replay')}:\n`);

  const { table, differences } = comparison(recorded, replayed);
  console.log(table);
  if (differences > 0) {
    console.log(
      red(`\n${differences} of ${recorded.length} answers differ: that is a bug in mock. The recording: ${file}`),
    );
    return 1;
  }
  console.log(
    green(`\nAll ${recorded.length} answers are the same, the error and the time of day too. No server was running.`),
  );
  console.log(`The recording is one SQLite file of ${Math.ceil(statSync(file).size / 1024)} KiB: ${file}\n`);
  console.log(bold('Next'));
  console.log(`  node bin/mock.js replay ${file}`);
  console.log(dim('      answers on port 3307, for any MySQL client: user demo, any password, database shop'));
  console.log('  node bin/mock.js record --upstream HOST:3306');
  console.log(dim('      records a server of yours, MySQL or MariaDB, while a program talks to port 3307'));
  console.log('  node bin/mock.js --help\n');
  return 0;
}

/** Whether anything accepts a connection there. */
function answers(port) {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => done(true)).once('error', () => done(false));
    socket.once('connect', () => socket.destroy());
  });
}
