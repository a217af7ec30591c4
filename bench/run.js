// How fast everything is, side by side with others, in one run:
//   npm run bench [-- --quick] [-- --only load,bulk] [-- --match 'record 1'] [-- --rounds N --seconds N] [-- --minutes N] [-- --out FOLDER]
//     [-- --check] [-- --doc]
// Prints one table (medians, spread, ratios, targets) and writes bench.json, bench.md, bench.svg and growth.svg into FOLDER (default:
// bench/results), each case as it is done, so that a run that is ended leaves what it has measured; --doc puts the table into
// docs/performance.md, and the plot beside it. --check ends with 1 where a figure is below two thirds of its target, of what is stated where
// a target is missed (lib/targets.js), or of what this machine lets a bare peer reach (lib/judge.js), and was so again when its case was measured
// once more; what cannot be believed is said and does not fail. It has --minutes (2.75 with --quick, else 10), less what it builds: where the machine
// is busy, fewer rounds are measured, each peer once; what the time is over for says so in its row. Two minutes later it ends by itself. Who ends it
// (Ctrl-C, SIGTERM) has the table, and with --doc the document, of what was measured until then. docs/performance.md tells of it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepare } from '../bin/prepare.js';
import { growthSvg } from './lib/growth-plot.js';
import { judge, WHOLE_CASE } from './lib/judge.js';
import { NO_TIME, pace, whyOf } from './lib/measure.js';
import { asMarkdown, asSvg, asTable, asText } from './lib/report.js';
import { unjudged } from './lib/targets.js';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    doc: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    minutes: { type: 'string' },
    only: { type: 'string', default: '' },
    match: { type: 'string', default: '' },
    out: { type: 'string', default: join(import.meta.dirname, 'results') },
  },
});
// each with its share of the time: a million exchanges are made and sealed, which a quick run does not wait for
const shares = values.quick
  ? {
      // what takes as long as it takes goes first: the last has the rest, and fewer rounds where that is little
      startup: 5,
      size: 3,
      offline: 9,
      bulk: 8,
      'x-protocol': 7,
      scale: 4,
      growth: 6,
      scripts: 6,
      connections: 8,
      load: 44,
    }
  : {
      load: 38,
      scripts: 4,
      connections: 6,
      bulk: 12,
      startup: 3,
      size: 2,
      offline: 24,
      growth: 6,
      'x-protocol': 3,
      scale: 2,
    };
const names = Object.keys(shares);
// who only checks has its time for what is judged
const usual = values.quick && values.check ? names.filter((name) => !unjudged.has(name)) : names;
const asked = values.only === '' ? usual : values.only.split(',');
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) throw new Error(`no such case: ${unknown.join(', ')}; there are ${names.join(', ')}`);

await prepare();
/** What stopping everything takes. */
const ENDING_MS = 5_000;
/** Behind its time, what is measured once more included: whatever stands still then. */
const LATE_MS = 120_000;
const { startMysql } = await import('./lib/mysql-server.js');
const { loadSysbench, tableRows } = await import('./lib/sysbench.js');
const { measureAgain, tellCheck } = await import('./lib/check.js');
const { Peers } = await import('./lib/peers.js');
const { mockProgram, spawnPeer } = await import('./lib/spawn-peer.js');

const end = performance.now() + Number(values.minutes ?? (values.quick ? 2.75 : 10)) * 60_000 - ENDING_MS;
pace.end = end;
const folder = mkdtempSync(join(tmpdir(), 'mock-bench-'));
const cases = [];
const mysql = await startMysql();
const { user } = mysql;
const context = {
  ...{ folder, mysql, user, quick: values.quick, isAsked: (title) => title.includes(values.match) },
  rounds: Number(values.rounds ?? (values.quick ? 3 : 5)),
  seconds: Number(values.seconds ?? 1),
  sysbench: await loadSysbench(),
};
context.sysbench.useCertificates(mysql.certificates, folder);
let playedFile;
context.played = () => {
  playedFile ??= recordAll().catch((error) => {
    playedFile = undefined;
    throw error;
  });
  return playedFile;
};
context.peers = new Peers(context);
const about = `MySQL ${mysql.version}, Node ${process.version}, ${cpus().length} processors; ${context.rounds} rounds of ${context.seconds} s, medians`;
let running;
/** Where cases go: what `--check` measures once more is put beside the first. */
let measured = cases;
const report = (name, unit, rows) => {
  measured.push({ name, unit, rows, of: running });
  console.error(`measured: ${name}`);
  writeResults();
};
// whoever ends it has what was measured until then
let isEnded = false;
let isStill = false;
const ended = new Promise((resolve) => {
  const endNow = () => {
    pace.end = 0;
    resolve();
  };
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      isEnded = true;
      endNow();
    });
  }
  const isLast = () => {
    isStill = true;
    endNow();
  };
  setTimeout(isLast, end + LATE_MS - performance.now()).unref();
});
/** What `--check` has found so far: nothing is found where it was ended before that. */
let found = { failures: [], doubts: [] };
try {
  await Promise.race([measureAll(), ended]);
} finally {
  writeTables();
  await context.peers.stop();
  await mysql.stop();
  rmSync(folder, { recursive: true, force: true });
}
tellCheck(found);
if (found.failures.length > 0) process.exitCode = 1;
if (isStill) console.error('it had two minutes more than its time: what it had not measured by then is not judged');
// what a case that was ended has started itself goes with its own end
if (isEnded || isStill) process.exit(isEnded ? 1 : process.exitCode);

async function measureAll() {
  await context.sysbench.prepare(mysql);
  for (const [at, name] of asked.entries()) await runCase(name, untilOf(asked.slice(at)));
  if (!values.check) return;
  found = await measureAgain(cases, context, async (name, until) => {
    measured = [];
    await runCase(name, until);
    return measured;
  });
  cases.splice(0, cases.length, ...found.cases);
  writeResults();
}

function writeTables() {
  console.log(`${about}\n\n${asText(asTable(cases))}`);
  if (!values.doc || cases.length === 0) return;
  const file = join(import.meta.dirname, '..', 'docs', 'performance.md');
  const [before, rest] = readFileSync(file, 'utf8').split('<!-- bench -->');
  const after = rest.slice(rest.indexOf('<!-- /bench -->'));
  const plot = growthSvg(cases);
  if (plot !== null) writeFileSync(join(file, '..', 'images', 'growth.svg'), plot);
  writeFileSync(file, `${before}<!-- bench -->\n${about}\n\n${asMarkdown(asTable(cases))}\n${after}`);
}

async function runCase(name, until) {
  running = name;
  if (pace.isOver) return report(name, '', [{ peer: WHOLE_CASE, missing: NO_TIME, figures: [], cpu: [] }]);
  context.until = until;
  pace.until = until;
  await import(`./cases/${name}.js`)
    .then(({ run }) => run(context, report))
    .catch((error) => {
      report(name, '', [{ peer: WHOLE_CASE, missing: whyOf(error), figures: [], cpu: [] }]);
    });
}

/** By when the first of these is to be done: what is left is divided by their shares. */
function untilOf([first, ...others]) {
  const rest = others.reduce((sum, name) => sum + shares[name], shares[first]);
  const now = performance.now();
  return now + (Math.max(0, end - now) * shares[first]) / rest;
}

function writeResults() {
  mkdirSync(values.out, { recursive: true });
  const verdicts = judge(cases);
  writeFileSync(join(values.out, 'bench.json'), `${JSON.stringify({ about, cases, verdicts }, null, 2)}\n`);
  writeFileSync(join(values.out, 'bench.md'), `${about}\n\n${asMarkdown(asTable(cases))}\n`);
  writeFileSync(join(values.out, 'bench.svg'), asSvg(cases));
  const plot = growthSvg(cases);
  if (plot !== null) writeFileSync(join(values.out, 'growth.svg'), plot);
}

/** A recording that knows every row, asked both ways. */
async function recordAll() {
  const file = join(folder, 'played.db');
  const upstream = ['--upstream', `127.0.0.1:${mysql.port}`, '--no-check'];
  const peer = await spawnPeer([mockProgram, 'record', ...upstream, '--port', '0', '-o', file]);
  try {
    for (const isText of [false, true]) {
      await context.sysbench.pointSelects({ port: peer.port, user }, { threads: 16, isText, queries: 12 * tableRows });
    }
  } finally {
    await peer.stop();
  }
  return file;
}
