// Names that the generated code adds to a script; scripts do not use them.

export const Name = {
  /** The run's global object. */
  GLOBALS: '__mock_g',
  /** Reads a name that is no variable. */
  UNDEFINED: '__mock_u',
  /** `this` of a plain call is the global object. */
  THIS: '__mock_t',
  /** Time that is left. */
  BUDGET: '__mock_b',
  /** Value of the last expression. */
  VALUE: '__mock_r',
  /** Makes a function of a generator. */
  FUNCTION: '__mock_f',
  CALL: '__mock_c',
  METHOD: '__mock_m',
  /** What a script may see of what it has caught. */
  CAUGHT: '__mock_e',
  /** Tells of what is about to be written to. */
  WRITTEN: '__mock_w',
} as const;

/** Variables that every file sees without declaring them. */
export const PROVIDED = [
  'mysqld',
  'process',
  'console',
  'require',
  'module',
  'exports',
  'Duktape',
  'clearTimeout',
  '__filename',
  '__dirname',
] as const;
