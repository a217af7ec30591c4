import { expect, test } from 'vitest';
import type { NearbyStatement } from '../../../../src/core/recording.ts';
import { fingerprintOf } from '../../../../src/identity/fingerprint.ts';
import { usedFromElsewhere } from '../../../../src/replay/matching/used-from-elsewhere.ts';
import { queryOf } from '../../../support/decoded-command.ts';

const near = (...databases: readonly string[]) => ({
  nearest: () => databases.map((database) => ({ database }) as NearbyStatement),
});

test.each(['USE shop;', 'DROP DATABASE IF EXISTS shop', 'create schema shop'])(
  '%s is looked for as it was asked in each other database',
  (sql) => {
    const asked = (database: string) => queryOf(sql, database);
    const found = usedFromElsewhere(asked('a'), near('a', 'b', '', 'b'));
    expect(found).toEqual([asked('b'), asked('')].map((one) => fingerprintOf(one)));
  },
);

test.each(['SELECT 1', 'USE a; SELECT 1', 'used', 'CREATE TABLE shop (a INT)', 'DROP TABLE database_a'])(
  '%s is none',
  (sql) => {
    expect(usedFromElsewhere(queryOf(sql), near('b'))).toEqual([]);
  },
);
