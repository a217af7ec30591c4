// The expectations are what `mysql --print-defaults` of MySQL 9.7 said of the same files.

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseOptionFile } from '../../../../src/cli/config/option-file.ts';
import { readOptionFiles } from '../../../../src/cli/config/option-files.ts';
import { upstreamDefaults } from '../../../../src/cli/config/upstream-defaults.ts';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'mock-options-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text.replaceAll('$FOLDER', folder), { mode: 0o600 });
  }
  return folder;
}

/** Name and value of what is read from `f.cnf` alone. */
function optionsOf(files: Readonly<Record<string, string>>, suffix = ''): Record<string, string | null> {
  const folder = folderWith(files);
  const flags = { defaults: true, defaultsFile: join(folder, 'f.cnf'), defaultsGroupSuffix: suffix };
  const options = readOptionFiles(flags, {}, () => undefined);
  return Object.fromEntries([...options].map(([name, { value }]) => [name, value]));
}

test.each([
  ['user = "a b"  ', 'user', 'a b'],
  ["password='x#y\\sz'  ", 'password', 'x#y z'],
  ['host=db # trailing', 'host', 'db'],
  ['socket=/tmp/x\\ty;z', 'socket', '/tmp/x\ty;z'],
  ['port   =  33', 'port', '33'],
  ['ssl_ca = C:\\Program\\new', 'ssl_ca', 'C:\\Program\new'],
  ['quick', 'quick', null],
  ['init-command="a\\"b"', 'init-command', 'a"b'],
  ['empty=', 'empty', ''],
  ["half='abc", 'half', "'abc"],
  ["half='abc # c", 'half', "'abc # c"],
  ['two="a" "b"', 'two', 'a" "b'],
  ['  indented = 1 ', 'indented', '1'],
  ['eq=a=b', 'eq', 'a=b'],
  ['bs=a\\qb\\\\c', 'bs', 'a\\qb\\c'],
  ['hash="a # b" # c', 'hash', 'a # b'],
  ['within = a"b # c" d # e', 'within', 'a"b # c" d'],
  ['escaped = "x\\" # y" # z', 'escaped', 'x" # y'],
  ['un=a\\#b', 'un', 'a\\'],
  ['nospace#c=1', 'nospace', null],
])('%s', (line, name, value) => {
  expect(parseOptionFile(`[Client] # c\n${line}`, 'f')).toEqual([
    { kind: 'option', group: 'client', name, value, line: 2 },
  ]);
});

test('comments and unknown directives say nothing, and what is wrong is told with its line', () => {
  expect(parseOptionFile('# a\n; b\n!foo\n[]\n', 'f')).toEqual([]);
  expect(() => parseOptionFile('\nx=1\n[client]', 'f.cnf')).toThrow(/^f\.cnf:2: an option stands in a group/);
  expect(() => parseOptionFile('[client\na=1', 'f.cnf')).toThrow(/^f\.cnf:1: a group is named in brackets/);
});

test('of both groups the last one wins, whatever stands in others; dashes and underscores are one', () => {
  const text =
    '[client]\nuser=a\nssl-ca=x\n[mysql]\nuser=no\n[mock]\nuser=b\n[client]\nssl_ca=y\nloose-zstd=1\n[ client ]\nuser=no';
  expect(optionsOf({ 'f.cnf': text })).toEqual({ user: 'b', 'ssl-ca': 'y', zstd: '1' });
  expect(optionsOf({ 'f.cnf': `${text}\n[CLIENT_x]\nuser=c` }, '_X')).toMatchObject({ user: 'c' });
});

test('included files are read where they are named; of a folder those that end in .cnf', () => {
  const files = {
    'f.cnf':
      '[client]\nhost=a\nuser=a\n!include $FOLDER/one\n!includedir $FOLDER/inc\n!include $FOLDER/none\n[client]\nuser=z',
    one: '[client]\nhost=b\nport=1',
    'inc/b.cnf': '[client]\nport=3',
    'inc/a.cnf': '[client]\nport=2',
    'inc/c.txt': '[client]\nport=4',
  };
  expect(optionsOf(files)).toEqual({ host: 'b', user: 'z', port: '3' });
  expect(() => optionsOf({ 'f.cnf': '!includedir $FOLDER/none' })).toThrow(/f\.cnf:1: .*none cannot be read/);
  expect(() => optionsOf({ 'f.cnf': '!include $FOLDER/f.cnf' })).toThrow(/f\.cnf:1: files include each other/);
});

test('the extra file comes before the user’s own, and a file named must be there', () => {
  const folder = folderWith({ '.my.cnf': '[client]\nuser=home', extra: '[client]\nuser=extra\nhost=extra' });
  const env = { HOME: folder };
  const extra = readOptionFiles({ defaults: true, defaultsExtraFile: join(folder, 'extra') }, env, () => undefined);
  expect(extra.get('user')).toEqual({ value: 'home', origin: `${join(folder, '.my.cnf')}:2` });
  expect(extra.get('host')?.value).toBe('extra');
  expect(readOptionFiles({ defaults: false, defaultsExtraFile: '/none' }, env, () => undefined).size).toBe(0);
  for (const name of ['defaultsFile', 'defaultsExtraFile'] as const) {
    const missing = () => readOptionFiles({ defaults: true, [name]: join(folder, 'none') }, env, () => undefined);
    expect(missing).toThrow(/^the option file .*none cannot be read/);
  }
});

test.skipIf(process.platform === 'win32')('a file that everybody may write to is ignored, with a warning', () => {
  const folder = folderWith({ 'f.cnf': '[client]\nuser=a' });
  chmodSync(join(folder, 'f.cnf'), 0o666);
  const warnings: string[] = [];
  const options = readOptionFiles({ defaults: true, defaultsFile: join(folder, 'f.cnf') }, {}, (line) =>
    warnings.push(line),
  );
  expect(options.size).toBe(0);
  expect(warnings).toEqual([expect.stringMatching(/f\.cnf is ignored, since everybody may write to it$/)]);
});

test.each([
  [{ host: 'db' }, {}, 'db:3306'],
  [{ host: 'db', port: '3307', socket: '/s' }, {}, 'db:3307'],
  [{ socket: '/s', port: '1' }, {}, 'unix:/s'],
  [{ host: 'localhost', socket: '/s' }, {}, 'unix:/s'],
  [{ host: 'localhost', socket: '/s', protocol: 'TCP' }, {}, 'localhost:3306'],
  [{ host: '::1' }, {}, '[::1]:3306'],
  [{ port: '3307', user: 'a' }, {}, undefined],
  [{ host: 'db', port: '3307' }, { MYSQL_HOST: 'other', MYSQL_TCP_PORT: '1' }, 'other:1'],
  [{ host: 'db' }, { MYSQL_TCP_PORT: '1' }, 'db:1'],
  [{}, { MYSQL_UNIX_PORT: '/e' }, 'unix:/e'],
  [{}, {}, undefined],
])('%j and %j lead to %s', (file, env, expected) => {
  const options = new Map(Object.entries(file).map(([name, value]) => [name, { value, origin: 'f:1' }]));
  expect(upstreamDefaults(options, env).upstream?.value).toBe(expected);
});

test.each([
  [{ 'ssl-mode': 'verify_ca' }, 'VERIFY_CA'],
  [{ 'ssl-mode': '3' }, 'REQUIRED'],
  [{ 'skip-ssl': null }, 'DISABLED'],
  [{ ssl: '0' }, 'DISABLED'],
  [{ ssl: null }, 'REQUIRED'],
  [{ 'ssl-verify-server-cert': null }, 'VERIFY_IDENTITY'],
  [{ 'ssl-verify-server-cert': 'OFF' }, undefined],
])('%j is TLS %s', (file, expected) => {
  const entries: [string, string | null][] = Object.entries(file);
  const options = new Map(entries.map(([name, value]) => [name, { value, origin: 'f:1' }]));
  expect(upstreamDefaults(options, {}).sslMode?.value).toBe(expected);
});

test('values that make no sense are told with their place', () => {
  const of = (name: string, value: string) =>
    new Map([
      ['host', { value: 'h', origin: '' }],
      [name, { value, origin: 'f:7' }],
    ]);
  expect(() => upstreamDefaults(of('port', '99999'), {})).toThrow(/^f:7: port 99999 is no number/);
  expect(() => upstreamDefaults(of('ssl-mode', 'MAYBE'), {})).toThrow(/^f:7: ssl-mode MAYBE is none of DISABLED/);
});
