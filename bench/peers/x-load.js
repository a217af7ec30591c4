// A load over the X Protocol: each connection asks for one row by its key, reads the answer to its end, and asks again.
// Usage: x-load.js PORT USER CONNECTIONS SECONDS, the password in MOCK_BENCH_PASSWORD; prints statements per second.
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { formatAuthData, SHA256_MEMORY } from '../../build/mysqlx/auth/auth-data.js';
import { passwordProof } from '../../build/mysqlx/auth/password-proof.js';
import { frameMessage } from '../../build/mysqlx/codec/framing.js';
import { ClientMessage } from '../../build/mysqlx/constants/message-types.js';
import { AuthenticateContinue, AuthenticateStart, StmtExecute } from '../../build/mysqlx/messages/messages.js';

const [port, user, connections, seconds] = process.argv.slice(2).map((word, n) => (n === 1 ? word : Number(word)));
const rows = 1000;
const args = (id) => [{ type: 1, scalar: { type: 1, vSignedInt: { low: id, high: 0, unsigned: false } } }];
const stmt = Buffer.from('SELECT c FROM test.sbtest1 WHERE id=?');
const requests = Array.from({ length: rows }, (_, n) =>
  frameMessage(ClientMessage.SQL_STMT_EXECUTE, StmtExecute.encode({ stmt, args: args(n + 1) })),
);
const answerEnd = Buffer.of(1, 0, 0, 0, 17);
let done = 0;
let isOver = false;

async function connect(n) {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
  await logIn(socket);
  let at = (n * 61) % rows;
  let tail = Buffer.alloc(0);
  let last = () => {};
  const ended = new Promise((resolve) => {
    last = resolve;
  });
  const ask = () => socket.write(requests[at++ % rows]);
  socket.on('data', (chunk) => {
    const end = chunk.length >= 5 ? chunk : Buffer.concat([tail, chunk]);
    if (!end.subarray(-5).equals(answerEnd)) {
      if (end[4] === 1) throw new Error(`refused: ${end.toString('latin1')}`);
      tail = end.subarray(-4);
      return;
    }
    done++;
    if (isOver) last();
    else ask();
  });
  return { ask, socket, ended };
}

async function logIn(socket) {
  socket.write(
    frameMessage(ClientMessage.SESS_AUTHENTICATE_START, AuthenticateStart.encode({ mechName: SHA256_MEMORY })),
  );
  let bytes = Buffer.alloc(0);
  let challenge = null;
  for (;;) {
    bytes = Buffer.concat([bytes, (await once(socket, 'data'))[0]]);
    while (bytes.length >= 5 && bytes.length >= 4 + bytes.readUInt32LE(0)) {
      const end = 4 + bytes.readUInt32LE(0);
      const [type, payload] = [bytes[4], bytes.subarray(5, end)];
      bytes = bytes.subarray(end);
      if (type === 1) throw new Error(`the login was refused: ${payload.toString('latin1')}`);
      if (type === 4) return;
      if (type !== 3) continue;
      challenge = AuthenticateContinue.decode(payload).authData;
      const secret = passwordProof(SHA256_MEMORY, Buffer.from(process.env.MOCK_BENCH_PASSWORD ?? ''), challenge);
      const authData = formatAuthData({ schema: '', user, secret });
      socket.write(frameMessage(ClientMessage.SESS_AUTHENTICATE_CONTINUE, AuthenticateContinue.encode({ authData })));
    }
  }
}

const all = await Promise.all(Array.from({ length: connections }, (_, n) => connect(n)));
const began = performance.now();
for (const { ask } of all) ask();
await delay(seconds * 1000);
isOver = true;
const perSecond = done / ((performance.now() - began) / 1000);
await Promise.all(all.map(({ ended }) => ended));
for (const { socket } of all) socket.destroy();
console.log(perSecond.toFixed(1));
