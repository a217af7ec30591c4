// A process that writes a recording as fast as it is told to, and says on stdout what it was promised to be kept: the number of
// exchanges whose flush() has returned. It goes on for two checkpoints and kills itself, or cannot write. What it writes to is
// in MOCK_TORTURE_WRITE: the path, and `durable` or not.

import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { NO_FACTS } from '../../src/core/command.ts';
import { messageOf } from '../../src/core/errors.ts';
import { RULES } from '../../src/identity/identity-rules.ts';
import { openRecordingWriter } from '../../src/store/writing/writer.ts';

const [path = '', isDurable] = (process.env['MOCK_TORTURE_WRITE'] ?? '').split(' ');
const PER_FLUSH = 20;
const WRITING_MS = 2500;
/** Now and then a response that is streamed into chunks. */
const LARGE = 300_000;

/** What exchange n was answered; whoever reads the recording compares. */
export function answerOf(n: number): Buffer {
  return n % 397 === 0 ? Buffer.alloc(LARGE, `answer ${n};`) : Buffer.from(`answer ${n}`);
}

function fail(error: unknown): never {
  writeSync(1, `failed: ${messageOf(error)}\n`);
  process.exit(1);
}

async function write(): Promise<void> {
  const meta = { mockVersion: '0', upstream: 'x', fingerprintRules: RULES };
  const now = () => Date.now() * 1000;
  const options = { mode: 'create' as const, meta, now, isDurable: isDurable === 'durable', onFailure: fail };
  const writer = openRecordingWriter(path, options);
  const session = writer.beginSession({
    ...{
      protocol: 'classic',
      user: 'u',
      database: '',
      capabilities: 1n,
      charset: 8,
      maxPacketBytes: 1,
      attributes: {},
    },
    ...{ clientTls: null, serverTls: null, serverVersion: '8', greeting: Buffer.alloc(1), authPlugin: 'p' },
    ...{ authOutcome: 'ok', loginReply: Buffer.alloc(1), startedAtUs: 1, scope: '' },
  });
  const began = performance.now();
  for (let n = 1; ; n++) {
    const response = writer.openResponse();
    response.write(answerOf(n));
    const exchange = {
      ...{ session, ordinal: n, command: 'COM_QUERY', sql: `SELECT ${n}`, parameters: null, request: null },
      ...{ fingerprint: n.toString(16).padStart(32, '0'), prepareExchange: null, database: '', scope: '', state: 's' },
      ...{ transaction: null, begunAfter: 0, startedAtUs: n, firstByteUs: 1, lastByteUs: 1, gap: null },
    };
    writer.putExchange(exchange, response, { ...NO_FACTS, outcome: 'ok', status: 2 }, 1n);
    if (n % PER_FLUSH !== 0) continue;
    writer.flush();
    writeSync(1, `kept ${n}\n`);
    if (performance.now() - began > WRITING_MS) process.kill(process.pid, 'SIGKILL');
    await pause(25);
  }
}

if (path !== '') await write().catch(fail);
