import { expect, test } from 'vitest';
import { Status } from '../../../../src/mysql/constants/status.ts';
import { TrackedState } from '../../../../src/mysql/session/tracked-state.ts';
import { readSettings } from '../../../../src/sql/session/settings.ts';
import { Tokens } from '../../../../src/sql/words/tokens.ts';

function state(): TrackedState {
  return new TrackedState({ user: 'app', charset: 'utf8mb4', collation: 45, status: Status.AUTOCOMMIT });
}

function set(tracked: TrackedState, sql: string): string {
  tracked.noteSettings(readSettings(new Tokens(Buffer.from(sql))));
  return tracked.words.settings;
}

test('the status flags tell of the transaction, and other flags change nothing', () => {
  const tracked = state();
  expect(tracked.words.all).toBe('autocommit=1 in_transaction=0 user=app charset=utf8mb4');
  tracked.noteStatus(Status.AUTOCOMMIT | Status.IN_TRANS | Status.NO_INDEX_USED);
  expect(tracked.words.all).toBe('autocommit=1 in_transaction=1 user=app charset=utf8mb4');
  expect(tracked.words.isInTransaction).toBe(true);
  const { words } = tracked;
  tracked.noteStatus(Status.AUTOCOMMIT | Status.IN_TRANS | Status.MORE_RESULTS_EXISTS);
  expect(tracked.words).toBe(words);
});

test('variables count in any order; what no answer depends on and what every server begins with do not', () => {
  const [one, two] = [state(), state()];
  set(one, "SET sql_mode = 'ANSI', time_zone = '+01:00', wait_timeout = 5");
  set(two, "SET time_zone = '+01:00'");
  set(two, 'SET foreign_key_checks = 0, sql_mode = ansi');
  expect(set(two, 'SET foreign_key_checks = 1')).toBe(one.words.settings);
  expect(one.words.settings).toBe("user=app charset=utf8mb4 sql_mode='ANSI' time_zone='+01:00'");
});

test('SET NAMES takes back what was set of the character set before', () => {
  const tracked = state();
  expect(set(tracked, 'SET NAMES latin1 COLLATE latin1_bin')).toBe(
    "user=app charset=latin1 collation_connection='LATIN1_BIN'",
  );
  expect(set(tracked, 'SET NAMES utf8mb4')).toBe('user=app charset=utf8mb4');
});

test('a computed value is told from one that was computed on another', () => {
  const [one, two] = [state(), state()];
  set(one, "SET sql_mode = 'A'");
  set(two, "SET sql_mode = 'B'");
  const append = "SET sql_mode = CONCAT(@@sql_mode, ',C')";
  expect(set(one, append)).not.toBe(set(two, append));
});

test('a reset brings back the state of the login', () => {
  const tracked = state();
  set(tracked, "SET sql_mode = 'ANSI'");
  tracked.noteStatus(Status.IN_TRANS);
  tracked.reset('utf8mb4', 45);
  expect(tracked.words).toEqual(state().words);
});

test('a transaction that a failed statement ended is over, and one that it may have ended is told apart till the next status', () => {
  const tracked = state();
  const open = Status.AUTOCOMMIT | Status.IN_TRANS | Status.IN_TRANS_READONLY;
  tracked.noteStatus(open);
  tracked.noteTransactionEnd(null);
  expect(tracked.words.all).toMatch(/^autocommit=1 in_transaction=0 /);
  tracked.noteStatus(open);
  tracked.noteTransactionEnd('1a2b');
  expect(tracked.words.all).toMatch(/^autocommit=1 in_transaction=read-only-or-ended\.1a2b /);
  tracked.noteStatus(open);
  expect(tracked.words.all).toMatch(/^autocommit=1 in_transaction=read-only /);
});
