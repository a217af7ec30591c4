// Accounts and what they may do, with Sequelize: keys are UUIDs, rows are stamped, what is deleted is kept (paranoid).

import { DataTypes, Op, Sequelize } from 'sequelize';
import { database } from '../database.js';

export const sequelize = new Sequelize(database.database, database.user, database.password, {
  host: database.host,
  port: database.port,
  dialect: 'mysql',
  logging: false,
  pool: { max: 4 },
});

export const Account = sequelize.define(
  'Account',
  {
    id: { type: DataTypes.UUID, defaultValue: DataTypes.UUIDV4, primaryKey: true },
    name: { type: DataTypes.STRING, allowNull: false },
    email: { type: DataTypes.STRING, allowNull: false, unique: true },
    seen: { type: DataTypes.BIGINT },
    balance: { type: DataTypes.DECIMAL(10, 2), allowNull: false, defaultValue: 0 },
  },
  { tableName: 'accounts', paranoid: true },
);

export const Grant = sequelize.define(
  'Grant',
  {
    id: { type: DataTypes.INTEGER, autoIncrement: true, primaryKey: true },
    role: { type: DataTypes.STRING, allowNull: false },
    expiresAt: { type: DataTypes.DATE },
  },
  { tableName: 'grants' },
);

Account.hasMany(Grant, { foreignKey: { name: 'accountId', allowNull: false }, onDelete: 'CASCADE' });
Grant.belongsTo(Account, { foreignKey: 'accountId' });

/** Those of its grants that have not run out. */
export const validGrants = (account) =>
  account.getGrants({ where: { expiresAt: { [Op.gt]: new Date() } }, order: ['id'] });
