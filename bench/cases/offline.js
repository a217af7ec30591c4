// What is done with a recording of many exchanges: seconds of each command, and of sealing; and its size. Beside each one pass of SQLite
// over the same rows, before it and behind it: what the machine does in that time, slow or busy as it is.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { mockProgram } from '../lib/spawn-peer.js';

export const name = 'offline';
/** What was counted when the recording was sealed takes as long of a million. */
const COUNTED = new Set(['stats', 'inspect']);
/** What is judged, and takes too little of a small recording to be believed once: a tenth of a second too much is three of a million. */
const ROUNDS = 3;
const REPEATED = new Set(['diff']);

export async function run({ folder, quick }, report) {
  const { madeRecording } = await import('../lib/made-recording.js');
  const exchanges = quick ? 30_000 : 1_000_000;
  const other = join(folder, 'offline-other.db');
  const { path: file, sealMs } = madeRecording(folder, exchanges);
  cpSync(file, other);
  const unitOf = (from) => (from < 1_000_000 ? `s a million, from ${from}` : 's');
  const only = (peer, ...seconds) => ({ peer, figures: seconds, cpu: [] });
  const pass = () => (passOf(file) * 1_000_000) / exchanges;
  let before = pass();
  const told = (title, from, row) => {
    const behind = pass();
    report(title, unitOf(from), [row, only('one pass of SQLite', (before + behind) / 2)]);
    before = behind;
  };
  // what a command takes whatever the recording, and what grows with the exchanges: so much for a million
  const { path: none } = madeRecording(folder, 10);
  const million = (seconds, from, fixed) => fixed + (Math.max(0, seconds - fixed) * 1_000_000) / from;
  // these two take minutes of a million: what they do grows with the exchanges, so a twentieth says as much
  const some = exchanges / 20;
  const { path: part } = madeRecording(folder, some);
  told('offline, seal', exchanges, only('sealing', million(sealMs / 1000, exchanges, 0)));
  const commands = {
    stats: ['stats', file],
    inspect: ['inspect', file],
    diff: ['diff', file, other],
    dump: ['dump', part, '-o', join(folder, 'dump.txt')],
    check: ['check', part],
  };
  for (const [command, args] of Object.entries(commands)) {
    const from = args[1] === part ? some : exchanges;
    const grows = from < 1_000_000 && !COUNTED.has(command);
    const tiny = args.map((arg) => ([file, other, part].includes(arg) ? none : arg));
    const rounds = Array.from({ length: quick && REPEATED.has(command) ? ROUNDS : 1 }, () => {
      const { seconds, failed } = timed(args);
      return { failed, seconds: grows ? million(seconds, from, timed(tiny).seconds) : seconds };
    });
    const failed = rounds.find((round) => round.failed !== undefined)?.failed;
    told(
      `offline, ${command}`,
      from,
      failed === undefined
        ? only(`mock ${command}`, ...rounds.map(({ seconds }) => seconds))
        : { peer: `mock ${command}`, missing: failed, figures: [], cpu: [] },
    );
  }
  report('size of a recording', 'bytes an exchange', [
    { peer: 'made recording', figures: [statSync(file).size / exchanges], cpu: [] },
  ]);
}

/** Seconds in which SQLite gives each exchange as a list and its statement is hashed. */
function passOf(file) {
  const db = new Database(file, { readonly: true });
  const began = performance.now();
  const hash = createHash('sha256');
  for (const row of db.prepare('SELECT sql, * FROM exchange').raw().iterate()) hash.update(row[0] ?? '');
  hash.digest();
  db.close();
  return (performance.now() - began) / 1000;
}

function timed(args) {
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [mockProgram, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 600_000,
  });
  const seconds = (performance.now() - began) / 1000;
  const failed = status === 0 ? undefined : `it ended with ${status}: ${String(stderr).trim().split('\n').at(-1)}`;
  return { seconds, failed };
}
