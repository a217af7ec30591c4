<?php
// Runs the migrations that this database has not seen; each is a step from one schema to the next.
declare(strict_types=1);

require_once __DIR__ . '/box_office.php';

use Doctrine\DBAL\Schema\Schema;

$migrations = [
    '20260101120000' => function (Schema $schema): void {
        $shows = $schema->createTable('shows');
        $shows->addColumn('id', 'guid');
        $shows->addColumn('title', 'string', ['length' => 120]);
        $shows->addColumn('seats', 'integer');
        $shows->addColumn('version', 'integer', ['default' => 1]);
        $shows->addColumn('createdAt', 'datetime_immutable');
        $shows->setPrimaryKey(['id']);
    },
    '20260102120000' => function (Schema $schema): void {
        $schema->getTable('shows')->addColumn('openedAt', 'datetime_immutable', ['notnull' => false]);
        $tickets = $schema->createTable('tickets');
        $tickets->addColumn('id', 'integer', ['autoincrement' => true]);
        $tickets->addColumn('show_id', 'guid');
        $tickets->addColumn('guest', 'string', ['length' => 80]);
        $tickets->addColumn('code', 'string', ['length' => 64]);
        $tickets->addColumn('soldAt', 'datetime');
        $tickets->setPrimaryKey(['id']);
        $tickets->addUniqueIndex(['code']);
        $tickets->addForeignKeyConstraint('shows', ['show_id'], ['id']);
    },
];

$connection = connect()->getConnection();
$manager = $connection->createSchemaManager();
if (!$manager->tablesExist(['doctrine_migration_versions'])) {
    $versions = new \Doctrine\DBAL\Schema\Table('doctrine_migration_versions');
    $versions->addColumn('version', 'string', ['length' => 191]);
    $versions->addColumn('executed_at', 'datetime', ['notnull' => false]);
    $versions->addColumn('execution_time', 'integer', ['notnull' => false]);
    $versions->setPrimaryKey(['version']);
    $manager->createTable($versions);
}
$known = $connection->fetchFirstColumn('SELECT version FROM doctrine_migration_versions ORDER BY version');
foreach ($migrations as $version => $change) {
    if (in_array((string) $version, $known, true)) {
        continue;
    }
    $start = hrtime(true);
    $from = $manager->introspectSchema();
    $to = clone $from;
    $change($to);
    $manager->alterSchema($manager->createComparator()->compareSchemas($from, $to));
    $connection->insert('doctrine_migration_versions', [
        'version' => $version,
        'executed_at' => date('Y-m-d H:i:s'),
        'execution_time' => intdiv(hrtime(true) - $start, 1_000_000),
    ]);
}
