// What holds between processes and after one dies. The child runs compiled sources: Node 20 runs no TypeScript.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RULES } from '../../../src/identity/identity-rules.ts';
import { openRecording } from '../../../src/store/reading/reader.ts';
import { bytesOf, create, session, temporaryPath } from './sample.ts';

const compiled = mkdtempSync(join(tmpdir(), 'mock-compiled-'));

const COMPILE_MS = 120_000;

beforeAll(() => {
  symlinkSync(resolve('node_modules'), join(compiled, 'node_modules'));
  writeFileSync(join(compiled, 'package.json'), '{ "type": "module" }');
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--outDir', compiled]);
  writeFileSync(join(compiled, 'child.js'), child);
  // a compiler beside other tests takes its time
}, COMPILE_MS);
afterAll(() => rmSync(compiled, { recursive: true }));

// writes one exchange per millisecond or, with a third argument, as fast as it can; says what is surely committed
const child = `
import { openRecordingWriter } from './store/writing/writer.js';
const [path, mode, isFast] = process.argv.slice(2);
const meta = { mockVersion: '0', upstream: 'x', fingerprintRules: '${RULES}' };
const facts = { outcome: 'ok', errorCode: null, sqlState: null, errorMessage: null, affectedRows: 0n, lastInsertId: 0n,
  warnings: 0, status: 2, columns: null, rows: null, prepared: null, skippedMetadata: false };
try {
  const writer = openRecordingWriter(path, { mode, meta, now: () => Date.now() * 1000 });
  const session = writer.beginSession({ protocol: 'classic', user: 'u', database: '', capabilities: 1n, charset: 8,
    maxPacketBytes: 1, attributes: {}, clientTls: null, serverTls: null, serverVersion: '8', greeting: Buffer.alloc(1),
    authPlugin: 'p', authOutcome: 'ok', loginReply: Buffer.alloc(1), startedAtUs: 1, scope: '' });
  const unfinished = writer.openResponse();
  unfinished.write(Buffer.alloc(600000));
  let n = 0;
  const put = () => {
    const response = writer.openResponse();
    response.write(Buffer.from('answer ' + ++n));
    writer.putExchange({ session, ordinal: n, command: 'COM_QUERY', sql: 'SELECT ' + n, parameters: null, request: null,
      fingerprint: n.toString(16).padStart(32, '0'), prepareExchange: null, database: '', scope: '', state: 's', transaction: null, begunAfter: 0, startedAtUs: n, firstByteUs: 1,
      lastByteUs: 1, gap: null }, response, facts, 1n);
    if (n % 50 === 0) { writer.flush(); process.stdout.write(n + '\\n'); }
  };
  if (isFast) for (;;) put();
  setInterval(put, 1);
} catch (error) {
  process.stdout.write(error.code + ' ' + error.message + '\\n');
}
`;

function lastNumber(text: string): number {
  return Math.max(0, ...(text.match(/^\d+$/gm) ?? []).map(Number));
}

/** Starts a writer in a process of its own and waits until it has committed something. */
async function startWriter(path: string) {
  const process_ = spawn(process.execPath, [join(compiled, 'child.js'), path, 'create']);
  let output = '';
  process_.stdout.on('data', (text) => {
    output += text;
  });
  await expect.poll(() => lastNumber(output), { timeout: 10_000 }).toBeGreaterThan(0);
  const died = new Promise<void>((done) => process_.on('close', () => done()));
  const kill = (): Promise<void> => {
    process_.kill('SIGKILL');
    return died;
  };
  return { kill, committed: () => lastNumber(output) };
}

describe('a recording between processes', () => {
  test('is readable while another process writes it, which keeps its lock', async () => {
    const path = temporaryPath();
    const writer = await startWriter(path);
    const reader = openRecording(path);
    expect(reader.preparation).toBe('live');
    expect(reader.byFingerprint('1'.padStart(32, '0')).length).toBe(1);
    reader.close();
    expect(() => create(path, 'append')).toThrow(/is being written by another mock/);
    await writer.kill();
  });

  test('survives kill -9 with everything but the last interval, and is sealed by who opens it', async () => {
    const path = temporaryPath();
    const writer = await startWriter(path);
    await writer.kill();
    const reader = openRecording(path);
    expect(reader.preparation).toBe('sealed');
    expect(readdirSync(dirname(path))).toEqual(['x.db']);
    const listed = [...reader.listExchanges()];
    expect(listed.length).toBeGreaterThanOrEqual(writer.committed());
    for (const { ordinal, responseId } of listed) {
      expect(bytesOf(reader.response(responseId ?? 0)).toString()).toBe(`answer ${ordinal}`);
    }
    expect(reader.sessions().map((s) => s.ending)).toEqual(['open']);
    reader.close();
    const again = openRecording(path);
    expect(again.preparation).toBe('none');
    again.close();
  });

  test('can be continued after kill -9', async () => {
    const path = temporaryPath();
    const killed = await startWriter(path);
    await killed.kill();
    const writer = create(path, 'append');
    expect(writer.beginSession(session())).toBe(2);
    writer.close();
    expect(readdirSync(dirname(path))).toEqual(['x.db']);
    const reader = openRecording(path);
    expect(reader.listSessions().map((s) => s.exchanges >= killed.committed())).toEqual([true, false]);
    reader.close();
  });

  test('keeps what was committed when the disk takes no more', () => {
    const path = temporaryPath();
    // a file size limit stands in for a full disk: it needs no privileges
    const command = `ulimit -f 3000; exec "$0" "$1" "$2" create fast`;
    const { stdout } = spawnSync('bash', ['-c', command, process.execPath, join(compiled, 'child.js'), path]);
    const text = stdout.toString();
    expect(text).toMatch(/^RECORDING_WRITE_FAILED cannot write .*x\.db: /m);
    const committed = lastNumber(text);
    expect(committed).toBeGreaterThan(1000);
    const reader = openRecording(path);
    const last = reader.exchange(committed);
    expect(bytesOf(reader.response(last?.responseId ?? 0)).toString()).toBe(`answer ${committed}`);
    expect(reader.summary().exchanges).toBeGreaterThanOrEqual(committed);
    reader.close();
  });
});
