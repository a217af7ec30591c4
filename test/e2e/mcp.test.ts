// `mock mcp` with the client of the protocol's own SDK.

import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, test } from 'vitest';
import { prepare } from '../../bin/prepare.js';
import { temporaryFolder } from './mock-process.ts';
import { mock, root } from './support/example-project.ts';

const SAMPLE = join(root, 'recordings', 'sample-mysql-9.7.db');

interface Told {
  readonly isError: boolean;
  readonly text: string;
  /** What the text holds; undefined where it is no JSON. */
  readonly value: unknown;
}

test('an agent lists, searches, shows, has a miss explained and rules proposed, and changes nothing', async () => {
  await prepare();
  const folder = temporaryFolder();
  cpSync(SAMPLE, join(folder, 'shop.db'));
  symlinkSync(SAMPLE, join(folder, 'outside.db'));
  writeFileSync(join(folder, 'none.db'), 'no recording');
  const before = readFileSync(join(folder, 'shop.db'));
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [mock, 'mcp', '--root', folder], stderr: 'inherit' }),
  );
  const call = async (name: string, words: Record<string, unknown> = {}): Promise<Told> => {
    const { isError = false, content } = await client.callTool({ name, arguments: words });
    const [first] = Array.isArray(content) ? content : [];
    const text = String(first?.text);
    return { isError: isError === true, text, value: isError === true ? undefined : JSON.parse(text) };
  };
  try {
    const { tools } = await client.listTools();
    expect(tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint])).toEqual(
      ['list_recordings', 'search_exchanges', 'show_exchange', 'explain_miss', 'propose_rules'].map((name) => [
        name,
        true,
      ]),
    );
    expect((await call('list_recordings')).value).toMatchObject([
      { recording: 'none.db', unusable: expect.stringContaining('none.db') },
      { recording: 'shop.db', server: '9.7.4-2', counts: { exchanges: 34, sessions: 3 } },
    ]);
    const recording = 'shop.db';
    expect(
      (await call('search_exchanges', { recording, filter: '"select name, price"', limit: 1 })).value,
    ).toMatchObject({
      total: 3,
      exchanges: [{ exchange: 5, sql: 'SELECT name, price FROM products WHERE price < 50' }],
    });
    expect((await call('show_exchange', { recording, exchange: 5 })).value).toMatchObject({
      results: [
        {
          columns: ['name', 'price'],
          rows: [
            ['Lamp', '39.90'],
            ["Sailor's knife", '12.00'],
          ],
          rowCount: 2,
        },
      ],
    });
    const sql = 'SELECT name, price FROM products WHERE price < 60';
    expect((await call('explain_miss', { recording, sql })).value).toMatchObject({
      isMiss: true,
      message: expect.stringContaining('differs at byte 48: asked 60, recorded 50'),
    });
    const prepared = 'SELECT name FROM products WHERE price < ? ORDER BY price';
    expect((await call('explain_miss', { recording, sql: prepared, parameters: [50] })).value).toMatchObject({
      isMiss: false,
      answers: [{ outcome: 'resultset' }],
    });
    expect((await call('propose_rules', { recording, other: recording })).value).toMatchObject({ rules: null });
    for (const [words, message] of [
      [{ recording: 'outside.db', exchange: 1 }, /outside\.db lies outside of/],
      [{ recording: '../../etc/passwd', exchange: 1 }, /lies outside of|there is no recording/],
      [{ recording, exchange: 999 }, /there is no exchange 999/],
      [{ exchange: 1 }, /recording is missing/],
    ] as const) {
      expect(await call('show_exchange', words)).toMatchObject({ isError: true, text: expect.stringMatching(message) });
    }
    expect(await call('search_exchanges', { recording, filter: '(' })).toMatchObject({ isError: true });
    expect(await call('erase')).toMatchObject({ isError: true, text: 'there is no tool erase' });
  } finally {
    await client.close();
  }
  expect(readFileSync(join(folder, 'shop.db')).equals(before)).toBe(true);
});
