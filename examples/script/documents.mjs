// A scripted document store, for clients of the X Protocol. Run it with:
//   mock script examples/script/documents.mjs --x-port 33060
// @ts-check
import { defineScript } from 'mysql-replay';

/** @type {Map<string, Record<string, any>>} */
const products = new Map([
  ['1', { _id: '1', name: 'Lamp', price: 39.9, stock: 4 }],
  ['2', { _id: '2', name: "Sailor's knife", price: 12, stock: 0 }],
]);
let lastId = 2;

export default defineScript({
  auth: { user: 'shop', password: 'pw' },

  // schema.getCollections(), collection.existsInDatabase(), schema.createCollection(…)
  onCommand(command) {
    switch (command.name) {
      case 'list_objects':
        return { columns: ['name', 'type'], rows: [['products', 'COLLECTION']] };
      case 'create_collection':
        return {
          error: { code: 1050, sqlState: '42S01', message: `Table '${command.arguments.name}' already exists` },
        };
      default:
        return undefined;
    }
  },

  onFind({ name, isTable, criteria, parameters, limit, offset }) {
    if (name !== 'products' || isTable) return unknown(name);
    const found = [...products.values()].filter(matching(criteria, parameters));
    return { documents: found.slice(offset, limit === null ? undefined : offset + limit) };
  },

  onInsert({ documents }) {
    const ids = [];
    for (const document of /** @type {Record<string, any>[]} */ (documents)) {
      const id = document._id ?? String(++lastId);
      if (document._id === undefined) ids.push(id);
      products.set(id, { _id: id, ...document });
    }
    return { affectedRows: documents.length, documentIds: ids };
  },

  onUpdate({ criteria, parameters, changes }) {
    const found = [...products.values()].filter(matching(criteria, parameters));
    for (const product of found) {
      for (const { change, field, value } of changes) {
        if (change === 'set') product[field] = value;
        if (change === 'unset') delete product[field];
      }
    }
    return { affectedRows: found.length };
  },

  onDelete({ criteria, parameters }) {
    const found = [...products.values()].filter(matching(criteria, parameters));
    for (const { _id } of found) products.delete(_id);
    return { affectedRows: found.length };
  },

  // session.sql(…)
  onQuery(statement) {
    if (statement === 'SELECT COUNT(*) FROM products') return { rows: [{ 'COUNT(*)': products.size }] };
    if (statement === 'CALL restock()') {
      return { affectedRows: 2, warnings: [{ level: 'note', code: 1000, message: 'the lamps are late' }] };
    }
    return undefined;
  },
});

/** @param {string | null} criteria @param {readonly unknown[]} parameters */
function matching(criteria, parameters) {
  if (criteria === null || criteria === 'true') return () => true;
  const [, field = '', given] = /^(\w+) = (.+)$/.exec(criteria) ?? [];
  const value = given?.startsWith(':') ? parameters[Number(given.slice(1))] : given?.replace(/^'|'$/g, '');
  return (/** @type {Record<string, any>} */ product) => String(product[field]) === String(value);
}

/** @param {string} name */
function unknown(name) {
  return { error: { code: 1146, sqlState: '42S02', message: `Table 'shop.${name}' doesn't exist` } };
}
