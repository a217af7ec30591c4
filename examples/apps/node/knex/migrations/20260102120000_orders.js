export async function up(knex) {
  await knex.schema.createTable('orders', (table) => {
    table.increments('id');
    table.uuid('customer_id').notNullable().references('customers.id');
    table.dateTime('placed_at', { precision: 3 }).notNullable();
  });
  await knex.schema.createTable('lines', (table) => {
    table.increments('id');
    table.integer('order_id').unsigned().notNullable().references('orders.id');
    table.string('product').notNullable();
    table.integer('quantity').notNullable();
  });
  await knex.schema.createTable('sessions', (table) => {
    table.string('token', 64).primary();
    table.uuid('customer_id').notNullable().references('customers.id');
    table.dateTime('expires_at').notNullable();
  });
}

export async function down(knex) {
  for (const table of ['sessions', 'lines', 'orders']) await knex.schema.dropTable(table);
}
