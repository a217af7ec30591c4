// The least that a server of one large result in Node can do: rows of 1 MiB out of memory. Usage: bulk.js ROWS
import net from 'node:net';

const rows = Number(process.argv[2]);
const mib = 1024 * 1024;
const hex = (text) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const header = (length, sequenceId) => Buffer.of(length & 0xff, (length >> 8) & 0xff, length >> 16, sequenceId & 0xff);
const packet = (payload, sequenceId) => Buffer.concat([header(payload.length, sequenceId), payload]);
const greeting = Buffer.concat([
  ...[hex('0a'), Buffer.from('8.4.0-bare\0'), hex('01000000'), Buffer.from('abcdefgh\0')],
  ...[hex('df a2 ff 0200 ff 00 15 00000000000000000000'), Buffer.from('ijklmnopqrst\0caching_sha2_password\0')],
]);
const ok = hex('00000002000000');
const eof = hex('fe00000200');
const column = hex('03 646566 00 00 00 01 78 00 0c 2d00 00001000 fa 0000 00 0000');
const lead = Buffer.concat([hex('01'), column, eof].map((payload, index) => packet(payload, index + 1)));
const row = Buffer.concat([hex('fd000010'), Buffer.alloc(mib, 'x')]);

async function answer(socket) {
  socket.write(lead);
  for (let n = 0; n < rows; n++) {
    socket.write(header(row.length, n + 4));
    if (!socket.write(row)) await new Promise((resolve) => socket.once('drain', resolve));
  }
  socket.write(packet(eof, rows + 4));
}

net
  .createServer({ noDelay: true }, (socket) => {
    let isLoggedIn = false;
    socket.write(packet(greeting, 0));
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      if (!isLoggedIn) {
        isLoggedIn = true;
        return socket.write(packet(ok, bytes[3] + 1));
      }
      if (bytes[4] === 0x01) return socket.end();
      return bytes.includes('REPEAT') ? void answer(socket) : socket.write(packet(ok, 1));
    });
  })
  .listen(0, '127.0.0.1', function () {
    console.log(`listening mysql://127.0.0.1:${this.address().port}`);
  });
