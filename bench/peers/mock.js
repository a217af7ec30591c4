// `mock record` and `mock replay` without the command line around them:
//   mock.js record --upstream 127.0.0.1:PORT -o FILE     mock.js replay FILE
import { parseArgs } from 'node:util';
import { record, replay } from '../../dist/index.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { upstream: { type: 'string' }, output: { type: 'string', short: 'o' }, port: { type: 'string' } },
});
const [mode, file] = positionals;
const run =
  mode === 'record'
    ? await record({
        upstream: values.upstream,
        output: values.output,
        clientSslMode: 'DISABLED',
        serverSslMode: 'DISABLED',
      })
    : await replay(file, { clientSslMode: 'DISABLED' });
for (const line of run.listening) console.log(`listening ${line}`);
process.once('SIGTERM', () => void run.close().then(() => process.exit(0)));
