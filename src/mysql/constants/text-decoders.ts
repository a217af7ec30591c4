// Decoders for the character sets of MySQL, for showing text. Those that the platform does not know are missing.
// https://encoding.spec.whatwg.org/#names-and-labels

import { TextDecoder } from 'node:util';

/** The platform's label of a character set that MySQL names differently. */
const LABEL_OF_CHARSET: Readonly<Record<string, string>> = {
  big5: 'big5',
  cp1250: 'windows-1250',
  cp1251: 'windows-1251',
  cp1256: 'windows-1256',
  cp1257: 'windows-1257',
  cp866: 'ibm866',
  cp932: 'shift_jis',
  eucjpms: 'euc-jp',
  euckr: 'euc-kr',
  gb18030: 'gb18030',
  gb2312: 'gbk',
  gbk: 'gbk',
  greek: 'iso-8859-7',
  hebrew: 'iso-8859-8',
  koi8r: 'koi8-r',
  koi8u: 'koi8-u',
  latin2: 'iso-8859-2',
  latin5: 'windows-1254',
  latin7: 'iso-8859-13',
  macroman: 'macintosh',
  sjis: 'shift_jis',
  tis620: 'windows-874',
  ucs2: 'utf-16be',
  ujis: 'euc-jp',
  utf16: 'utf-16be',
  utf16le: 'utf-16le',
  utf8mb3: 'utf-8',
  utf8mb4: 'utf-8',
};

const decoders = new Map<string, TextDecoder>();

/** Text in a character set, by MySQL's name of it; null where it cannot be decoded, or the bytes are not in it. */
export function decodeText(bytes: Buffer, charset: string): string | null {
  if (charset === 'utf32') return decodeUtf32(bytes);
  if (charset === 'latin1' || charset === 'ascii') return decodeCp1252(bytes);
  const label = LABEL_OF_CHARSET[charset];
  if (label === undefined) return null;
  try {
    let decoder = decoders.get(label);
    if (decoder === undefined) {
      decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
      decoders.set(label, decoder);
    }
    return decoder.decode(bytes);
  } catch {
    // a Node without full ICU, or bytes that are not in this character set
    return null;
  }
}

function decodeUtf32(bytes: Buffer): string | null {
  if (bytes.length % 4 !== 0) return null;
  const points = Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32BE(index * 4));
  return points.every((point) => point <= 0x10ffff) ? String.fromCodePoint(...points) : null;
}

/** MySQL's latin1 is cp1252; Node 20's own decoder for it leaves 0x80 to 0x9F alone. */
const CP1252_FROM_80 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function decodeCp1252(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[\x80-\x9f]/g, (char) => CP1252_FROM_80[char.charCodeAt(0) - 0x80] ?? char);
}
