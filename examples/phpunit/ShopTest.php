<?php
// Run it with: node bin/mock.js replay examples/phpunit/shop.db -- phpunit examples/phpunit
// It needs no server: shop.db is the recording. It uses MySQL and knows nothing of mock but for one statement.
declare(strict_types=1);

use PHPUnit\Framework\TestCase;

final class ShopTest extends TestCase
{
    private static function connect(string $test): PDO
    {
        $env = getenv() + ['MYSQL_USER' => 'demo', 'MYSQL_PASSWORD' => 'any will do', 'MYSQL_DATABASE' => 'shop'];
        $source = "mysql:host={$env['MYSQL_HOST']};port={$env['MYSQL_TCP_PORT']};dbname={$env['MYSQL_DATABASE']};charset=utf8mb4";
        $db = new PDO($source, $env['MYSQL_USER'], $env['MYSQL_PASSWORD'], [PDO::ATTR_EMULATE_PREPARES => false]);
        // each test replays from its own beginning; a real server takes it for a variable of the session
        $db->exec("SET @mock_scope = '$test'");
        return $db;
    }

    public function testListsTheProducts(): void
    {
        $names = self::connect(__FUNCTION__)->query('SELECT name FROM products ORDER BY id')->fetchAll(PDO::FETCH_COLUMN);
        $this->assertSame(['Lamp', "Sailor's knife", 'Écritoire 山'], $names);
    }

    public function testFindsWhatIsCheap(): void
    {
        $query = self::connect(__FUNCTION__)->prepare('SELECT name FROM products WHERE price < ? ORDER BY price');
        $query->execute([50]);
        $this->assertSame(["Sailor's knife", 'Lamp'], $query->fetchAll(PDO::FETCH_COLUMN));
    }

    public function testTakesAnOrderAndBack(): void
    {
        $db = self::connect(__FUNCTION__);
        $count = fn (): int => (int) $db->query('SELECT COUNT(*) FROM orders')->fetchColumn();
        $before = $count();
        $db->beginTransaction();
        $order = $db->prepare('INSERT INTO orders (customer, product_id, quantity) VALUES (?, ?, ?)');
        $order->execute(['Žofie', 3, 2]);
        $this->assertSame($before + 1, $count());
        $db->rollBack();
        $this->assertSame($before, $count());
    }

    public function testRefusesWhatIsNotThere(): void
    {
        $this->expectException(PDOException::class);
        $this->expectExceptionMessage('1452');
        self::connect(__FUNCTION__)->exec("INSERT INTO orders (customer, product_id, quantity) VALUES ('Nobody', 99, 1)");
    }
}
