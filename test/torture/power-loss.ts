// What a disk may hold when the power goes: the file operations of a writer are traced (strace), and up to any one of them
// played again, each file as it was when it was synced last, and of what was written behind that any part or none.

import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openRecording } from '../../src/store/reading/reader.ts';
import { answerOf } from './write-recording.ts';

type Operation =
  | { readonly kind: 'write'; readonly file: string; readonly bytes: Buffer; readonly at: number }
  | { readonly kind: 'cut'; readonly file: string; readonly length: number }
  | { readonly kind: 'sync'; readonly file: string }
  /** So many exchanges were promised. */
  | { readonly kind: 'kept'; readonly count: number };

const CALLS = 'pwrite64,write,fdatasync,fsync,ftruncate';
const SECTOR = 512;
const root = join(import.meta.dirname, '..', '..');
const CHILD = "import('vite').then((vite) => vite.runnerImport('./test/torture/write-recording.ts'))";

export interface Written {
  readonly operations: readonly Operation[];
  /** Its stdout. */
  readonly said: string;
}

/**
 * Lets a writer write until it kills itself, or fails.
 * @param inject as strace's: `pwrite64:error=EIO:when=100+`; none by default
 */
export function traceWriter(path: string, isDurable: boolean, inject?: string): Written {
  const trace = `${path}.trace`;
  const args = [
    '-f',
    '-y',
    '-xx',
    '-s',
    '1000000',
    '-e',
    `trace=${CALLS}`,
    '-P',
    path,
    '-P',
    `${path}-wal`,
    '-P',
    `${path}-new`,
  ];
  const injected = inject === undefined ? [] : ['-e', `inject=${inject}`];
  const command = [...args, '-P', '/dev/stdout', ...injected, '-o', trace];
  const env = { ...process.env, MOCK_TORTURE_WRITE: `${path} ${isDurable ? 'durable' : 'fast'}` };
  const stdout = openSync(`${path}.said`, 'w');
  const all = [...command, process.execPath, '-e', CHILD];
  // its output is a file that is traced too: so promises stand among the writes
  const at = all.indexOf('/dev/stdout');
  all[at] = `${path}.said`;
  spawnSync('strace', all, { cwd: root, env, stdio: ['ignore', stdout, 'ignore'], timeout: 60_000 });
  closeSync(stdout);
  return { operations: parse(readFileSync(trace, 'latin1'), path), said: readFileSync(`${path}.said`, 'utf8') };
}

const LINE = /^\d+ +(\w+)\(\d+<((?:\\x[0-9a-f]{2})*)>(?:, (.*))?\) += (-?\d+)/;

function parse(trace: string, path: string): Operation[] {
  const operations: Operation[] = [];
  for (const line of trace.split('\n')) {
    const [, call, name = '', rest = '', result] = LINE.exec(line) ?? [];
    // prepared beside its place
    const file = decode(name).toString().replace(/-new$/, '');
    if (call === undefined || Number(result) < 0) continue;
    if (call === 'write' && file === `${path}.said`) {
      const count = Number(/kept (\d+)/.exec(decode(/"([^"]*)"/.exec(rest)?.[1] ?? '').toString())?.[1] ?? 0);
      if (count > 0) operations.push({ kind: 'kept', count });
    } else if (call === 'pwrite64') {
      const [, hex = '', at] = /^"([^"]*)", \d+, (\d+)$/.exec(rest) ?? [];
      operations.push({ kind: 'write', file, bytes: decode(hex), at: Number(at) });
    } else if (call === 'ftruncate') operations.push({ kind: 'cut', file, length: Number(rest) });
    else if (call.endsWith('sync')) operations.push({ kind: 'sync', file });
  }
  return operations;
}

function decode(escaped: string): Buffer {
  return Buffer.from(escaped.replaceAll('\\x', ''), 'hex');
}

/**
 * The files as they may be behind operation `end`.
 * @param random null for a killed process, of which everything that it wrote is there
 */
export function filesAt(
  operations: readonly Operation[],
  end: number,
  to: string,
  random: (() => number) | null,
): void {
  const done = operations.slice(0, end);
  const files = new Set(done.flatMap((one) => (one.kind === 'kept' ? [] : [one.file])));
  const [main = ''] = [...files].sort((a, b) => a.length - b.length);
  for (const file of files) {
    const own = done.filter((one) => one.kind !== 'kept' && one.file === file);
    const synced = own.findLastIndex(({ kind }) => kind === 'sync');
    const target = to + file.slice(main.length);
    writeFileSync(target, '');
    const fd = openSync(target, 'r+');
    own.forEach((one, at) => {
      const isLost = random !== null && at > synced && random() < 0.5;
      if (!isLost) apply(fd, one, at > synced ? random : null);
    });
    closeSync(fd);
  }
}

/** @param random where it may be torn */
function apply(fd: number, one: Operation, random: (() => number) | null): void {
  if (one.kind === 'cut') ftruncateSync(fd, one.length);
  if (one.kind !== 'write') return;
  const sectors = Math.ceil(one.bytes.length / SECTOR);
  const kept = random === null || random() < 0.7 ? sectors : Math.floor(random() * sectors);
  writeSync(fd, one.bytes, 0, Math.min(one.bytes.length, kept * SECTOR), one.at);
}

/** Exchanges that were promised before operation `end`. */
export function keptAt(operations: readonly Operation[], end: number): number {
  return operations.slice(0, end).reduce((most, one) => (one.kind === 'kept' ? one.count : most), 0);
}

/** Whole exchanges of a recording, which must be the first ones, each with its answer. @throws where one is wrong */
export function countWhole(file: string): number {
  const reader = openRecording(file);
  try {
    let count = 0;
    for (const { ordinal, responseId } of reader.listExchanges()) {
      if (ordinal !== ++count) throw new Error(`exchange ${count} is missing, ${ordinal} is there`);
      const answer = Buffer.concat([...reader.response(responseId ?? 0).chunks()]);
      if (!answer.equals(answerOf(count))) throw new Error(`exchange ${count} has another answer`);
    }
    return count;
  } finally {
    reader.close();
  }
}
