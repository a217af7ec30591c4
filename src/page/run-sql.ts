// SQL of a person's own on a recording, in a process of its own: SQLite cannot be interrupted, a process can be ended.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { MockError } from '../core/errors.ts';
import { packageFolder } from '../version.ts';
import type { PageTable } from './reading/questions.ts';

const LONGEST_MS = 5000;
/** A busy machine takes its time to start a program. */
const START_MS = 60_000;
const MOST_ROWS = 10_000;
const MOST_BYTES = 16 * 1024 * 1024;

/** The file is opened for reading only. @throws MockError `USAGE` with what SQLite says, or which bound was met */
export async function runSql(path: string, sql: string): Promise<PageTable> {
  const began = performance.now();
  const program = join(packageFolder, 'bin', 'mock.js');
  const words = [program, 'inspect', path, '--sql', sql, '--json'];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const gone = new Promise<number | null>((resolve) => child.once('close', resolve));
  const rows: Record<string, unknown>[] = [];
  let bound: string | null = null;
  const end = (why: string) => {
    bound ??= why;
    child.kill('SIGKILL');
  };
  let timer = setTimeout(() => end(`it did not start within ${START_MS / 1000} s`), START_MS);
  child.once('message', () => {
    clearTimeout(timer);
    timer = setTimeout(() => end(`it took longer than ${LONGEST_MS / 1000} s`), LONGEST_MS);
  });
  let bytes = 0;
  let errors = '';
  createInterface({ input: child.stdout ?? Readable.from([]) }).on('line', (line) => {
    bytes += line.length;
    if (bytes > MOST_BYTES) end('more than 16 MiB came');
    else if (rows.length >= MOST_ROWS) end(`only the first ${MOST_ROWS} rows are shown`);
    else rows.push(JSON.parse(line));
  });
  child.stderr?.on('data', (text) => {
    errors = `${errors}${String(text)}`.slice(0, 2000);
  });
  const code = await gone;
  clearTimeout(timer);
  if (bound === null && code !== 0) throw new MockError('USAGE', sentenceOf(errors));
  const columns = Object.keys(rows[0] ?? {});
  return {
    columns,
    rows: rows.map((row) => columns.map((name) => row[name] ?? null)),
    ms: performance.now() - began,
    remark: bound,
  };
}

/** The message of an error as the command tells it, as a line of text or of JSON. */
function sentenceOf(text: string): string {
  const line = text.trim().split('\n').at(-1) ?? '';
  try {
    const { msg }: { msg?: string } = JSON.parse(line);
    return msg ?? line;
  } catch {
    return line.replace(/^mock: /, '') || 'it failed';
  }
}
