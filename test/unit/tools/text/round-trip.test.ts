// Text twins of real recordings: what is loaded replays the same bytes, and gives the same text. Those that the tests of
// integration/ and e2e/ make are looked at where they are made (support/round-trips.ts).

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ServerVariable, TableSchema } from '../../../../src/core/recording.ts';
import { edited, opened, withServer } from '../../../support/edited-recording.ts';
import { expectRoundTrip } from '../../../support/round-trip.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const folders = [
  join(root, 'recordings'),
  ...readdirSync(join(root, 'examples')).map((name) => join(root, 'examples', name)),
];
const files = folders
  .filter((folder) => statSync(folder).isDirectory())
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((file) => file.endsWith('.db') && statSync(file).size < 1_000_000);

test.each(files)('%s', (file) => {
  expectRoundTrip(file);
});

const VARIABLES: readonly ServerVariable[] = [
  { name: 'autocommit', value: '1', type: 8, flags: 128, length: 1, decimals: 0, charset: 63 },
  { name: 'init_connect', value: "SET 'a'\n", type: 253, flags: 0, length: 1024, decimals: 31, charset: 255 },
  { name: 'ssl_ca', value: null, type: 253, flags: 0, length: 1024, decimals: 31, charset: 255 },
];
const TABLES: readonly TableSchema[] = [
  { schema: 'shop', table: "it's", digest: '00'.repeat(16), definition: 'base table\nid int not null' },
];

test('keeps what is known of the server, but for what changes from session to session', () => {
  const changing = VARIABLES.slice(0, 1).map((one) => ({ ...one, name: 'timestamp' }));
  const copy = withServer([...VARIABLES, ...changing], TABLES);
  expectRoundTrip(copy);
  const loaded = opened(edited((same) => same, copy));
  expect(loaded.serverVariables()).toEqual(VARIABLES);
  expect(loaded.tables()).toEqual(TABLES);
});
