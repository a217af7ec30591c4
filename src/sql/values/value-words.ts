// Words of the language, by what they do to the values beside them or within their parentheses. In lower case.

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Reserved words that stand beside names (https://dev.mysql.com/doc/refman/en/keywords.html): `SELECT * FROM` multiplies nothing. */
export const KEYWORDS = words(
  `all and as asc between binary by case collate cross current_date current_time current_timestamp current_user default delete desc
  distinct distinctrow div dual else exists false for force from group having ignore in index inner insert intersect interval into is
  join key lateral left like limit lock mod natural not null on or order outer over partition regexp replace returning right rlike
  row rows select set straight_join table then true union update use using values when where window with xor`.replace(
    /\s+/g,
    ' ',
  ),
);
/** What stands before parentheses and is no function. */
export const NO_FUNCTIONS = words(
  `in values value and or not on where select exists any some all as from join union intersect except by then when else case
  set having limit offset into using key index partition is xor returning distinct like between row rows with recursive lateral
  straight_join delete update insert replace ignore over end interval`.replace(/\s+/g, ' '),
);
/** Functions in whose results the values stand as they are, or which tell but whether they are equal. */
export const PASSING = words(
  `concat concat_ws coalesce ifnull nullif if count group_concat json_object json_array json_arrayagg json_objectagg
  json_extract json_value json_unquote json_quote json_set json_insert json_replace json_remove json_merge json_merge_patch
  json_merge_preserve json_array_append json_array_insert json_contains json_contains_path json_search json_keys json_valid
  json_type json_table json_overlaps json_compact json_loose json_detailed member of hex unhex bin_to_uuid uuid_to_bin cast
  convert char binary varchar varbinary nchar character date time datetime timestamp year any_value max min greatest least
  values default isnull trim ltrim rtrim field find_in_set last_insert_id is_uuid over first_value last_value lag lead nth_value
  quote collate utf8mb4 array`.replace(/\s+/g, ' '),
);
export const BY_SIZE = words('max min greatest least strcmp');
export const PICKING = words('max min');
export const LENGTHS = words('length char_length character_length octet_length bit_length');
export const ARITHMETIC = words('+ - * / % & ^ ~ << >> div mod');
export const SIZES = words('< > <= >=');
export const EQUALS = words('= <> != <=>');
export const ENDS_ORDER = /^(?:\)|;|limit|for|lock|union|rows|range|offset|fetch)$/;
export const ENDS_ITEM = /^(?:\)|;|from|having|order|limit|with|union|for)$/;
export const PATTERNS = words('regexp rlike sounds match against');
/** With an order within its parentheses more depends on it than the order of rows. */
export const INNER_ORDER = words('over group_concat json_arrayagg json_objectagg');
export const ORDER_ENDS = words('; limit for into lock fetch offset union window rows range');
export const NO_ALIASES = words(
  'select distinct all from and or xor is in not like between div mod regexp rlike collate asc desc end then else when as where into union',
);
