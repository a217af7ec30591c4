// Collation ids: which character set text is in. Greetings, handshake responses and column definitions carry them.
// Read from MySQL 9.7.4 (INFORMATION_SCHEMA.COLLATIONS) and MariaDB 10.11.18
// (INFORMATION_SCHEMA.COLLATION_CHARACTER_SET_APPLICABILITY); no id means two character sets.

/**
 * Node's decoder for a character set: `latin1` for MySQL's latin1 is right but for bytes 0x80 to 0x9F (cp1252), `ucs2`
 * is for utf16le alone, since Node has none for big-endian ucs2 and utf16; `binary` where no decoder of Node fits.
 */
export type TextDecoderName = 'utf8' | 'latin1' | 'ucs2' | 'binary';

export interface Charset {
  /** As MySQL names it, e.g. `utf8mb4`. */
  readonly name: string;
  readonly decoder: TextDecoderName;
}

/** The character set of a collation id; null for an id that neither server has. */
export function charsetOfCollation(collation: number): Charset | null {
  return CHARSET_OF_COLLATION.get(collation) ?? null;
}

/** Name, decoder, collation ids. */
const CHARSETS: readonly (readonly [name: string, decoder: TextDecoderName, ids: string])[] = [
  ['armscii8', 'binary', '32,64,1056,1088'],
  ['ascii', 'latin1', '11,65,1035,1089'],
  ['big5', 'binary', '1,84,1025,1108'],
  ['binary', 'binary', '63'],
  ['cp1250', 'binary', '26,34,44,66,99,1050,1090'],
  ['cp1251', 'binary', '14,23,50-52,1074-1075'],
  ['cp1256', 'binary', '57,67,1081,1091'],
  ['cp1257', 'binary', '29,58-59,1082-1083'],
  ['cp850', 'binary', '4,80,1028,1104'],
  ['cp852', 'binary', '40,81,1064,1105'],
  ['cp866', 'binary', '36,68,1060,1092'],
  ['cp932', 'binary', '95-96,1119-1120'],
  ['dec8', 'binary', '3,69,1027,1093'],
  ['eucjpms', 'binary', '97-98,1121-1122'],
  ['euckr', 'binary', '19,85,1043,1109'],
  ['gb18030', 'binary', '248-250'],
  ['gb2312', 'binary', '24,86,1048,1110'],
  ['gbk', 'binary', '28,87,1052,1111'],
  ['geostd8', 'binary', '92-93,1116-1117'],
  ['greek', 'binary', '25,70,1049,1094'],
  ['hebrew', 'binary', '16,71,1040,1095'],
  ['hp8', 'binary', '6,72,1030,1096'],
  ['keybcs2', 'binary', '37,73,1061,1097'],
  ['koi8r', 'binary', '7,74,1031,1098'],
  ['koi8u', 'binary', '22,75,1046,1099'],
  ['latin1', 'latin1', '5,8,15,31,47-49,94,1032,1071'],
  ['latin2', 'binary', '2,9,21,27,77,1033,1101'],
  ['latin5', 'binary', '30,78,1054,1102'],
  ['latin7', 'binary', '20,41-42,79,1065,1103'],
  ['macce', 'binary', '38,43,1062,1067'],
  ['macroman', 'binary', '39,53,1063,1077'],
  ['sjis', 'binary', '13,88,1037,1112'],
  ['swe7', 'binary', '10,82,1034,1106'],
  ['tis620', 'binary', '18,89,1042,1113'],
  ['ucs2', 'binary', '35,90,128-151,159,640-642,1059,1114,1152,1174,2560-2727,2744-2759'],
  ['ujis', 'binary', '12,91,1036,1115'],
  ['utf16', 'binary', '54-55,101-124,672-674,1078-1079,1125,1147,2816-2983,3000-3015'],
  ['utf16le', 'ucs2', '56,62,1080,1086'],
  ['utf32', 'binary', '60-61,160-183,736-738,1084-1085,1184,1206,3072-3239,3256-3271'],
  ['utf8mb3', 'utf8', '33,76,83,192-215,223,576-578,1057,1107,1216,1238,2048-2215,2232-2247'],
  [
    'utf8mb4',
    'utf8',
    '45-46,224-247,255-271,273-275,277-294,296-298,300,303-323,608-610,1069-1070,1248,1270,2304-2471,2488-2503',
  ],
];

const CHARSET_OF_COLLATION: ReadonlyMap<number, Charset> = new Map(
  CHARSETS.flatMap(([name, decoder, ids]) => idsOf(ids).map((id) => [id, { name, decoder }] as const)),
);

/** `33,192-194` as 33, 192, 193, 194. */
function idsOf(ranges: string): number[] {
  return ranges.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
