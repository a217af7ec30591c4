// What a driver does not send: cursors, blocks of expectations, messages out of place. A script that knows the
// statements answers as MySQL does, message by message.
import { expect, test } from 'vitest';
import { PLAIN } from '../../src/mysqlx/auth/auth-data.ts';
import { framesOf } from '../../src/mysqlx/codec/framing.ts';
import { ClientMessage, ServerMessage } from '../../src/mysqlx/constants/message-types.ts';
import * as messages from '../../src/mysqlx/messages/messages.ts';
import { createSchema, describeWithServer } from '../servers/index.ts';
import { startScriptText } from '../support/script.ts';
import { XClient, type XPlace } from '../support/x-client.ts';
import { blockSteps, converse, preparedSteps, type Step, uselessSteps } from '../support/x-conversation.ts';

/** Knows what the steps ask, and says what MySQL says. */
const MODEL = `
const syntax = (near) => ({ error: { code: 1064, sqlState: '42000', message: "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '" + near + "' at line 1" } });
export default {
  onPrepare: (statement) => (statement === 'SELEC' ? syntax('SELEC') : undefined),
  onExecute(statement, parameters) {
    if (statement !== 'SELECT ? AS p, 2') return this.onQuery(statement);
    const [p] = parameters;
    if (p === undefined) return { error: { code: 5134, message: 'There is no argument for statement placeholder at position: 0' } };
    const two = { name: '2', type: 'LONGLONG', length: 2, flags: 1 };
    return { columns: [{ name: 'p', type: 'LONGLONG', length: 21 }, two], rows: [[p, 2]] };
  },
  onQuery(statement) {
    if (statement.includes('UNION')) return { columns: [{ name: '1', originalName: '1', type: 'LONGLONG', length: 2, flags: 1 }], rows: [[1], [2], [3], [4]] };
    if (statement === 'SELECT missing') return { error: { code: 1054, sqlState: '42S22', message: "Unknown column 'missing' in 'field list'" } };
    return { columns: [{ name: 'in a block', type: 'VAR_STRING', length: 40, flags: 1 }], rows: [['in a block']] };
  },
};`;

/** The bytes themselves: MySQL writes the fields of a column in an order of its own. */
const HEXADECIMAL = / [0-9a-f]{10,} /;

describeWithServer('mysql', (server) => {
  const { user, password } = server;

  async function view(place: XPlace, steps: readonly Step[], isPipelined: boolean): Promise<string[]> {
    await using client = await XClient.open(place);
    await client.secure();
    await client.login({ mechanism: PLAIN, user, password });
    const answers = await converse(client, steps, isPipelined);
    return answers.map((answer) => answer.replace(HEXADECIMAL, ' '));
  }

  const startModel = () => startScriptText(MODEL, 'model.mjs', { xPort: 0, clientSslMode: 'PREFERRED' });

  test.each([false, true])(
    'prepared statements, cursors, blocks, useless messages; pipelined %s',
    async (isPipelined) => {
      const mock = await startModel();
      const steps = [...preparedSteps(), ...blockSteps(), ...uselessSteps()];
      const real = await view({ host: server.host, port: server.xPort ?? 0 }, steps, isPipelined);
      expect(await view({ host: mock.host, port: mock.xPort }, steps, isPipelined)).toEqual(real);
    },
  );

  test('fields that clients may send, for blocks that expect them', async () => {
    const fields = [
      '6.1',
      '6',
      '6.2',
      '17.12',
      '17.99',
      '99.1',
      '12.1',
      '12.4.8',
      '12.x',
      '',
      '40.2.6',
      '46.1',
      '11.1',
      '25.1',
      '0.1',
    ];
    const steps = fields.flatMap((field): Step[] => [
      [
        ClientMessage.EXPECT_OPEN,
        messages.ExpectOpen.encode({ cond: [{ conditionKey: 2, conditionValue: Buffer.from(field) }] }),
      ],
      [ClientMessage.EXPECT_CLOSE],
    ]);
    const mock = await startModel();
    const real = await view({ host: server.host, port: server.xPort ?? 0 }, steps, false);
    expect(await view({ host: mock.host, port: mock.xPort }, steps, false)).toEqual(real);
  });

  test('columns without their names, where a client wants none', async () => {
    await using schema = await createSchema(server);
    const stmt = Buffer.from('SELECT 1 AS one');
    const step: Step = [
      ClientMessage.SQL_STMT_EXECUTE,
      messages.StmtExecute.encode({ stmt, args: [], compactMetadata: true }),
    ];
    const text = `export default { onQuery: () => ({ columns: [{ name: 'one', type: 'LONGLONG', flags: 1, length: 2 }], rows: [[1]] }) }`;
    const mock = await startScriptText(text, 'compact.mjs', { xPort: 0, clientSslMode: 'PREFERRED' });
    const frames = async (place: XPlace) => {
      await using client = await XClient.open(place);
      await client.secure();
      await client.login({ mechanism: PLAIN, user, password, schema: schema.name });
      const answer = [...framesOf([await client.ask(...step)])];
      return answer.map(({ type, payload }) =>
        type === ServerMessage.RESULTSET_COLUMN_META_DATA ? { ...messages.ColumnMetaData.decode(payload) } : type,
      );
    };
    const real = await frames({ host: server.host, port: server.xPort ?? 0 });
    expect(await frames({ host: mock.host, port: mock.xPort })).toEqual(real);
  });
});
