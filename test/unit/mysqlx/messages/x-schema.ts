// src/mysqlx/messages/schema.ts, written from proto/: the descriptor that protobufjs reads, and the types of its messages.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';

const HEAD = `// Written from proto/ by \`npx vitest run test/unit/mysqlx/messages/schema.test.ts -u\`; a test keeps it up to date.
// One file, however long: nobody edits it, and its types refer to one another as the messages do.

/** A 64-bit integer; \`toString\` of one that was read gives its digits. */
export interface Int64 {
  readonly low: number;
  readonly high: number;
  readonly unsigned: boolean;
}
`;
const SCALARS: Readonly<Record<string, string>> = {
  bool: 'boolean',
  bytes: 'Buffer',
  double: 'number',
  float: 'number',
  string: 'string',
  uint32: 'number',
  sint64: 'Int64',
  uint64: 'Int64',
};

/** The text of src/mysqlx/messages/schema.ts. */
export function xSchema(): string {
  const folder = join(import.meta.dirname, '..', '..', '..', '..', 'proto');
  const files = readdirSync(folder).filter((name) => name.endsWith('.proto'));
  const root = protobuf.loadSync(files.map((name) => join(folder, name)));
  root.resolveAll();
  const descriptor = `export const descriptor = ${JSON.stringify(root.toJSON(), null, 1)};\n`;
  return [HEAD, ...declarations(root), descriptor].join('\n');
}

function declarations(namespace: protobuf.NamespaceBase): string[] {
  const texts: string[] = [];
  for (const item of namespace.nestedArray) {
    if (item instanceof protobuf.Enum) texts.push(enumText(item));
    if (item instanceof protobuf.Type && item.fieldsArray.length > 0) texts.push(typeText(item));
    if (item instanceof protobuf.Type || item instanceof protobuf.Namespace) texts.push(...declarations(item));
  }
  return texts;
}

function enumText(item: protobuf.Enum): string {
  const values = Object.entries(item.values).map(([name, value]) => `  ${name}: ${value},\n`);
  return `export const ${nameOf(item)} = {\n${values.join('')}} as const;\n`;
}

function typeText(item: protobuf.Type): string {
  const fields = item.fieldsArray.map((field) => {
    const { resolvedType, type } = field;
    const one =
      resolvedType === null ? SCALARS[type] : resolvedType instanceof protobuf.Enum ? 'number' : nameOf(resolvedType);
    if (one === undefined) throw new Error(`${field.fullName} has a type without a name: ${type}`);
    if (field.repeated) return `  readonly ${field.name}: readonly ${one}[];\n`;
    return `  readonly ${field.name}${field.required ? `: ${one}` : `?: ${one} | null`};\n`;
  });
  return `export interface ${nameOf(item)} {\n${fields.join('')}}\n`;
}

/** `Mysqlx.Crud.Find.RowLock` is CrudFindRowLock, `Mysqlx.Ok` is MysqlxOk. */
function nameOf(item: protobuf.ReflectionObject): string {
  const [mysqlx, ...names] = item.fullName.slice(1).split('.');
  const isOfRoot = item.root.lookup(`${mysqlx}.${names[0]}`) instanceof protobuf.Type;
  return `${isOfRoot ? mysqlx : ''}${names.join('')}`;
}
