// Code blocks of the documentation, and what a test does with each. It stands in a comment above the block:
//
//   test: run              the shell runs it, and it ends with 0;  test: run, exit 3
//   test: serve            it is started, and runs until the page is over; it says `ready`
//   test: output           what the block before printed on stdout;  test: output, part: on stdout or stderr, among other lines
//   test: file NAME        the block is written into the folder
//   test: none, REASON     nothing, and why
//
// A page that needs a language says so: `needs: python`.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface Block {
  /** Null where nothing is said. */
  readonly task: string | null;
  readonly language: string;
  readonly content: string;
  readonly line: number;
}

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'shell', 'console']);
const TASK = /^(?:run|run, exit \d|serve|output|output, part|file \S+|none, \S.*)$/;
/** Lines that somebody would type, where they stand as indented text without a fence. */
const TYPED =
  /^ {4}(?:\$ )?(?:(?:[A-Z_]+=\S* )*)(?:npm|npx|mock|node|docker|pip|git|go|cargo|mvn|bundle|composer|pnpm|yarn) [a-z-]/;

export function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  const fence = /(?:^<!-- test: (.+?) -->\n\n?)?^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm;
  for (const { 1: task, 2: language = '', 3: content = '', index } of page.matchAll(fence)) {
    blocks.push({ task: task ?? null, language, content, line: page.slice(0, index).split('\n').length });
  }
  return blocks;
}

/** Where shell blocks neither say what is done with them nor why nothing is, by line. */
export function untestedBlocks(page: string): string[] {
  const fenced = blocksOf(page)
    .filter(({ task, language }) => (task === null ? SHELLS.has(language) : !TASK.test(task)))
    .map(({ line, content }) => `line ${line}: ${content.split('\n')[0]}`);
  const outside = page.replace(/^```[\s\S]*?^```$/gm, (block) => block.replace(/[^\n]/g, ''));
  const indented = outside.split('\n').flatMap((row, at) => (TYPED.test(row) ? [`line ${at + 1}: ${row.trim()}`] : []));
  return [...fenced, ...indented];
}

/** The language that a page needs; null where it is Node alone. */
export function neededLanguage(page: string): string | null {
  return /^<!-- needs: (\w+) -->$/m.exec(page)?.[1] ?? null;
}

export interface PageOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Changes a script before it runs: ports. */
  readonly edit?: (script: string) => string;
}

/** Does what a page says, in its order. @throws where a block does not do what its task says */
export async function runPage(page: string, { cwd, env, edit = (script) => script }: PageOptions): Promise<void> {
  const servers: ChildProcess[] = [];
  let last = { stdout: '', all: '' };
  try {
    for (const { task, content, line } of blocksOf(page)) {
      if (task === null || task.startsWith('none, ')) continue;
      const script = edit(content);
      const [what = '', detail = ''] = [task.split(/[ ,]/)[0], task.replace(/^\w+,? ?/, '')];
      if (what === 'file') writeFileSync(join(cwd, detail), content);
      else if (what === 'serve') servers.push(await serve(script, cwd, env));
      else if (what === 'run')
        last = await run(script, detail === '' ? 0 : Number(detail.slice(-1)), { cwd, env, line });
      else if (!isPrinted(content, last, detail === 'part')) {
        throw new Error(`line ${line}: this is not what was printed:\n${content}but:\n${last.all}`);
      }
    }
  } finally {
    for (const server of servers) await stop(server);
  }
}

function isPrinted(content: string, { stdout, all }: { stdout: string; all: string }, isPart: boolean): boolean {
  return isPart ? content.split('\n').every((row) => all.includes(row)) : stdout === content;
}

/** Resolves when it says that it is ready. */
async function serve(script: string, cwd: string, env: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const child = spawn('bash', ['-c', `exec ${script}`], { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    output += chunk;
    if (output.includes('ready\n')) return child;
  }
  throw new Error(`it ended before it was ready: ${script}`);
}

async function run(
  script: string,
  exitCode: number,
  { cwd, env, line }: { cwd: string; env: Readonly<Record<string, string>>; line: number },
): Promise<{ stdout: string; all: string }> {
  const child = spawn('bash', ['-ec', script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode === exitCode) return { stdout, all: stdout + stderr };
  throw new Error(`line ${line}: ended with ${child.exitCode}, not ${exitCode}:\n${script}${stdout}${stderr}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
