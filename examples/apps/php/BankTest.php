<?php
// Run it with: phpunit examples/apps/php (MOCK_COMMAND="node bin/mock.js" in this repository). bank.db is the recording.
declare(strict_types=1);

require_once __DIR__ . '/Bank.php';
require_once __DIR__ . '/../../../integrations/phpunit/ReplaysMysql.php';

use MysqlReplay\ReplaysMysql;
use PHPUnit\Framework\TestCase;

final class BankTest extends TestCase
{
    use ReplaysMysql;

    private Bank $bank;

    protected function setUp(): void
    {
        ['host' => $host, 'port' => $port] = $this->mock(__DIR__ . '/bank.db');
        $user = $this->mockUser(getenv('MYSQL_USER') ?: 'demo');
        $this->bank = new Bank(new PDO("mysql:host=$host;port=$port;dbname=bank", $user, getenv('MYSQL_PWD') ?: 'any'));
        $this->bank->migrate();
    }

    public function testOpensAnAccount(): void
    {
        ['id' => $id, 'opened' => $opened] = $this->bank->open('Ann', 100);
        $this->assertSame(['owner' => 'Ann', 'balance' => 100, 'opened_at' => $opened], $this->bank->account($id));
    }

    public function testTransfersMoney(): void
    {
        $ann = $this->bank->open('Ann', 100)['id'];
        $bob = $this->bank->open('Bob', 0)['id'];
        $this->assertTrue($this->bank->transfer($ann, $bob, 30));
        $this->assertSame([70, 30], [$this->bank->account($ann)['balance'], $this->bank->account($bob)['balance']]);
        $this->assertSame(1, $this->bank->transfersOf($ann));
    }

    public function testLeavesAllAsItWasWhereThereIsTooLittle(): void
    {
        $ann = $this->bank->open('Ann', 10)['id'];
        $bob = $this->bank->open('Bob', 0)['id'];
        $this->assertFalse($this->bank->transfer($ann, $bob, 30));
        $this->assertSame([10, 0], [$this->bank->account($ann)['balance'], $this->bank->account($bob)['balance']]);
        $this->assertSame(0, $this->bank->transfersOf($ann));
    }

    public function testKnowsNoAccountThatNobodyOpened(): void
    {
        $this->assertFalse($this->bank->account('00000000-0000-4000-a000-000000000000'));
    }
}
