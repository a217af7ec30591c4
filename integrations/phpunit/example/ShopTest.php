<?php
declare(strict_types=1);

require_once __DIR__ . '/../ReplaysMysql.php';

use MysqlReplay\ReplaysMysql;
use PHPUnit\Framework\TestCase;

final class ShopTest extends TestCase
{
    use ReplaysMysql;

    private function connect(): PDO
    {
        ['host' => $host, 'port' => $port] = $this->mock(__DIR__ . '/shop.db');
        return new PDO("mysql:host=$host;port=$port;dbname=shop;charset=utf8mb4", $this->mockUser('demo'), 'any');
    }

    public function testListsTheProducts(): void
    {
        $this->assertCount(3, $this->connect()->query('SELECT * FROM products')->fetchAll());
    }

    public function testCountsTheOrders(): void
    {
        $this->assertGreaterThan(0, $this->connect()->query('SELECT COUNT(*) FROM orders')->fetchColumn());
    }
}
