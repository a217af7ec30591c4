// The least that a proxy in Node can do: both sockets' bytes handed over by `pipe`.
// Usage: pipe.js UPSTREAM_PORT [CERTIFICATE KEY], which has TLS on both sides for clients that ask for it
import net from 'node:net';
import { acceptTls, isTlsRequest, REQUEST_LENGTH, requestTls, secureContextOf } from './tls.js';

const upstreamPort = Number(process.argv[2]);
const secureContext = secureContextOf(process.argv.slice(3));
const server = net.createServer({ noDelay: true }, (client) => {
  const upstream = net.connect({ port: upstreamPort, host: '127.0.0.1', noDelay: true });
  joined(client, upstream);
  if (secureContext === undefined) client.pipe(upstream).pipe(client);
  else withTls(client, upstream);
});
server.listen(0, '127.0.0.1', () => console.log(`listening mysql://127.0.0.1:${server.address().port}`));

/** The greeting goes on, and the request for TLS; from there on each side is encrypted by itself. */
function withTls(client, upstream) {
  upstream.once('data', (greeting) => client.write(greeting));
  client.once('data', (bytes) => {
    if (!isTlsRequest(bytes)) {
      upstream.write(bytes);
      return client.pipe(upstream).pipe(client);
    }
    upstream.write(bytes.subarray(0, REQUEST_LENGTH));
    const [near, far] = [acceptTls(client, secureContext, bytes), requestTls(upstream)];
    joined(near, far);
    near.pipe(far).pipe(near);
  });
}

function joined(client, upstream) {
  client.on('error', () => upstream.destroy());
  upstream.on('error', () => client.destroy());
}
