package shop

import (
	"database/sql"
	"testing"

	_ "github.com/go-sql-driver/mysql"
	"mysql-replay/mocktest"
)

func open(t *testing.T) *sql.DB {
	t.Helper()
	scope := mocktest.Replay(t, "shop.db")
	db, err := sql.Open("mysql", scope.DSN("demo", "any", "shop"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func count(t *testing.T, query string) (n int) {
	t.Helper()
	rows, err := open(t).Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		n++
	}
	return n
}

func TestListsTheProducts(t *testing.T) {
	t.Parallel()
	if n := count(t, "SELECT * FROM products"); n != 3 {
		t.Error(n)
	}
}

func TestCountsTheOrders(t *testing.T) {
	t.Parallel()
	if n := count(t, "SELECT COUNT(*) FROM orders"); n != 1 {
		t.Error(n)
	}
}
