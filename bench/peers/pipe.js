// The least that a proxy in Node can do: both sockets' bytes handed over by `pipe`. Usage: pipe.js UPSTREAM_PORT
import net from 'node:net';

const upstreamPort = Number(process.argv[2]);
const server = net.createServer({ noDelay: true }, (client) => {
  const upstream = net.connect({ port: upstreamPort, host: '127.0.0.1', noDelay: true });
  client.pipe(upstream).pipe(client);
  client.on('error', () => upstream.destroy());
  upstream.on('error', () => client.destroy());
});
server.listen(0, '127.0.0.1', () => console.log(`listening mysql://127.0.0.1:${server.address().port}`));
