// An expression of a CRUD message as the text that one writes for it: `age > :0 and name = "x"`.
// https://dev.mysql.com/doc/x-devapi-userguide/en/mysql-x-expressions-ebnf-definitions.html

import {
  type DatatypesScalar,
  type ExprColumnIdentifier,
  type ExprDocumentPathItem,
  type ExprExpr,
  type ExprOperator,
  ExprDocumentPathItemType as Item,
  ExprExprType as Kind,
} from '../messages/schema.ts';
import { formatScalar } from './format-value.ts';

const WORDS: Readonly<Record<string, string>> = { '&&': 'and', '||': 'or', '==': '=' };
/** Operators that stand between their operands; of two, the one that binds more tightly has the higher number. */
const BINDINGS: Readonly<Record<string, number>> = {
  or: 1,
  xor: 2,
  and: 3,
  '=': 5,
  '!=': 5,
  '<>': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  is: 5,
  is_not: 5,
  like: 5,
  not_like: 5,
  regexp: 5,
  not_regexp: 5,
  cont_in: 5,
  not_cont_in: 5,
  overlaps: 5,
  not_overlaps: 5,
  '|': 6,
  '&': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
  div: 10,
  '^': 11,
};
const HIGHEST = 12;

/** How a literal is written: as in JSON, or with single quotes where double ones stand around the whole. */
export type LiteralFormat = (scalar: DatatypesScalar) => string;

export const quotedLiteral: LiteralFormat = (scalar) =>
  scalar.vString ? `'${scalar.vString.value.toString('utf8').replaceAll("'", "''")}'` : formatScalar(scalar);

export function formatExpression(expr: ExprExpr, literal: LiteralFormat = formatScalar): string {
  switch (expr.type) {
    case Kind.IDENT:
      return expr.identifier ? formatIdentifier(expr.identifier) : '';
    case Kind.LITERAL:
      return expr.literal ? literal(expr.literal) : 'null';
    case Kind.VARIABLE:
      return `@${expr.variable ?? ''}`;
    case Kind.FUNC_CALL: {
      const { name, param } = expr.functionCall ?? { name: { name: '' }, param: [] };
      const schema = name.schemaName ? `${name.schemaName}.` : '';
      return `${schema}${name.name}(${param.map((each) => formatExpression(each, literal)).join(', ')})`;
    }
    case Kind.OPERATOR:
      return expr.operator ? formatOperator(expr.operator, literal) : '';
    case Kind.PLACEHOLDER:
      return `:${expr.position ?? 0}`;
    case Kind.OBJECT:
      return `{${(expr.object?.fld ?? []).map(({ key, value }) => `${JSON.stringify(key)}: ${formatExpression(value, literal)}`).join(', ')}}`;
    case Kind.ARRAY:
      return `[${(expr.array?.value ?? []).map((each) => formatExpression(each, literal)).join(', ')}]`;
    default:
      return '';
  }
}

/** `a.b[0]` of a document, `t.c` of a table, `c->$.a` of a document in a column. */
export function formatIdentifier({ documentPath, name, tableName, schemaName }: ExprColumnIdentifier): string {
  const path = formatPath(documentPath);
  const column = [schemaName, tableName, name].filter(Boolean).join('.');
  if (column === '') return path === '' ? '$' : path.replace(/^\./, '');
  return path === '' ? column : `${column}->$${path}`;
}

export function formatPath(items: readonly ExprDocumentPathItem[]): string {
  return items
    .map(({ type, value, index }) => {
      switch (type) {
        case Item.MEMBER:
          return `.${/^[\p{L}_][\p{L}\p{N}_]*$/u.test(value ?? '') ? value : JSON.stringify(value ?? '')}`;
        case Item.MEMBER_ASTERISK:
          return '.*';
        case Item.ARRAY_INDEX:
          return `[${index ?? 0}]`;
        case Item.ARRAY_INDEX_ASTERISK:
          return '[*]';
        default:
          return '**';
      }
    })
    .join('');
}

function formatOperator({ name, param }: ExprOperator, literal: LiteralFormat): string {
  const word = WORDS[name] ?? name;
  const binding = BINDINGS[word];
  if (binding !== undefined && param.length === 2) {
    return param.map((each, side) => operand(each, binding + side, literal)).join(` ${word.replaceAll('_', ' ')} `);
  }
  const operands = param.map((each) => operand(each, HIGHEST, literal));
  const [first = '', ...others] = operands;
  if (word === 'in' || word === 'not_in') return `${first} ${word.replace('_', ' ')} (${others.join(', ')})`;
  if (/^(not_)?between$/.test(word)) return `${first} ${word.replace('_', ' ')} ${others.join(' and ')}`;
  if (operands.length === 0) return word;
  if (operands.length === 1)
    return `${word
      .replace(/^sign_/, '')
      .replace('plus', '+')
      .replace('minus', '-')} ${first}`;
  return `${word}(${operands.join(', ')})`;
}

/** In parentheses where it binds less tightly than what stands around it. */
function operand(expr: ExprExpr, binding: number, literal: LiteralFormat): string {
  const text = formatExpression(expr, literal);
  if (expr.type !== Kind.OPERATOR || !expr.operator || expr.operator.param.length === 0) return text;
  const own = BINDINGS[WORDS[expr.operator.name] ?? expr.operator.name] ?? 4;
  return own < binding ? `(${text})` : text;
}
