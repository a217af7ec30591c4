"""A small bank: migrations, UUIDs and timestamps of its own making, transactions, a pool. It knows nothing of mock."""

import queue
import uuid
from contextlib import contextmanager
from datetime import datetime, timezone

import pymysql

MIGRATIONS = {
    "1 accounts": "CREATE TABLE accounts (id CHAR(36) PRIMARY KEY, owner VARCHAR(40) NOT NULL, balance INT NOT NULL, opened_at DATETIME(6) NOT NULL)",
    "2 transfers": "CREATE TABLE transfers (id INT PRIMARY KEY AUTO_INCREMENT, payer CHAR(36) NOT NULL, payee CHAR(36) NOT NULL, amount INT NOT NULL)",
}


class Bank:
    def __init__(self, size=2, **options):
        self.pool = queue.LifoQueue()
        for _ in range(size):
            self.pool.put(pymysql.connect(**options))

    def close(self):
        while not self.pool.empty():
            self.pool.get().close()

    @contextmanager
    def cursor(self):
        """A transaction, taken back where it fails."""
        connection = self.pool.get()
        try:
            with connection.cursor() as cursor:
                yield cursor
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
        finally:
            self.pool.put(connection)

    def migrate(self):
        with self.cursor() as db:
            db.execute("CREATE TABLE IF NOT EXISTS migrations (name VARCHAR(40) PRIMARY KEY)")
            db.execute("SELECT name FROM migrations")
            done = {name for (name,) in db.fetchall()}
            for name, sql in MIGRATIONS.items():
                if name not in done:
                    db.execute(sql)
                    db.execute("INSERT INTO migrations (name) VALUES (%s)", (name,))

    def open(self, owner, balance):
        id, opened = str(uuid.uuid4()), datetime.now(timezone.utc).replace(tzinfo=None)
        with self.cursor() as db:
            insert = "INSERT INTO accounts (id, owner, balance, opened_at) VALUES (%s, %s, %s, %s)"
            db.execute(insert, (id, owner, balance, opened))
        return id, opened

    def account(self, id):
        """None where nobody has opened it."""
        with self.cursor() as db:
            db.execute("SELECT owner, balance, opened_at FROM accounts WHERE id = %s", (id,))
            return db.fetchone()

    def transfer(self, payer, payee, amount):
        """False where the payer has too little."""
        with self.cursor() as db:
            take = "UPDATE accounts SET balance = balance - %s WHERE id = %s AND balance >= %s"
            if db.execute(take, (amount, payer, amount)) == 0:
                return False
            db.execute("UPDATE accounts SET balance = balance + %s WHERE id = %s", (amount, payee))
            db.execute("INSERT INTO transfers (payer, payee, amount) VALUES (%s, %s, %s)", (payer, payee, amount))
            return True

    def transfers_of(self, payer):
        with self.cursor() as db:
            db.execute("SELECT COUNT(*) FROM transfers WHERE payer = %s", (payer,))
            return db.fetchone()[0]
