// Scripts of every form as a driver of the X Protocol sees them.
import { join } from 'node:path';
import { getSession, type Session } from '@mysql/xdevapi';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ScriptOptions, type ScriptServing, script } from '../../src/index.ts';
import { SHA256_MEMORY } from '../../src/mysqlx/auth/auth-data.ts';
import { framesOf } from '../../src/mysqlx/codec/framing.ts';
import { ServerMessage } from '../../src/mysqlx/constants/message-types.ts';
import { startScript, startScriptText } from '../support/script.ts';
import { keysFolder } from '../support/serving.ts';
import { XClient } from '../support/x-client.ts';

const X: ScriptOptions = { xPort: 0, clientSslMode: 'PREFERRED' };
const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples', 'script');

async function startExample(name: string): Promise<ScriptServing> {
  const server = await script(join(EXAMPLES, name), { ...X, dataDir: await keysFolder() });
  onTestFinished(() => server.close());
  return server;
}

async function connect({ host, xPort }: ScriptServing, options: object = {}): Promise<Session> {
  const account = { user: 'shop', password: 'pw', schema: 'shop' };
  const session = await getSession({ host, port: xPort, ...account, tls: { enabled: true }, ...options });
  onTestFinished(() => session.close().catch(() => undefined));
  return session;
}

/** `code message` of what a promise rejects with; `fine` where it does not. */
async function errorOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'fine';
  } catch (error) {
    const { info, message } = error as { info?: { code: number; msg: string; sqlState: string }; message: string };
    return info === undefined ? message : `${info.code} ${info.sqlState} ${info.msg}`;
  }
}

describe('a module', () => {
  test('is a document store', async () => {
    const session = await connect(await startExample('documents.mjs'));
    const schema = session.getSchema('shop');
    const products = schema.getCollection('products');
    expect(await products.existsInDatabase()).toBe(true);
    expect((await schema.getCollections()).map((each) => each.getName())).toEqual(['products']);
    expect(await errorOf(schema.createCollection('products'))).toBe("1050 42S01 Table 'products' already exists");
    const all = await products.find().execute();
    expect(all.fetchAll().map((each) => (each as { name: string }).name)).toEqual(['Lamp', "Sailor's knife"]);
    const added = await products
      .add({ name: 'Rope', price: 3 } as never, { _id: '9', name: 'Sail' } as never)
      .execute();
    expect([added.getAffectedItemsCount(), added.getGeneratedIds()]).toEqual([2, ['3']]);
    const changed = await products.modify('_id = :id').set('stock', 7).unset('price').bind('id', '9').execute();
    expect(changed.getAffectedItemsCount()).toBe(1);
    expect(await products.getOne('9')).toEqual({ _id: '9', name: 'Sail', stock: 7 });
    expect((await products.remove("name = 'Lamp'").execute()).getAffectedItemsCount()).toBe(1);
    expect((await products.find().limit(1).offset(1).execute()).fetchAll()).toEqual([
      { _id: '3', name: 'Rope', price: 3 },
    ]);
    expect(await errorOf(schema.getCollection('none').find().execute())).toBe(
      "1146 42S02 Table 'shop.none' doesn't exist",
    );
  });

  test('says what a statement changed, and warns', async () => {
    const session = await connect(await startExample('documents.mjs'));
    const result = await session.sql('CALL restock()').execute();
    expect(result.getAffectedItemsCount()).toBe(2);
    expect(result.getWarnings()).toEqual([{ level: 1, code: 1000, msg: 'the lamps are late' }]);
    expect((await session.sql('SELECT COUNT(*) FROM products').execute()).fetchOne()).toEqual([2]);
    expect(await errorOf(session.sql('SELECT nothing').execute())).toBe(
      '1064 HY000 the script has no answer to: SELECT nothing',
    );
  });

  test('is prepared by the driver when an operation comes again', async () => {
    const session = await connect(await startExample('documents.mjs'));
    const find = session.getSchema('shop').getCollection('products').find('_id = :id').limit(1);
    for (const id of ['1', '2', '1', '2', '1']) {
      expect((await find.bind('id', id).execute()).fetchAll()).toMatchObject([{ _id: id }]);
    }
  });

  test('reads operations as types', async () => {
    const server = await startScriptText(
      `export default {
        onCrud: (operation) => ({ columns: ['doc'], rows: [[JSON.stringify(operation)]] }),
        onInsert: (operation) => ({ message: JSON.stringify(operation) }),
        onUpdate: (operation) => ({ error: { code: 1, message: JSON.stringify(operation) } }),
      }`,
      'typed.mjs',
      X,
    );
    const schema = (await connect(server)).getSchema('s');
    const orders = schema.getTable('orders');
    const select = orders
      .select('id', 'price * 2 as double_price')
      .where('id > :a and name like :b')
      .orderBy('id desc')
      .groupBy('id')
      .having('price > 3')
      .limit(5)
      .offset(2)
      .lockShared();
    const [found] = (await select.bind('a', 1).bind('b', 'x%').execute()).fetchOne() ?? [];
    expect(JSON.parse(String(found))).toEqual({
      kind: 'find',
      text: 's.orders.select("id", "price * 2 as double_price").where("id > :0 and name like :1").groupBy("id").having("price > 3").orderBy("id desc").limit(5).offset(2).lockShared()',
      schema: 's',
      name: 'orders',
      isTable: true,
      parameters: [1, 'x%'],
      criteria: 'id > :0 and name like :1',
      fields: [
        { expression: 'id', alias: null },
        { expression: 'price * 2', alias: 'double_price' },
      ],
      sort: [{ expression: 'id', isDescending: true }],
      groupBy: ['id'],
      having: 'price > 3',
      limit: 5,
      offset: 2,
      lock: 'shared',
    });
    const inserted = await errorOf(orders.update().set('name', 'y').set('n', 2).where('id = 1').execute());
    expect(JSON.parse(inserted.replace(/^1 HY000 /, ''))).toMatchObject({
      kind: 'update',
      criteria: 'id = 1',
      changes: [
        { change: 'set', field: 'name', value: 'y' },
        { change: 'set', field: 'n', value: 2 },
      ],
    });
    expect(await errorOf(orders.delete().where('true').execute())).toBe('fine');
  });

  test('answers with several results, one after the other', async () => {
    const session = await connect(await startExample('shop.mjs'));
    const result = await session.sql('CALL report()').execute();
    expect(result.fetchAll().map((row) => row.slice(0, 3))).toEqual([
      [1, 'Lamp', '39.90'],
      [2, "Sailor's knife", '12.00'],
    ]);
    expect(result.nextResult()).toBe(true);
    expect(result.fetchAll()).toEqual([[2]]);
    expect((await session.sql('select * from log').execute()).fetchAll()).toEqual([['begin'], ['middle'], ['end']]);
    expect(await errorOf(session.sql('LOAD DATA LOCAL INFILE').execute())).toMatch(/^3948 42000 Loading local data/);
    const one = await session.sql('SELECT name FROM products WHERE id = ?').bind(2).execute();
    expect(one.fetchAll().map((row) => row.slice(0, 3))).toEqual([[2, "Sailor's knife", 12]]);
    expect((await session.sql('insert into orders').execute()).getAutoIncrementValue()).toBe(1);
  });

  test('fails by what it throws, never answers, or makes of a row', async () => {
    const text = `export default {
      onQuery(statement) {
        if (statement === 'throw') throw new RangeError('far');
        if (statement === 'late') return new Promise(() => undefined);
        if (statement === 'loop') for (;;);
        if (statement === 'date') return { columns: [{ name: 'd', type: 'DATE' }], rows: [['2026-01-02'], ['soon']] };
        if (statement === 'short') return { columns: ['a', 'b'], rows: [[1]] };
        return { rows: [{ one: 1 }] };
      },
      onFind: () => 1,
    }`;
    const session = await connect(await startScriptText(text, 'wrong.mjs', { ...X, callTimeoutMs: 50 }));
    const errors: string[] = [];
    for (const sql of ['throw', 'late', 'loop', 'date', 'short', 'fine']) {
      const [line = ''] = (await errorOf(session.sql(sql).execute())).split('\n');
      errors.push(line.replace(/at \S*wrong\.mjs/, 'at wrong.mjs'));
    }
    const failed = '1064 HY000 executing statement failed:';
    expect(errors).toEqual([
      `${failed} at wrong.mjs:3: RangeError: far`,
      `${failed} the script took more than 50 ms for one call`,
      `${failed} the script took more than 50 ms for one call`,
      `${failed} 'soon' is no date: expected YYYY-MM-DD or YYYY-MM-DD hh:mm:ss.ffffff`,
      `${failed} columns_info.size() != row_values.size() 2!=1`,
      'fine',
    ]);
    expect(await errorOf(session.getSchema('a').getCollection('b').find().execute())).toMatch(/an answer must be an/);
  });
});

describe('logging in', () => {
  const guarded = `export default { auth: { user: 'shop', password: 'pw' }, onQuery: (_, { user, protocol, tlsCipher }) => ({
    rows: [{ user, protocol, isTls: tlsCipher !== null }],
  }) }`;

  test.each([
    ['PLAIN', true],
    ['MYSQL41', true],
    ['MYSQL41', false],
  ])('%s, TLS %s: the right password passes, others do not', async (auth, enabled) => {
    const server = await startScriptText(guarded, 'guarded.mjs', X);
    const session = await connect(server, { auth, tls: { enabled } });
    expect((await session.sql('who').execute()).fetchOne()).toEqual(['shop', 'x', enabled ? 1 : 0]);
    const denied = "1045 HY000 Access denied for user 'shop'@'localhost' (using password: YES)";
    expect(await errorOf(connect(server, { auth, tls: { enabled }, password: 'wrong' }))).toContain(denied);
    expect(await errorOf(connect(server, { auth, tls: { enabled }, user: 'other' }))).toContain("'other'@'localhost'");
  });

  test('SHA256_MEMORY, which the driver proves wrongly over plain TCP', async () => {
    const server = await startScriptText(guarded, 'guarded.mjs', X);
    for (const [password, type] of [
      ['pw', ServerMessage.SESS_AUTHENTICATE_OK],
      ['wrong', ServerMessage.ERROR],
    ] as const) {
      await using client = await XClient.open({ host: server.host, port: server.xPort });
      const reply = await client.login({ mechanism: SHA256_MEMORY, user: 'shop', password });
      expect([...framesOf([reply])].at(-1)?.type).toBe(type);
    }
  });

  test('anybody may where the script names nobody, unless a function of it refuses', async () => {
    const anyone = await startScriptText('{"stmts": [{"ok": {}}]}', 'anyone.json', X);
    expect(await errorOf(connect(anyone, { user: 'whoever', password: 'what' }))).toBe('fine');
    const picky = `export default {
      auth: (session) => session.database === 'shop' ? {} : { error: { code: 1049, sqlState: '42000', message: 'no such' } },
    }`;
    const server = await startScriptText(picky, 'picky.mjs', X);
    expect(await errorOf(connect(server))).toBe('fine');
    expect(await errorOf(connect(server, { schema: 'elsewhere' }))).toContain('1049 42000 no such');
  });

  test('an error in place of the greeting ends the connection', async () => {
    const text = `({ handshake: { error: { code: 1040, message: 'Too many connections' } }, stmts: [] })`;
    const server = await startScriptText(text, 'full.js', X);
    expect(await errorOf(connect(server))).toContain('1040 HY000 Too many connections');
  });

  test('TLS may be asked of every client', async () => {
    const server = await startScriptText(guarded, 'guarded.mjs', { xPort: 0, clientSslMode: 'REQUIRED' });
    expect(await errorOf(connect(server))).toBe('fine');
    expect(await errorOf(connect(server, { tls: { enabled: false }, auth: 'MYSQL41' }))).toContain(
      '3159 HY000 Connections using insecure transport are prohibited',
    );
  });
});

describe('a trace', () => {
  test('answers SQL, with and without arguments, and operations by their text', async () => {
    const trace = {
      stmts: [
        { stmt: 'SELECT ?', result: { columns: [{ name: 'a', type: 'LONG' }], rows: [[7]] } },
        {
          stmt: 'shop.products.find("_id = :0")',
          result: { columns: [{ name: 'doc', type: 'JSON', character_set: 63 }], rows: [['{"_id": "1"}']] },
        },
        { 'stmt.regex': '^shop\\.products\\.add', ok: { affected_rows: 1, document_ids: ['0001'] } },
        { stmt: 'drop_collection', ok: {} },
        {
          stmt: 'UPDATE',
          ok: { affected_rows: 3, message: 'Rows matched: 3', warnings: [{ code: 1265, message: 'cut' }] },
        },
      ],
    };
    const server = await startScriptText(JSON.stringify(trace), 'x.json', X);
    const session = await connect(server);
    expect((await session.sql('SELECT ?').bind(7).execute()).fetchOne()).toEqual([7]);
    const products = session.getSchema('shop').getCollection('products');
    expect((await products.find('_id = :id').bind('id', '1').execute()).fetchAll()).toEqual([{ _id: '1' }]);
    expect((await products.add({ name: 'x' } as never).execute()).getGeneratedIds()).toEqual(['0001']);
    expect(await errorOf(session.getSchema('shop').dropCollection('products'))).toBe('fine');
    const updated = await session.sql('UPDATE').execute();
    expect([updated.getAffectedItemsCount(), updated.getWarnings()]).toEqual([
      3,
      [{ level: 2, code: 1265, msg: 'cut' }],
    ]);
    expect(await errorOf(session.sql('SELECT 2').execute())).toBe('1064 HY000 Unknown statement. (end of stmts)');
    expect(await errorOf(products.remove('true').execute())).toBe('1064 HY000 Unknown statement. (end of stmts)');
    expect(server.counts().statements).toBe(7);
  });
});

describe("a script of MySQL Router's mock server", () => {
  test('says its port, answers from a list and by a function', async () => {
    const server = await startScript('select-port.js', X);
    const session = await connect(server);
    expect(String((await session.sql('select @@port').execute()).fetchOne())).toBe(String(server.xPort));
    const list = `({ stmts: [{ result: { columns: [{ name: 'a', type: 'STRING' }], rows: [['x'], [null]] } }, { ok: {} },
      { error: { code: 1290, sql_state: 'HY001', message: 'read only' } }] })`;
    const other = await connect(await startScriptText(list, 'list.js', X));
    expect((await other.sql('first').execute()).fetchAll()).toEqual([['x'], [null]]);
    expect(await errorOf(other.sql('second').execute())).toBe('fine');
    expect(await errorOf(other.sql('third').execute())).toBe('1290 HY001 read only');
    expect(await errorOf(other.sql('fourth').execute())).toBe('1064 HY000 Unknown statement. (end of stmts)');
    expect(await errorOf(other.sql('fifth').execute())).toBe('1064 HY000 Unknown statement. (end of stmts)');
  });

  test('that does not load lets clients in, and says so at each statement', async () => {
    const server = await startScriptText('({ stmts: [', 'broken.js', X);
    const session = await connect(server);
    const message = '1064 HY000 executing statement failed: this should not be called.';
    expect(await errorOf(session.sql('select 1').execute())).toBe(message);
    expect(await errorOf(session.sql('select 2').execute())).toBe(message);
    expect(server.counts().failures).toBe(3);
  });

  test('knows the cipher of its client', async () => {
    const session = await connect(await startScript('cipher.js', X));
    expect(String((await session.sql('cipher').execute()).fetchOne())).toMatch(/TLS|AES/);
  });

  test('waits as long as it says', async () => {
    const text = `({ stmts: [{ exec_time: 60, result: { columns: [{ name: 'a', type: 'LONG' }], rows: [[1]] } }] })`;
    const session = await connect(await startScriptText(text, 'slow.js', X));
    const begin = performance.now();
    await session.sql('slow').execute();
    // a timer may be a millisecond early
    expect(performance.now() - begin).toBeGreaterThan(58);
  });
});
