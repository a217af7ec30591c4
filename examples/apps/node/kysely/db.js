// Notes of teams, with Kysely: keys are UUIDs, rows are stamped by the program.

import { Kysely, MysqlDialect } from 'kysely';
import { createPool } from 'mysql2';
import { database } from '../database.js';

export const db = new Kysely({ dialect: new MysqlDialect({ pool: createPool({ ...database, connectionLimit: 4 }) }) });
