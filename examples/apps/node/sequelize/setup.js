import { sequelize } from './models.js';

const MIGRATIONS = ['01-accounts', '02-grants'];

/** What `sequelize-cli db:migrate` does. */
export async function setup() {
  const schema = sequelize.getQueryInterface();
  await sequelize.query(
    'CREATE TABLE IF NOT EXISTS `SequelizeMeta` (name VARCHAR(255) PRIMARY KEY, applied DATETIME NOT NULL)',
  );
  const [done] = await sequelize.query('SELECT name FROM `SequelizeMeta` ORDER BY name');
  for (const name of MIGRATIONS.filter((one) => !done.some((row) => row.name === one))) {
    const { up } = await import(`./migrations/${name}.js`);
    await up(schema);
    await sequelize.query('INSERT INTO `SequelizeMeta` (name, applied) VALUES (?, ?)', {
      replacements: [name, new Date()],
    });
  }
  await sequelize.close();
}
