// The least that a scripted server in Node can do: the same answer to whatever is asked, with no look at it.
// Usage: bare.js [CERTIFICATE KEY], which offers TLS
import net from 'node:net';
import { acceptTls, isTlsRequest, secureContextOf } from './tls.js';

const secureContext = secureContextOf(process.argv.slice(2));

const hex = (text) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const packet = (payload, sequenceId) =>
  Buffer.concat([Buffer.of(payload.length & 0xff, payload.length >> 8, 0, sequenceId), payload]);
const scramble = 'abcdefghijklmnopqrst';
const greeting = Buffer.concat([
  hex('0a'),
  Buffer.from('8.4.0-bare\0'),
  hex('01000000'),
  Buffer.from(`${scramble.slice(0, 8)}\0`),
  // of the capabilities TLS where there is a certificate
  hex(`df ${secureContext === undefined ? 'a2' : 'aa'} ff 0200 ff 00 15 00000000000000000000`),
  Buffer.from(`${scramble.slice(8)}\0caching_sha2_password\0`),
]);
const authSwitch = Buffer.concat([hex('fe'), Buffer.from(`caching_sha2_password\0${scramble}\0`)]);
const ok = hex('00000002000000');
const column = hex('03 646566 00 00 00 01 31 00 0c 3f00 15000000 08 8100 00 0000');
const eof = hex('fe00000200');
const rows = Buffer.concat(
  [hex('01'), column, eof, hex('0131'), eof].map((payload, index) => packet(payload, index + 1)),
);

net
  .createServer({ noDelay: true }, (socket) => {
    socket.write(packet(greeting, 0));
    socket.on('error', () => {});
    if (secureContext === undefined) return serve(socket);
    socket.once('data', (bytes) => {
      if (isTlsRequest(bytes)) return serve(acceptTls(socket, secureContext, bytes));
      serve(socket);
      socket.emit('data', bytes);
    });
  })
  .listen(0, '127.0.0.1', function () {
    console.log(`listening mysql://127.0.0.1:${this.address().port}`);
  });

function serve(socket) {
  let isLoggedIn = false;
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    // who says goodbye over TLS waits for the server to close
    if (isLoggedIn && bytes[4] === 0x01) return socket.end();
    if (isLoggedIn) return socket.write(bytes[4] === 0x03 ? rows : packet(ok, 1));
    // libmariadb names a stand-in while it loads its plugin, and can only be switched then
    isLoggedIn = !bytes.includes('dummy_fallback_auth');
    socket.write(packet(isLoggedIn ? ok : authSwitch, bytes[3] + 1));
  });
}
