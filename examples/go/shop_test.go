// Run it in this folder with: node ../../bin/mock.js replay shop.db -- go test -count=1
// It needs no server: shop.db is the recording. It uses MySQL and knows nothing of mock but for one statement.
package shop

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"reflect"
	"testing"

	"github.com/go-sql-driver/mysql"
)

func env(name, otherwise string) string {
	if value, isSet := os.LookupEnv(name); isSet {
		return value
	}
	return otherwise
}

func connect(t *testing.T) *sql.DB {
	t.Helper()
	config := mysql.NewConfig()
	config.Net = "tcp"
	config.Addr = env("MYSQL_HOST", "127.0.0.1") + ":" + env("MYSQL_TCP_PORT", "3307")
	config.User = env("MYSQL_USER", "demo")
	config.Passwd = env("MYSQL_PASSWORD", "any will do")
	config.DBName = env("MYSQL_DATABASE", "shop")
	db, err := sql.Open("mysql", config.FormatDSN())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	// each test replays from its own beginning; a real server takes it for a variable of the session
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(fmt.Sprintf("SET @mock_scope = '%s'", t.Name())); err != nil {
		t.Fatal(err)
	}
	return db
}

func names(t *testing.T, db *sql.DB, query string, args ...interface{}) []string {
	t.Helper()
	rows, err := db.Query(query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		found = append(found, name)
	}
	return found
}

func TestListsTheProducts(t *testing.T) {
	found := names(t, connect(t), "SELECT name FROM products ORDER BY id")
	if wanted := []string{"Lamp", "Sailor's knife", "Écritoire 山"}; !reflect.DeepEqual(found, wanted) {
		t.Errorf("found %q", found)
	}
}

func TestFindsWhatIsCheap(t *testing.T) {
	found := names(t, connect(t), "SELECT name FROM products WHERE price < ? ORDER BY price", 50)
	if wanted := []string{"Sailor's knife", "Lamp"}; !reflect.DeepEqual(found, wanted) {
		t.Errorf("found %q", found)
	}
}

func TestTakesAnOrderAndBack(t *testing.T) {
	transaction, err := connect(t).Begin()
	if err != nil {
		t.Fatal(err)
	}
	count := func() (orders int) {
		if err := transaction.QueryRow("SELECT COUNT(*) FROM orders").Scan(&orders); err != nil {
			t.Fatal(err)
		}
		return orders
	}
	before := count()
	order := "INSERT INTO orders (customer, product_id, quantity) VALUES (?, ?, ?)"
	if _, err := transaction.Exec(order, "Žofie", 3, 2); err != nil {
		t.Fatal(err)
	}
	if after := count(); after != before+1 {
		t.Errorf("%d orders, and then %d", before, after)
	}
	if err := transaction.Rollback(); err != nil {
		t.Fatal(err)
	}
}

func TestRefusesWhatIsNotThere(t *testing.T) {
	_, err := connect(t).Exec("INSERT INTO orders (customer, product_id, quantity) VALUES ('Nobody', 99, 1)")
	var refused *mysql.MySQLError
	if !errors.As(err, &refused) || refused.Number != 1452 {
		t.Errorf("it was not refused: %v", err)
	}
}
