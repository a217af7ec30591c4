// SQL in Sql.StmtExecute and in prepares: what counts of it, and which of its arguments are secrets.

import type { ParameterValue } from '../../core/command.ts';
import type { ScopeStatement } from '../../core/scope.ts';
import { maskSecrets } from '../../sql/secrets/mask-secrets.ts';
import { answersWithSecret } from '../../sql/secrets/secret-answers.ts';
import { mayHoldSecret } from '../../sql/secrets/secret-marks.ts';
import { scopeOf } from '../../sql/session/scope-statement.ts';
import { readStatement, type StatementReading } from '../../sql/statement-reading.ts';
import { boundText } from '../../sql/values/bound-text.ts';
import { formatArguments } from '../codec/format-value.ts';
import { parameterOfScalar } from '../codec/scalar-parameter.ts';
import { ClientMessage } from '../constants/message-types.ts';
import {
  type DatatypesAny,
  type DatatypesScalar,
  DatatypesScalarType,
  type SqlStmtExecute,
} from '../messages/schema.ts';
import { hashArguments, type Operation, startHash } from './operation.ts';
import type { TrackedValues } from './tracked-state.ts';

const SETTINGS: ReadonlySet<string> = new Set(['SET', 'USE']);
/** https://dev.mysql.com/doc/refman/en/implicit-commit.html */
const DEFINING: ReadonlySet<string> = new Set(
  `ALTER ANALYZE CACHE CHECK CREATE DROP FLUSH GRANT INSTALL LOCK OPTIMIZE RENAME REPAIR RESET REVOKE TRUNCATE
  UNINSTALL`.split(/\s+/),
);
const ABOUT_TEMPORARY = /^(?:create|drop)\s+temporary\b/i;

export function sqlOperation({ stmt, args, compactMetadata }: SqlStmtExecute): Operation {
  const reading = readStatement(stmt);
  const full = args.length > 0 && mayHoldSecret(stmt) ? withSecretsMasked(stmt, args) : null;
  const isCompact = compactMetadata ? 1 : 0;
  const makeFingerprint = (database: string): string => {
    const hash = startHash(ClientMessage.SQL_STMT_EXECUTE, database);
    hash.code(isCompact);
    // what fills the statement in is a part of it where secrets are among it
    hashArguments(hash, full === null ? args : []);
    hash.raw(full === null ? reading.normal : full);
    return hash.finish();
  };
  return {
    fingerprint: (database) =>
      args.length > 0
        ? makeFingerprint(database)
        : reading.remembered(`x${isCompact} ${database}`, () => makeFingerprint(database)),
    get isRead() {
      return reading.isRead;
    },
    get isDefinition() {
      return DEFINING.has(reading.keyword) && !ABOUT_TEMPORARY.test(reading.normal.toString('latin1'));
    },
    get isSetting() {
      return SETTINGS.has(reading.keyword);
    },
    get isSessionBound() {
      const { previous, lastInsertId, prepared, handler } = reading.dependencies;
      return reading.isSessionBound || previous || lastInsertId || prepared !== null || handler !== null;
    },
    get access() {
      return reading.access;
    },
    reading,
    isOfPlugin: false,
    notices: null,
    valuesWith: (given) => new SqlValues(full ?? reading.masked, full === null ? (given ?? args) : []),
    scope: reading.keyword === 'SET' ? scopeOfSet(reading, stmt, args) : null,
    text: () => (full ?? reading.masked).toString('utf8'),
    parameters: () => (full === null ? formatArguments(args) : null),
    isSecret: () => full !== null || !reading.masked.equals(stmt),
    answersWithSecret: (database) => answersWithSecret(reading.masked, {}, database),
  };
}

/** The statement with its arguments written out, secrets masked. */
class SqlValues implements TrackedValues {
  readonly #sql: Buffer;
  readonly #args: readonly DatatypesAny[];
  #text: Buffer | null = null;

  constructor(sql: Buffer, args: readonly DatatypesAny[]) {
    this.#sql = sql;
    this.#args = args;
  }

  get text(): Buffer {
    this.#text ??= boundText(this.#sql, this.#args.map(parameterOf), {});
    return this.#text;
  }
}

/** As the X plugin writes it into the statement. */
function parameterOf({ scalar }: DatatypesAny): ParameterValue {
  const parameter = parameterOfScalar(scalar);
  return parameter.kind === 'blob' ? { kind: 'text', value: parameter.value } : parameter;
}

/** A driver may bind the scope's name. */
function scopeOfSet(reading: StatementReading, stmt: Buffer, args: readonly DatatypesAny[]): ScopeStatement | null {
  const said = scopeOf(reading.settings);
  return said === null || args.length === 0 ? said : scopeOf(readStatement(filledIn(stmt, args)).settings);
}

/** The statement with its secrets masked, those among its arguments filled in; null where none is. */
function withSecretsMasked(stmt: Buffer, args: readonly DatatypesAny[]): Buffer | null {
  const filled = filledIn(stmt, args);
  const masked = maskSecrets(filled);
  return masked.equals(filled) ? null : masked;
}

/** The statement with texts in the places of its arguments, as the X plugin puts them there. */
function filledIn(stmt: Buffer, args: readonly DatatypesAny[]): Buffer {
  let next = 0;
  const filled = stmt.toString('latin1').replace(/\?/g, () => {
    const scalar = args[next++]?.scalar;
    return scalar ? literalOf(scalar).toString('latin1') : '?';
  });
  return Buffer.from(filled, 'latin1');
}

function literalOf(scalar: DatatypesScalar): Buffer {
  const bytes = scalar.vString?.value ?? scalar.vOctets?.value;
  if (bytes === undefined || scalar.type === DatatypesScalarType.V_NULL) return Buffer.from('NULL');
  return Buffer.from(`'${bytes.toString('latin1').replace(/['\\]/g, '\\$&')}'`, 'latin1');
}
