// Documents with the xdevapi driver: added, found in every way, changed, removed, with and without placeholders.
import type { Collection, CollectionFind, Session } from '@mysql/xdevapi';
import type { Target } from '../program.ts';
import type { Note, Transcript } from '../transcript.ts';

export async function runCollections(target: Target, session: Session, transcript: Transcript): Promise<void> {
  const schema = session.getSchema(target.schema);
  await transcript.run('collection: create', () => schema.createCollection('orders').then(() => undefined));
  await transcript.refused('collection: create again', () => schema.createCollection('orders'));
  await transcript.run('collection: reuse', () =>
    schema.createCollection('orders', { reuseExisting: true }).then(nothing),
  );
  const validation = { level: 'strict' as const, schema: { type: 'object', required: ['name'] } };
  await transcript.run('collection: create with rules', () =>
    schema.createCollection('strict', { validation }).then(nothing),
  );
  await transcript.refused('collection: against the rules', () =>
    schema.getCollection('strict').add({ _id: '1', other: 1 }).execute(),
  );
  await transcript.run('collection: without rules', () =>
    schema.modifyCollection('strict', { validation: { level: 'off' } }).then(nothing),
  );
  await transcript.run('collection: list', async (note) =>
    note(
      'names',
      (await schema.getCollections()).map((each) => each.getName()),
    ),
  );
  const orders = schema.getCollection('orders');
  await runAdds(orders, transcript);
  await runFinds(orders, transcript);
  await runPrepared(orders, transcript);
  await runChanges(orders, transcript);
  await transcript.run('collection: index', () =>
    orders.createIndex('by_total', { fields: [{ field: '$.total', type: 'DOUBLE' }] }),
  );
  await transcript.run('collection: drop index', () => orders.dropIndex('by_total'));
  await transcript.run('collection: drop', () => schema.dropCollection('strict'));
  await transcript.run('collection: exists', () => orders.existsInDatabase());
  await transcript.refused('collection: none of this name', (note) =>
    noteDocuments(note, schema.getCollection('none').find()),
  );
}

async function runAdds(orders: Collection, transcript: Transcript): Promise<void> {
  const documents = Array.from({ length: 20 }, (_, n) => ({
    _id: `order-${String(n).padStart(2, '0')}`,
    customer: n % 3 === 0 ? 'Ann é😀' : `customer ${n}`,
    total: n * 1.5,
    count: n,
    items: [
      { name: `item ${n}`, price: n },
      { name: 'another', price: -1 },
    ],
    isPaid: n % 2 === 0,
    note: n % 4 === 0 ? null : 'text',
  }));
  await transcript.run('add: one', async (note) => {
    const [first = {}] = documents;
    note('affected', (await orders.add(first as never).execute()).getAffectedItemsCount());
  });
  await transcript.run('add: many', async (note) => {
    note('affected', (await orders.add(documents.slice(1) as never).execute()).getAffectedItemsCount());
  });
  await transcript.refused('add: twice', () => orders.add({ _id: 'order-01' } as never).execute());
  await transcript.run('add: with generated ids', async (note) => {
    // the ids hold a time: their number and length are what can be compared
    const result = await orders.add([{ generated: 1 }, { generated: 2 }] as never).execute();
    note(
      'ids',
      result.getGeneratedIds().map((id) => id.length),
    );
  });
  await transcript.run('add: or replace', async (note) => {
    const result = await orders.addOrReplaceOne('order-02', { replaced: true, customer: 'replaced' });
    note('affected', result.getAffectedItemsCount());
  });
  await transcript.run('add: large', async (note) => {
    const result = await orders.add({ _id: 'large', text: 'é'.repeat(300_000) } as never).execute();
    note('affected', result.getAffectedItemsCount());
  });
}

async function runFinds(orders: Collection, transcript: Transcript): Promise<void> {
  const find = (name: string, query: () => CollectionFind) =>
    transcript.run(`find: ${name}`, (note) => noteDocuments(note, query()));
  await find('all of them', () => orders.find("_id like 'order-%'").sort('_id asc'));
  await find('one', () => orders.find("_id = 'order-03'"));
  await find('none', () => orders.find('total > 1000'));
  await find('conditions', () =>
    orders.find("total > 3 and (isPaid or customer like 'Ann%') and count not in (5, 7)").sort('_id asc'),
  );
  await find('fields', () =>
    orders.find('count < 3').fields('customer as who', 'items[0].name as first').sort('count asc'),
  );
  await find('limits', () => orders.find('count >= 0').sort('count desc').limit(3).offset(2));
  await find('groups', () =>
    orders.find('count >= 0').fields('isPaid as paid', 'count(_id) as many').groupBy('isPaid').sort('isPaid asc'),
  );
  await find('in an array', () => orders.find("'another' in items[*].name").sort('_id asc').limit(2));
  await find('functions', () => orders.find('length(customer) > 10 and count between 1 and 9').sort('_id asc'));
  await find('locked', () => orders.find("_id = 'order-04'").lockShared());
  await find('placeholders', () =>
    orders
      .find('customer = :who and count > :n')
      .bind({ who: 'Ann é😀', n: 4 } as never)
      .sort('_id asc'),
  );
  await find('the large one', () => orders.find("_id = 'large'"));
  await transcript.run('find: by id', (note) =>
    Promise.resolve(orders.getOne('order-05')).then((doc) => note('document', doc)),
  );
  await transcript.run('find: how many', () => orders.count());
  await transcript.refused('find: a placeholder without a value', (note) =>
    noteDocuments(note, orders.find('count = :n')),
  );
}

/** The driver prepares what is executed a second time. */
async function runPrepared(orders: Collection, transcript: Transcript): Promise<void> {
  const find = orders.find('count > :low and count < :high').sort('count asc').limit(5);
  for (const [low, high] of [
    [0, 9],
    [1, 9],
    [1, 5],
    [1, 5],
    [15, 99],
  ]) {
    await transcript.run(`prepared: from ${low} to ${high}`, (note) =>
      noteDocuments(note, find.bind({ low, high } as never)),
    );
  }
  await transcript.run('prepared: another limit', (note) =>
    noteDocuments(note, find.limit(2).bind({ low: 1, high: 9 } as never)),
  );
  await transcript.run('prepared: changed', (note) =>
    noteDocuments(note, find.sort('count desc').bind({ low: 1, high: 9 } as never)),
  );
  const modify = orders.modify('_id = :id').set('touched', true);
  for (const id of ['order-06', 'order-07', 'order-08']) {
    await transcript.run(`prepared: modify ${id}`, async (note) => {
      note('affected', (await modify.bind('id', id as never).execute()).getAffectedItemsCount());
    });
  }
}

async function runChanges(orders: Collection, transcript: Transcript): Promise<void> {
  const changes = {
    set: () => orders.modify("_id = 'order-10'").set('total', 99.5).set('address.town', 'Ö'),
    unset: () => orders.modify("_id = 'order-10'").unset(['note', 'isPaid']),
    patch: () => orders.modify("_id = 'order-10'").patch({ customer: null, added: [1, 2, { three: 3 }] } as never),
    arrays: () =>
      orders
        .modify("_id = 'order-10'")
        .arrayAppend('items', 'last' as never)
        .arrayInsert('items[0]', 'first' as never),
    many: () =>
      orders
        .modify('count > 12')
        .set('isLate', true as never)
        .sort('count asc')
        .limit(3),
  };
  for (const [name, change] of Object.entries(changes)) {
    await transcript.run(`modify: ${name}`, async (note) => {
      const result = await change().execute();
      note('affected', result.getAffectedItemsCount());
      note('warnings', result.getWarnings());
    });
    await transcript.run(`modify: ${name}, after it`, (note) =>
      noteDocuments(note, orders.find("_id = 'order-10' or isLate").sort('_id asc')),
    );
  }
  await transcript.run('replace', async (note) => {
    note('affected', (await orders.replaceOne('order-11', { name: 'new' })).getAffectedItemsCount());
  });
  await transcript.run('remove: one', async (note) => {
    note('affected', (await orders.removeOne('order-11')).getAffectedItemsCount());
  });
  await transcript.run('remove: many', async (note) => {
    note('affected', (await orders.remove('count > 15').sort('count asc').limit(2).execute()).getAffectedItemsCount());
  });
  await transcript.run('remove: what is left', (note) =>
    noteDocuments(note, orders.find("_id like 'order-%'").sort('_id asc')),
  );
}

async function noteDocuments(note: Note, find: CollectionFind): Promise<void> {
  note('document', (await find.execute()).fetchAll());
}

const nothing = () => undefined;
