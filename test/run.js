// `npm test`: prepares the checkout, then checks format and lint, what nobody uses, types, and every test, and ends with one line of
// counts. All steps are run even where one fails; the exit code is 0 only where all are fine. Arguments go to vitest.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare } from '../bin/prepare.js';

const root = join(import.meta.dirname, '..');
const program = (name) => join(root, 'node_modules', '.bin', name);
const vitestArguments = process.argv.slice(2);
const minutes = (count) => count * 60_000;

// colours are for a terminal, whatever else vitest takes for one
if (!process.stdout.isTTY && !process.env.FORCE_COLOR) process.env.NO_COLOR = '1';

const failures = [];
const results = mkdtempSync(join(tmpdir(), 'mock-results-'));
let running;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    if (running !== undefined) killGroup(running, 'SIGTERM');
    rmSync(results, { recursive: true, force: true });
    process.exit(130);
  });
}

let counts = { passed: 0, failed: 0, skipped: 0 };
await step('prepare', () => prepare({ root, log: (line) => console.log(line) }));
// a build that failed leaves much to be checked; missing packages do not
if (existsSync(program('vitest'))) {
  await step('lint', () => run(program('biome'), ['check', '--colors=off', '--max-diagnostics=30', '.'], minutes(5)));
  await step('unused', () => run('npm', ['run', '--silent', 'unused'], minutes(5)));
  await step('types', () => run('npm', ['run', '--silent', 'types'], minutes(5)));
  if (needsServers(vitestArguments)) await step('servers', fetchServers);
  // a test file that is named installs what it needs by itself
  if (isWholeRun(vitestArguments)) await step('languages', installLanguages);
  await step('tests', runTests);
}
rmSync(results, { recursive: true, force: true });

if (failures.length > 0) console.log(`\nnpm test failed: ${failures.join(', ')}`);
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = failures.length > 0 ? 1 : 0;

async function step(name, work) {
  console.log(`\n> ${name}`);
  const began = Date.now();
  let outcome = 'ok';
  try {
    await work();
  } catch (error) {
    outcome = 'failed';
    failures.push(name);
    console.log(error.message);
  }
  console.log(`> ${name}: ${outcome}, ${((Date.now() - began) / 1000).toFixed(1)} s`);
}

/** Both at once. Where a server cannot be had, its tests are skipped, unless it is required. */
async function fetchServers() {
  // as with languages, the test file that needs the router fetches it by itself
  const all = ['mysql', 'mariadb', ...(isWholeRun(vitestArguments) ? ['router'] : [])];
  const kinds = all.filter((kind) => !process.env[`MOCK_TEST_${kind.toUpperCase()}`]);
  for (const kind of kinds) {
    await run('bash', [join(root, 'test', 'servers', 'fetch.sh'), kind], minutes(20)).catch((error) => {
      if (process.env.MOCK_REQUIRE_SERVERS === '1') throw error;
      console.log(`the tests that need ${kind} will be skipped`);
    });
  }
}

/** All at once, which is quicker than by each test file. */
async function installLanguages() {
  await run('bash', [join(root, 'test', 'languages', 'install.sh')], minutes(20)).catch((error) => {
    if (process.env.MOCK_REQUIRE_SERVERS === '1') throw error;
    console.log('the tests of languages that are not there will be skipped');
  });
}

async function runTests() {
  const report = join(results, 'results.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  try {
    await run(program('vitest'), ['run', ...reporters, ...vitestArguments], minutes(75));
  } finally {
    counts = readCounts(report);
  }
}

/** A file that could not even be loaded has no tests to count; it counts as one that failed. */
function readCounts(report) {
  let results;
  try {
    results = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }; // vitest ended before it had any; the step has failed
  }
  const broken = results.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + broken.length,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}

function isWholeRun(vitestArguments) {
  return vitestArguments.every((argument) => argument.startsWith('-'));
}

/** Tests of which the servers are no part need none fetched: every named path is below test/unit. */
function needsServers(vitestArguments) {
  const paths = vitestArguments.filter((argument) => !argument.startsWith('-'));
  return paths.length === 0 || paths.some((path) => !path.startsWith('test/unit'));
}

/** Runs a program without standard input, in a process group of its own so that it can be ended with all it started. */
function run(command, args, timeoutMs) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
    running = child;
    const timer = setTimeout(() => {
      console.log(`${command} has not ended after ${timeoutMs / 60_000} minutes`);
      killGroup(child, 'SIGKILL');
    }, timeoutMs);
    child.on('error', fail);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      running = undefined;
      if (code === 0) done();
      else fail(new Error(`it ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}

function killGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // it has just ended by itself
  }
}
