import { describe, expect, test } from 'vitest';
import { charsetWidth, recodeText } from '../../../../src/mysql/codec/recode-text.ts';

const utf8 = (text: string) => Buffer.from(text);

test('ASCII is the very same buffer in all that clients use, and in no others', () => {
  const text = utf8('plain');
  for (const to of ['utf8mb3', 'utf8', 'latin1', 'cp1251', 'gbk'])
    expect(recodeText(text, 'utf8mb4', to, 'asked')).toBe(text);
  for (const to of ['ucs2', 'utf16', 'binary']) expect(recodeText(text, 'utf8mb4', to, 'asked')).toBeNull();
});

describe('utf8mb3 and utf8mb4', () => {
  test('have the same bytes but for characters of four', () => {
    const text = utf8('Äpfel €');
    expect(recodeText(text, 'utf8mb4', 'utf8mb3', 'asked')).toBe(text);
    expect(recodeText(text, 'utf8', 'utf8mb4', 'answered')).toBe(text);
    expect(recodeText(utf8('😀'), 'utf8mb4', 'utf8mb3', 'asked')).toBeNull();
    expect(recodeText(utf8('a😀b'), 'utf8mb4', 'utf8mb3', 'answered')).toEqual(utf8('a?b'));
  });

  test('a question mark that a server sent may have been such a character', () => {
    expect(recodeText(utf8('why?'), 'utf8mb3', 'utf8mb4', 'answered')).toBeNull();
    expect(recodeText(utf8('why?'), 'utf8mb3', 'utf8mb4', 'asked')).toEqual(utf8('why?'));
    expect(recodeText(utf8('why?'), 'utf8mb4', 'utf8mb3', 'answered')).toEqual(utf8('why?'));
    expect(recodeText(utf8('why?'), 'utf8mb3', 'utf8', 'answered')).toEqual(utf8('why?'));
  });
});

describe('latin1', () => {
  test('is cp1252, both ways', () => {
    const latin1 = Buffer.of(0x80, 0xe4, 0x81);
    expect(recodeText(latin1, 'latin1', 'utf8mb4', 'answered')).toEqual(utf8('€ä\x81'));
    expect(recodeText(utf8('€ä\x81'), 'utf8mb4', 'latin1', 'asked')).toEqual(latin1);
  });

  test('lacks most: what is asked is not changed, what is answered has question marks', () => {
    expect(recodeText(utf8('☃ä'), 'utf8mb4', 'latin1', 'asked')).toBeNull();
    expect(recodeText(utf8('☃ä😀'), 'utf8mb4', 'latin1', 'answered')).toEqual(Buffer.from('?ä?', 'latin1'));
  });
});

test('what is no ASCII goes into no other character set', () => {
  expect(recodeText(Buffer.of(0xe4), 'cp1251', 'utf8mb4', 'answered')).toBeNull();
  expect(recodeText(utf8('ä'), 'utf8mb4', 'cp1251', 'asked')).toBeNull();
});

test('widths', () => {
  expect(['utf8mb4', 'utf8mb3', 'utf8', 'latin1', 'gbk'].map(charsetWidth)).toEqual([4, 3, 3, 1, undefined]);
});
