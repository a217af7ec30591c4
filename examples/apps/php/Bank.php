<?php
// A small bank: migrations, UUIDs and timestamps of its own making, transactions. It knows nothing of mock.
declare(strict_types=1);

final class Bank
{
    private const MIGRATIONS = [
        '1 accounts' => 'CREATE TABLE accounts (id CHAR(36) PRIMARY KEY, owner VARCHAR(40) NOT NULL, balance INT NOT NULL, opened_at DATETIME(6) NOT NULL)',
        '2 transfers' => 'CREATE TABLE transfers (id INT PRIMARY KEY AUTO_INCREMENT, payer CHAR(36) NOT NULL, payee CHAR(36) NOT NULL, amount INT NOT NULL)',
    ];

    public function __construct(private readonly PDO $db)
    {
        $db->setAttribute(PDO::ATTR_EMULATE_PREPARES, false);
    }

    public function migrate(): void
    {
        $this->db->exec('CREATE TABLE IF NOT EXISTS migrations (name VARCHAR(40) PRIMARY KEY)');
        $done = $this->db->query('SELECT name FROM migrations')->fetchAll(PDO::FETCH_COLUMN);
        foreach (self::MIGRATIONS as $name => $sql) {
            if (in_array($name, $done, true)) continue;
            $this->db->exec($sql);
            $this->db->prepare('INSERT INTO migrations (name) VALUES (?)')->execute([$name]);
        }
    }

    /** @return array{id: string, opened: string} */
    public function open(string $owner, int $balance): array
    {
        $bytes = bin2hex(random_bytes(16));
        $id = preg_replace('/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/', '$1-$2-4$3-a$4-$5', $bytes);
        $opened = (new DateTimeImmutable('now', new DateTimeZone('UTC')))->format('Y-m-d H:i:s.u');
        $this->db->prepare('INSERT INTO accounts (id, owner, balance, opened_at) VALUES (?, ?, ?, ?)')
            ->execute([$id, $owner, $balance, $opened]);
        return ['id' => $id, 'opened' => $opened];
    }

    /** @return array<string, mixed>|false */
    public function account(string $id): array|false
    {
        $query = $this->db->prepare('SELECT owner, balance, opened_at FROM accounts WHERE id = ?');
        $query->execute([$id]);
        return $query->fetch(PDO::FETCH_ASSOC);
    }

    public function transfer(string $payer, string $payee, int $amount): bool
    {
        $this->db->beginTransaction();
        $take = $this->db->prepare('UPDATE accounts SET balance = balance - ? WHERE id = ? AND balance >= ?');
        $take->execute([$amount, $payer, $amount]);
        if ($take->rowCount() === 0) {
            $this->db->rollBack();
            return false;
        }
        $this->db->prepare('UPDATE accounts SET balance = balance + ? WHERE id = ?')->execute([$amount, $payee]);
        $this->db->prepare('INSERT INTO transfers (payer, payee, amount) VALUES (?, ?, ?)')->execute([$payer, $payee, $amount]);
        $this->db->commit();
        return true;
    }

    public function transfersOf(string $payer): int
    {
        $query = $this->db->prepare('SELECT COUNT(*) FROM transfers WHERE payer = ?');
        $query->execute([$payer]);
        return (int) $query->fetchColumn();
    }
}
