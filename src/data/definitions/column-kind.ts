// What a column's type says of its constants. https://dev.mysql.com/doc/refman/en/data-types.html

/**
 * `number`: whole numbers, in the order of numbers. `text`: characters. `plain`: constants of different keys are different
 * values, and no more is known. `unsure`: they need not be (2020-05-05 and 20200505 are one day, 1 is an ENUM's first
 * word, a generated column's value changes with others).
 */
export type ColumnKind = 'number' | 'text' | 'plain' | 'unsure';

const NUMBERS = /^(?:tiny|small|medium|middle|big)?int(?:eger)?\d?$|^int[1-8]$|^bool(?:ean)?$|^serial$/;
const TEXTS = /^(?:n?char|n?varchar|(?:tiny|medium|long)?text|character|varcharacter)$/;
const PLAIN = /^(?:dec(?:imal)?|numeric|fixed|(?:var)?binary|(?:tiny|medium|long)?blob|uuid)$/;

/** @param words the column's definition behind its name, in lower case */
export function columnKind(words: readonly string[]): ColumnKind {
  const [type = ''] = words;
  if (words.includes('as') || words.includes('generated')) return 'unsure';
  const name = type.replace(/\(.*$/, '');
  return NUMBERS.test(name) ? 'number' : TEXTS.test(name) ? 'text' : PLAIN.test(name) ? 'plain' : 'unsure';
}
