// Package bank is a small bank: migrations, UUIDs and timestamps of its own making, transactions, a pool. It knows nothing of mock.
package bank

import (
	"crypto/rand"
	"database/sql"
	"fmt"
	"time"
)

var migrations = []struct{ name, sql string }{
	{"1 accounts", "CREATE TABLE accounts (id CHAR(36) PRIMARY KEY, owner VARCHAR(40) NOT NULL, balance INT NOT NULL, opened_at DATETIME(6) NOT NULL)"},
	{"2 transfers", "CREATE TABLE transfers (id INT PRIMARY KEY AUTO_INCREMENT, payer CHAR(36) NOT NULL, payee CHAR(36) NOT NULL, amount INT NOT NULL)"},
}

// Bank keeps its accounts in MySQL.
type Bank struct{ DB *sql.DB }

// Account as it is kept.
type Account struct {
	ID, Owner string
	Balance   int
	Opened    time.Time
}

// Migrate makes the tables that are not there yet.
func (b Bank) Migrate() error {
	if _, err := b.DB.Exec("CREATE TABLE IF NOT EXISTS migrations (name VARCHAR(40) PRIMARY KEY)"); err != nil {
		return err
	}
	for _, each := range migrations {
		var done int
		if err := b.DB.QueryRow("SELECT COUNT(*) FROM migrations WHERE name = ?", each.name).Scan(&done); err != nil {
			return err
		}
		if done > 0 {
			continue
		}
		if _, err := b.DB.Exec(each.sql); err != nil {
			return err
		}
		if _, err := b.DB.Exec("INSERT INTO migrations (name) VALUES (?)", each.name); err != nil {
			return err
		}
	}
	return nil
}

// Open makes an account.
func (b Bank) Open(owner string, balance int) (Account, error) {
	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		return Account{}, err
	}
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	uuid := fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
	account := Account{uuid, owner, balance, time.Now().UTC().Truncate(time.Microsecond)}
	_, err := b.DB.Exec("INSERT INTO accounts (id, owner, balance, opened_at) VALUES (?, ?, ?, ?)",
		account.ID, account.Owner, account.Balance, account.Opened)
	return account, err
}

// Account of this id; sql.ErrNoRows where there is none.
func (b Bank) Account(id string) (Account, error) {
	account := Account{ID: id}
	row := b.DB.QueryRow("SELECT owner, balance, opened_at FROM accounts WHERE id = ?", id)
	err := row.Scan(&account.Owner, &account.Balance, &account.Opened)
	return account, err
}

// Transfer says whether there was enough.
func (b Bank) Transfer(payer, payee string, amount int) (bool, error) {
	transaction, err := b.DB.Begin()
	if err != nil {
		return false, err
	}
	defer transaction.Rollback()
	taken, err := transaction.Exec("UPDATE accounts SET balance = balance - ? WHERE id = ? AND balance >= ?", amount, payer, amount)
	if err != nil {
		return false, err
	}
	if rows, err := taken.RowsAffected(); rows == 0 || err != nil {
		return false, err
	}
	if _, err := transaction.Exec("UPDATE accounts SET balance = balance + ? WHERE id = ?", amount, payee); err != nil {
		return false, err
	}
	if _, err := transaction.Exec("INSERT INTO transfers (payer, payee, amount) VALUES (?, ?, ?)", payer, payee, amount); err != nil {
		return false, err
	}
	return true, transaction.Commit()
}

// TransfersOf counts them.
func (b Bank) TransfersOf(payer string) (count int, err error) {
	err = b.DB.QueryRow("SELECT COUNT(*) FROM transfers WHERE payer = ?", payer).Scan(&count)
	return count, err
}
