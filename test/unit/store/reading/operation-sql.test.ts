// What operations of the X Protocol do with data, told as SQL.
import { expect, test } from 'vitest';
import { operationSql } from '../../../../src/store/reading/operation-sql.ts';

test.each([
  [`shop.orders.find("_id = 'a1' and total > 5").limit(3)`, "SELECT doc FROM `shop`.`orders` WHERE _id = 'a1' LIMIT 1"],
  [`orders.find("_id in ('a', 'b')")`, "SELECT doc FROM `orders` WHERE _id in ('a', 'b')"],
  [`shop.orders.find("_id = 'a' or n > 1")`, 'SELECT doc FROM `shop`.`orders` WHERE doc IS NOT NULL'],
  [`shop.orders.find().lockExclusive(skip locked)`, 'SELECT doc FROM `shop`.`orders` FOR UPDATE skip locked'],
  [
    `shop.orders.add({"_id": "a", "f": "x(y)"}, {"_id": "b'c"})`,
    "INSERT INTO `shop`.`orders` (_id, doc) VALUES ('a', 1.5), ('b''c', 1.5)",
  ],
  [`shop.orders.add({"n": 1})`, 'INSERT INTO `shop`.`orders` (doc) VALUES (1.5)'],
  [`shop.orders.addOrReplace({"_id": "a"})`, "REPLACE INTO `shop`.`orders` (_id, doc) VALUES ('a', 1.5)"],
  [
    `shop.orders.modify("_id = 'a'").set("n", 5)`,
    "UPDATE `shop`.`orders` SET doc = JSON_SET(doc, '$', 1) WHERE _id = 'a'",
  ],
  ['shop.orders.remove()', 'DELETE FROM `shop`.`orders`'],
  [
    `shop.t.insert("id", "v").values(1, "x").values(2, "y")`,
    "INSERT INTO `shop`.`t` (`id`, `v`) VALUES (1, 'x'), (2, 'y')",
  ],
  [`shop.t.update().set("v", 3).where("id = 1")`, 'UPDATE `shop`.`t` SET `v` = 3 WHERE id = 1'],
  [`shop.t.select("v").where("id = 1 and v like 'a%'")`, "SELECT * FROM `shop`.`t` WHERE id = 1 and v like 'a%'"],
  [`shop.t.select().where("doc->$.n = 1")`, 'SELECT * FROM `shop`.`t` WHERE 1 + 1'],
  [`shop.t.select().where("mine(id) = 1")`, 'CALL unknown()'],
  [`mysqlx.drop_collection({"schema": "shop", "name": "orders"})`, 'DROP TABLE `shop`.`orders`'],
  [`mysqlx.ping()`, 'DO 1'],
])('%s', (text, sql) => {
  expect(operationSql(text, null)?.sql).toBe(sql);
});

test('a document without an id has the one that the server told', () => {
  const sqlOf = (text: string, ...drawn: readonly string[]) => operationSql(text, null, drawn);
  const two = 'orders.add({"n": 1}, {"_id": "a"}, {"n": 2})';
  expect(sqlOf(two, 'x1', 'x2')).toMatchObject({
    sql: "INSERT INTO `orders` (_id, doc) VALUES ('x1', 1.5), ('a', 1.5), ('x2', 1.5)",
    makesIds: true,
  });
  expect(sqlOf(two, 'x1')?.sql).toBe('INSERT INTO `orders` (doc) VALUES (1.5)');
  expect(sqlOf('orders.add({"_id": "a"})')?.makesIds).toBe(false);
});

test('placeholders have numbers', () => {
  const [one, two] = [1, 2].map((value) => ({ kind: 'int', value: BigInt(value) }) as const);
  const made = operationSql('t.select().where("a = :1 and b = :0")', one && two ? [one, two] : null);
  expect(made).toMatchObject({ sql: 'SELECT * FROM `t` WHERE a = ? and b = ?', parameters: [two, one] });
});

test.each(['SELECT a.b(1)', 'shop.orders.find("_id = ', 'shop.orders', ''])('no operation: %s', (text) => {
  expect(operationSql(text, null)).toBeNull();
});
