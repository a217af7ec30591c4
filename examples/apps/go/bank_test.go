// Run it with: go test (MOCK_COMMAND="node …/bin/mock.js" in this repository). bank.db is the recording.
package bank

import (
	"database/sql"
	"errors"
	"os"
	"testing"

	_ "github.com/go-sql-driver/mysql"
	"mysql-replay/mocktest"
)

func env(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func open(t *testing.T) Bank {
	t.Helper()
	// recorded one after the other, replayed all at once
	if os.Getenv("MOCK_UPSTREAM") == "" {
		t.Parallel()
	}
	scope := mocktest.Replay(t, "bank.db")
	db, err := sql.Open("mysql", scope.DSN(env("MYSQL_USER", "demo"), env("MYSQL_PWD", "any"), "bank")+"?parseTime=true")
	must(t, err)
	t.Cleanup(func() { db.Close() })
	bank := Bank{db}
	must(t, bank.Migrate())
	return bank
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func balances(t *testing.T, bank Bank, ids ...string) (found []int) {
	t.Helper()
	for _, id := range ids {
		account, err := bank.Account(id)
		must(t, err)
		found = append(found, account.Balance)
	}
	return found
}

func TestOpensAnAccount(t *testing.T) {
	bank := open(t)
	ann, err := bank.Open("Ann", 100)
	must(t, err)
	found, err := bank.Account(ann.ID)
	must(t, err)
	if found != ann {
		t.Errorf("%v, and then %v", ann, found)
	}
}

func TestTransfersMoney(t *testing.T) {
	bank := open(t)
	ann, err := bank.Open("Ann", 100)
	must(t, err)
	bob, err := bank.Open("Bob", 0)
	must(t, err)
	if isEnough, err := bank.Transfer(ann.ID, bob.ID, 30); !isEnough || err != nil {
		t.Fatal(isEnough, err)
	}
	if found := balances(t, bank, ann.ID, bob.ID); found[0] != 70 || found[1] != 30 {
		t.Error(found)
	}
	if count, err := bank.TransfersOf(ann.ID); count != 1 || err != nil {
		t.Error(count, err)
	}
}

func TestLeavesAllAsItWasWhereThereIsTooLittle(t *testing.T) {
	bank := open(t)
	ann, err := bank.Open("Ann", 10)
	must(t, err)
	bob, err := bank.Open("Bob", 0)
	must(t, err)
	if isEnough, err := bank.Transfer(ann.ID, bob.ID, 30); isEnough || err != nil {
		t.Fatal(isEnough, err)
	}
	if found := balances(t, bank, ann.ID, bob.ID); found[0] != 10 || found[1] != 0 {
		t.Error(found)
	}
	if count, err := bank.TransfersOf(ann.ID); count != 0 || err != nil {
		t.Error(count, err)
	}
}

func TestKnowsNoAccountThatNobodyOpened(t *testing.T) {
	if _, err := open(t).Account("00000000-0000-4000-a000-000000000000"); !errors.Is(err, sql.ErrNoRows) {
		t.Error(err)
	}
}
