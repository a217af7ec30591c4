import { DataTypes } from 'sequelize';

export async function up(schema) {
  await schema.createTable('grants', {
    id: { type: DataTypes.INTEGER, autoIncrement: true, primaryKey: true },
    accountId: { type: DataTypes.UUID, allowNull: false, references: { model: 'accounts', key: 'id' } },
    role: { type: DataTypes.STRING, allowNull: false },
    expiresAt: { type: DataTypes.DATE },
    createdAt: { type: DataTypes.DATE, allowNull: false },
    updatedAt: { type: DataTypes.DATE, allowNull: false },
  });
  await schema.addIndex('grants', ['role']);
}
