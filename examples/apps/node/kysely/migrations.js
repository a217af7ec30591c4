import { sql } from 'kysely';

export const migrations = {
  '01-teams': {
    async up(db) {
      await db.schema
        .createTable('teams')
        .addColumn('id', 'char(36)', (column) => column.primaryKey())
        .addColumn('name', 'varchar(80)', (column) => column.notNull())
        .addColumn('slug', 'varchar(80)', (column) => column.notNull().unique())
        .addColumn('created_at', 'datetime(3)', (column) => column.notNull())
        .execute();
    },
  },
  '02-notes': {
    async up(db) {
      await db.schema
        .createTable('notes')
        .addColumn('id', 'char(36)', (column) => column.primaryKey())
        .addColumn('team_id', 'char(36)', (column) => column.notNull())
        .addColumn('text', 'varchar(200)', (column) => column.notNull())
        .addColumn('changed_at', 'timestamp', (column) => column.notNull().defaultTo(sql`CURRENT_TIMESTAMP`))
        .addForeignKeyConstraint('notes_team', ['team_id'], 'teams', ['id'])
        .execute();
    },
  },
};
