import { expect, test } from 'vitest';
import { formatExpression, quotedLiteral } from '../../../../src/mysqlx/codec/format-expression.ts';
import { formatDelete, formatFind, formatInsert, formatUpdate } from '../../../../src/mysqlx/codec/format-operation.ts';
import {
  CrudDataModel,
  DatatypesScalarType,
  type ExprExpr,
  ExprExprType,
} from '../../../../src/mysqlx/messages/schema.ts';

const int = (n: number): ExprExpr => ({
  type: ExprExprType.LITERAL,
  literal: { type: DatatypesScalarType.V_DOUBLE, vDouble: n },
});
const text = (value: string): ExprExpr => ({
  type: ExprExprType.LITERAL,
  literal: { type: DatatypesScalarType.V_STRING, vString: { value: Buffer.from(value) } },
});
const column = (name: string, tableName = ''): ExprExpr => ({
  type: ExprExprType.IDENT,
  identifier: { documentPath: [], name, tableName },
});
const operator = (name: string, ...param: ExprExpr[]): ExprExpr => ({
  type: ExprExprType.OPERATOR,
  operator: { name, param },
});

test('puts parentheses where they are needed, and only there', () => {
  const both = operator('&&', operator('>', column('a'), int(1)), operator('==', column('b', 't'), text("it's")));
  expect(formatExpression(both, quotedLiteral)).toBe("a > 1 and t.b = 'it''s'");
  const product = operator('*', operator('+', column('a'), int(1)), int(2));
  expect(formatExpression(product)).toBe('(a + 1) * 2');
  expect(formatExpression(operator('-', column('a'), operator('-', int(1), int(2))))).toBe('a - (1 - 2)');
  expect(formatExpression(operator('not_in', column('a'), int(1), int(2)))).toBe('a not in (1, 2)');
  expect(formatExpression(operator('between', column('a'), int(1), int(2)))).toBe('a between 1 and 2');
  expect(formatExpression(operator('not', both))).toBe('not (a > 1 and t.b = "it\'s")');
});

test('writes operations on tables in the words of the X DevAPI', () => {
  const collection = { name: 'goods', schema: 'shop' };
  const dataModel = CrudDataModel.TABLE;
  const criteria = operator('==', column('id'), { type: ExprExprType.PLACEHOLDER, position: 0 });
  const find = {
    collection,
    dataModel,
    projection: [{ source: column('name'), alias: 'n' }],
    args: [],
    order: [],
    grouping: [],
  };
  expect(formatFind({ ...find, criteria, locking: 2 })).toBe(
    'shop.goods.select("name as n").where("id = :0").lockExclusive()',
  );
  const row = [{ field: [int(1), text('x')] }];
  const projection = [
    { name: 'id', documentPath: [] },
    { name: 'name', documentPath: [] },
  ];
  expect(formatInsert({ collection, dataModel, projection, row, args: [] })).toBe(
    'shop.goods.insert("id", "name").values(1, "x")',
  );
  const operation = [{ source: { documentPath: [], name: 'name' }, operation: 1, value: text('y') }];
  expect(formatUpdate({ collection, dataModel, criteria, operation, order: [], args: [] })).toBe(
    'shop.goods.update().set("name", "y").where("id = :0")',
  );
  expect(formatDelete({ collection, dataModel, criteria, order: [], args: [] })).toBe(
    'shop.goods.delete().where("id = :0")',
  );
});
