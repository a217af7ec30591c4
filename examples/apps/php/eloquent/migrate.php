<?php
// Runs the migrations that this database has not seen.
declare(strict_types=1);

require_once __DIR__ . '/kitchen.php';
require_once 'Illuminate/Filesystem/autoload.php';

use Illuminate\Database\Migrations\DatabaseMigrationRepository;
use Illuminate\Database\Migrations\Migrator;
use Illuminate\Filesystem\Filesystem;

$resolver = connect()->getDatabaseManager();
$repository = new DatabaseMigrationRepository($resolver, 'migrations');
if (!$repository->repositoryExists()) {
    $repository->createRepository();
}
(new Migrator($repository, $resolver, new Filesystem()))->run([__DIR__ . '/migrations']);
