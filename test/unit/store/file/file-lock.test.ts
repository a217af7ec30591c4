import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lockPath, lockRecording } from '../../../../src/store/file/file-lock.ts';
import { temporaryPath } from '../sample.ts';

describe('the lock of a recording', () => {
  test('is held by one, and leaves nothing', () => {
    const path = temporaryPath();
    const lock = lockRecording(path);
    expect(lock).not.toBeNull();
    expect(lockRecording(path)).toBeNull();
    expect(readdirSync(dirname(path))).toEqual(['x.db-lock']);
    lock?.release();
    lock?.release();
    expect(existsSync(lockPath(path))).toBe(false);
    const next = lockRecording(path);
    expect(next).not.toBeNull();
    next?.release();
  });

  test('is free where a killed writer left its file', () => {
    const path = temporaryPath();
    writeFileSync(lockPath(path), '');
    const lock = lockRecording(path);
    expect(lock).not.toBeNull();
    lock?.release();
    expect(readdirSync(dirname(path))).toEqual([]);
  });
});
