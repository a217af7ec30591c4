// The least that a replay in Node can do: every recorded answer in a Map, by the bytes of the request, with no notion of
// order, parameters, or misses. Usage: map.js RECORDING
import net from 'node:net';
import Database from 'better-sqlite3';

const db = new Database(process.argv[2], { readonly: true });
const session = db.prepare(`SELECT greeting, login_reply FROM session WHERE auth_outcome = 'ok'`).get();
const answers = new Map();
for (const { command, sql, request, head } of db
  .prepare('SELECT e.command, e.sql, e.request, r.head FROM exchange e JOIN response r ON r.id = e.response_id')
  .iterate()) {
  const code = command === 'COM_STMT_PREPARE' ? 0x16 : 0x03;
  const payload = request ?? Buffer.concat([Buffer.of(code), Buffer.from(sql)]);
  answers.set(keyOf(payload, 0), head);
}
db.close();

/** The request's bytes; of COM_STMT_EXECUTE sysbench's parameter, since the first of a connection names its type too. */
function keyOf(packet, start) {
  return packet.latin1Slice(packet[start] === 0x17 ? packet.length - 4 : start);
}

const header = (payload, sequenceId) =>
  Buffer.concat([Buffer.of(payload.length & 0xff, payload.length >> 8, 0, sequenceId), payload]);

net
  .createServer({ noDelay: true }, (socket) => {
    let isLoggedIn = false;
    socket.write(header(session.greeting, 0));
    socket.on('error', () => {});
    socket.on('data', (packet) => {
      const answer = answers.get(keyOf(packet, 4));
      if (answer !== undefined) socket.write(answer);
      else if (!isLoggedIn) socket.write(header(session.login_reply, packet[3] + 1));
      isLoggedIn = true;
    });
  })
  .listen(0, '127.0.0.1', function () {
    console.log(`listening mysql://127.0.0.1:${this.address().port}`);
  });
