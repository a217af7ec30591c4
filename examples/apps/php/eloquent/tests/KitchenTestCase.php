<?php
// Each test runs in a transaction that is rolled back behind it, as Laravel's DatabaseTransactions does.
declare(strict_types=1);

require_once __DIR__ . '/../kitchen.php';

use Illuminate\Database\Capsule\Manager;
use PHPUnit\Framework\TestCase;

abstract class KitchenTestCase extends TestCase
{
    private static ?Manager $manager = null;

    protected function setUp(): void
    {
        self::$manager ??= connect();
        Manager::connection()->beginTransaction();
    }

    protected function tearDown(): void
    {
        Manager::connection()->rollBack();
    }

    protected function makeCook(string $name = 'Ada'): Cook
    {
        return Cook::create(['name' => $name, 'email' => strtolower($name) . '-' . uuid() . '@example.com']);
    }
}
