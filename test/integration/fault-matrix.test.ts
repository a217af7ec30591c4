// Every fault, as five real drivers see it: in a script, laid over a recording, and put in through the REST API while
// the drivers are connected.

import { writeFile } from 'node:fs/promises';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Fault } from '../../src/faults/fault.ts';
import { replay, script } from '../../src/index.ts';
import { startSampleServer } from '../../src/serve/sample/sample-server.ts';
import { describeWithServer } from '../servers/index.ts';
import { type DriverName, type FaultClient, faultDrivers, type Place } from '../support/fault-drivers.ts';
import { type Folder, keysFolder, startRecord, temporaryFolder } from '../support/serving.ts';

const SQL = 'SELECT * FROM products';
const AT = { statement: 'products' };
const DELAY_MS = 60;

/** What drivers say; one that is not named is not asked. */
type Seen = Readonly<Partial<Record<DriverName, string | RegExp>>>;

interface Case {
  readonly fault: Fault;
  readonly seen: Seen;
  /** How long the answer takes at least. */
  readonly atLeastMs?: number;
}

/** The three drivers of Node.js say number and name, the two commands the number. */
function error(number: number, name: string): Seen {
  const [known, code] = [`${number} ${name}`, String(number)];
  return { mysql2: known, mysql: known, mariadb: known, 'mysql command': code, 'mariadb command': code };
}

const FINE: Seen = {
  mysql2: 'fine',
  mysql: 'fine',
  mariadb: 'fine',
  'mysql command': 'fine',
  'mariadb command': 'fine',
};
const LOST: Seen = {
  mysql2: /LOST|ECONNRESET/,
  mysql: /LOST|ECONNRESET/,
  mariadb: /^(45009|45013|-104) /,
  'mysql command': '2013',
  'mariadb command': '2013',
};

/** What befalls a statement. */
const STATEMENT_CASES: readonly Case[] = [
  { fault: { ...AT, fault: 'deadlock' }, seen: error(1213, 'ER_LOCK_DEADLOCK') },
  { fault: { ...AT, fault: 'lockWait' }, seen: error(1205, 'ER_LOCK_WAIT_TIMEOUT') },
  { fault: { ...AT, fault: 'readOnly' }, seen: error(1290, 'ER_OPTION_PREVENTS_STATEMENT') },
  { fault: { ...AT, fault: 'killed' }, seen: error(1317, 'ER_QUERY_INTERRUPTED') },
  { fault: { ...AT, fault: 'killed', afterRows: 2 }, seen: error(1317, 'ER_QUERY_INTERRUPTED') },
  {
    fault: { ...AT, fault: 'error', code: 1146, sqlState: '42S02', message: 'gone' },
    seen: error(1146, 'ER_NO_SUCH_TABLE'),
  },
  { fault: { ...AT, fault: 'delay', ms: DELAY_MS }, seen: FINE, atLeastMs: DELAY_MS },
  { fault: { ...AT, fault: 'rowDelay', ms: DELAY_MS / 3 }, seen: FINE, atLeastMs: DELAY_MS },
  { fault: { ...AT, fault: 'close' }, seen: LOST },
  { fault: { ...AT, fault: 'close', afterBytes: 30 }, seen: LOST },
  { fault: { ...AT, fault: 'reset' }, seen: LOST },
  { fault: { ...AT, fault: 'reset', afterBytes: 30 }, seen: LOST },
  { fault: { ...AT, fault: 'halfPacket' }, seen: LOST },
  // the others do not look at sequence ids, or only warn
  {
    fault: { ...AT, fault: 'wrongSequence' },
    seen: { mysql: 'PROTOCOL_PACKETS_OUT_OF_ORDER', 'mysql command': '2013' },
  },
];

const STALLED: Seen = {
  mysql2: 'ETIMEDOUT', // mysql waits for a connection only, not for a greeting
  mariadb: '45012 ER_CONNECTION_TIMEOUT',
  'mysql command': '2013',
  'mariadb command': '2013',
};

/** What befalls a client before it is in. */
const CONNECT_CASES: readonly Case[] = [
  { fault: { fault: 'tooManyConnections' }, seen: error(1040, 'ER_CON_COUNT_ERROR') },
  { fault: { fault: 'authFailure' }, seen: error(1045, 'ER_ACCESS_DENIED_ERROR') },
  { fault: { fault: 'handshakeStall' }, seen: STALLED },
  {
    fault: { fault: 'tlsFailure' },
    // the mariadb connector lets the error of its TLS socket go unheard, which would end this process
    seen: { mysql2: 'HANDSHAKE_SSL_ERROR', 'mysql command': '2026', 'mariadb command': '2026' },
  },
];

interface Server extends Place {
  readonly httpUrl: string | null;
  close(): Promise<void>;
}

/** A server with faults from its file. */
type Start = (faults: readonly Fault[]) => Promise<Server>;

let shared: Folder;
let recording: string;
let count = 0;

beforeAll(async () => {
  shared = await temporaryFolder();
  await using upstream = await startSampleServer({ clientSslMode: 'DISABLED' });
  const { host, port } = upstream;
  await using run = await startRecord(shared, { upstream: { kind: 'tcp', host, port }, clientSslMode: 'DISABLED' });
  const client = await createConnection({ host: run.host, port: run.port, user: 'demo', password: 'pw-demo' });
  await client.query(SQL);
  await client.end();
  recording = run.file;
});
afterAll(() => shared[Symbol.asyncDispose]());

const TRACE = {
  stmts: [
    { stmt: SQL, result: { columns: [{ name: 'id', type: 'LONG' }], rows: [[1], [2], [3]] } },
    { 'stmt.regex': '', ok: {} },
  ],
};

const startScript: Start = async (faults) => {
  const file = shared.file(`script-${++count}.json`);
  await writeFile(file, JSON.stringify({ ...TRACE, faults }));
  return untilFinished(await script(file, { dataDir: await keysFolder(), httpPort: 0 }));
};

const startReplay: Start = async (faults) => {
  const overlay = shared.file(`overlay-${++count}.json`);
  await writeFile(overlay, JSON.stringify(faults));
  return untilFinished(await replay(recording, { dataDir: await keysFolder(), overlay, httpPort: 0 }));
};

function untilFinished(server: Server): Server {
  onTestFinished(() => server.close());
  return server;
}

async function putFault({ httpUrl }: Server, fault: Fault): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(`${httpUrl}/api/v1/mock/faults`, { method: 'PUT', headers, body: JSON.stringify([fault]) });
  expect(reply.status).toBe(204);
}

describeWithServer('mysql', () => {
  /** Clients of the drivers that are asked. */
  const connectAll = (server: Place, { fault, seen }: Case, timeoutS = 30) => {
    const asked = faultDrivers.filter(({ name }) => name in seen);
    const how = { isTls: fault.fault === 'tlsFailure', timeoutS };
    return Promise.all(asked.map((driver) => driver.connect(server, how)));
  };
  /** Clients that are to meet the fault: who is to see that no greeting comes does not wait long for it. */
  const tryAll = (server: Place, one: Case) => connectAll(server, one, one.fault.fault === 'handshakeStall' ? 1 : 30);
  const askAll = async (clients: readonly FaultClient[]) =>
    Object.fromEntries(await Promise.all(clients.map(async (client) => [client.name, await client.ask(SQL)])));
  const expected = ({ seen }: Case) =>
    Object.fromEntries(
      Object.entries(seen).map(([name, said]) => [name, typeof said === 'string' ? said : expect.stringMatching(said)]),
    );

  describe.each([
    ['a script', startScript],
    ['a recording', startReplay],
  ] as const)('over %s', (_, start) => {
    describe.each(STATEMENT_CASES.map((one) => [nameOf(one), one] as const))('%s', (_name, one) => {
      test('from a file', async () => {
        const clients = await connectAll(await start([one.fault]), one);
        const startedAt = performance.now();
        expect(await askAll(clients)).toEqual(expected(one));
        expect(performance.now() - startedAt).toBeGreaterThan((one.atLeastMs ?? 0) - 1);
      });

      test('put in while clients are connected', async () => {
        const server = await start([]);
        const clients = await connectAll(server, one);
        await putFault(server, one.fault);
        expect(await askAll(clients)).toEqual(expected(one));
      });
    });

    describe.each(CONNECT_CASES.map((one) => [nameOf(one), one] as const))('%s', (_name, one) => {
      test('from a file', async () => {
        const clients = await tryAll(await start([one.fault]), one);
        expect(await askAll(clients)).toEqual(expected(one));
      });

      test('put in while clients are connected', async () => {
        const server = await start([]);
        const before = await connectAll(server, one);
        await putFault(server, one.fault);
        expect(await askAll(await tryAll(server, one))).toEqual(expected(one));
        for (const client of before) expect(await client.ask(SQL)).toBe('fine');
      });
    });
  });
});

/** The fault and what shapes it. */
function nameOf({ fault: { statement: _statement, ...fault } }: Case): string {
  return Object.values(fault).join(' ');
}
