// A script that did something wrong: what the client hears of it, in the words of MySQL Router's mock server where it
// has words for it.

export class ScriptFailure extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ScriptFailure';
  }
}

/** Error code of everything that goes wrong in a script (ER_PARSE_ERROR). */
export const SCRIPT_ERROR = 1064;
