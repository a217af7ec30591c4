// README's shell blocks are run as they are printed, but for the port. What is to be done with a block stands in a comment
// above it: `test: serve` (runs until the end), `test: run`, `test: run, exit 1`; `test: output` is what the one before
// printed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { prepare } from '../../bin/prepare.js';

const root = join(import.meta.dirname, '..', '..');

interface Block {
  readonly task: string;
  readonly content: string;
}

test('the commands of README do what it says', { timeout: 60_000 }, async () => {
  await prepare();
  const port = String(await freePort());
  const servers: ChildProcess[] = [];
  let printed = '';
  try {
    for (const { task, content } of blocksOf(readFileSync(join(root, 'README.md'), 'utf8'))) {
      if (task.startsWith('none, ')) continue;
      const script = content.replaceAll('3307', port);
      if (task === 'output') expect(printed).toBe(content);
      else if (task === 'serve') servers.push(await serve(script));
      else printed = await run(script, task === 'run, exit 1' ? 1 : 0);
    }
  } finally {
    for (const server of servers) await stop(server);
  }
});

test('every shell block of README is run, or says why not', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const bare = readme
    .split('\n```sh\n')
    .slice(0, -1)
    .filter((before) => !/<!-- test: (serve|run|run, exit \d|none, \S.*) -->\n$/.test(before));
  expect(bare.map((before) => before.slice(-80))).toEqual([]);
});

function blocksOf(readme: string): Block[] {
  const blocks = [...readme.matchAll(/<!-- test: (.+?) -->\s+```\w+\n(.*?)```/gs)];
  expect(blocks.map(([, task]) => task)).toEqual(expect.arrayContaining(['serve', 'run', 'run, exit 1', 'output']));
  return blocks.map(([, task = '', content = '']) => ({ task, content }));
}

/** Resolves when it says that it is ready. */
async function serve(script: string): Promise<ChildProcess> {
  const child = spawn('bash', ['-c', `exec ${script}`], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    output += chunk;
    if (output.includes('ready\n')) return child;
  }
  throw new Error(`it ended before it was ready: ${script}`);
}

async function run(script: string, exitCode: number): Promise<string> {
  const child = spawn('bash', ['-ec', script], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  expect(child.exitCode, `${script}${stdout}${stderr}`).toBe(exitCode);
  return stdout;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
