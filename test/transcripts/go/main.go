// The matrix's program in Go with go-sql-driver/mysql.
package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/go-sql-driver/mysql"
)

func dsn(who credentials, schema string, params ...string) string {
	config := mysql.NewConfig()
	config.User, config.Passwd, config.Net, config.Addr, config.DBName = who.user, who.password, "tcp", address, schema
	config.MaxAllowedPacket = 64 << 20
	config.AllowAllFiles, config.MultiStatements = true, true
	if isTLS {
		config.TLSConfig = "skip-verify"
	}
	return config.FormatDSN() + "&" + strings.Join(params, "&")
}

// open gives a pool of one connection, so that what it remembers is seen by all that follows.
func open(dsn string) *sql.DB {
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		panic(err)
	}
	db.SetMaxOpenConns(1)
	return db
}

func noteRows(rows *sql.Rows) error {
	defer rows.Close()
	for {
		types, err := rows.ColumnTypes()
		if err != nil {
			return err
		}
		for _, column := range types {
			length, hasLength := column.Length()
			nullable, hasNullable := column.Nullable()
			precision, scale, hasScale := column.DecimalSize()
			note("column", column.Name(), column.DatabaseTypeName(), length, hasLength, nullable, hasNullable, precision, scale,
				hasScale, fmt.Sprint(column.ScanType()))
		}
		values, places := make([]interface{}, len(types)), make([]interface{}, len(types))
		for index := range values {
			places[index] = &values[index]
		}
		for rows.Next() {
			if err := rows.Scan(places...); err != nil {
				return err
			}
			note("row", values...)
		}
		if err := rows.Err(); err != nil || !rows.NextResultSet() {
			if err == nil {
				err = rows.Err()
			}
			return err
		}
	}
}

type querier interface {
	Query(query string, args ...interface{}) (*sql.Rows, error)
	Exec(query string, args ...interface{}) (sql.Result, error)
}

func query(db querier, text string, args ...interface{}) error {
	rows, err := db.Query(text, args...)
	if err != nil {
		return err
	}
	return noteRows(rows)
}

func exec(db querier, text string, args ...interface{}) error {
	result, err := db.Exec(text, args...)
	if err != nil {
		return err
	}
	affected, err := result.RowsAffected()
	if err != nil {
		return err
	}
	id, err := result.LastInsertId()
	note("affected, id", affected, id)
	return err
}

// inTurn has one after the other done, up to the first that fails.
func inTurn(works ...func() error) func() error {
	return func() error {
		for _, work := range works {
			if err := work(); err != nil {
				return err
			}
		}
		return nil
	}
}

// returnsRows also tells apart the answers that end in an error: after it, Rows would wait without end for another result.
func returnsRows(text string) bool {
	if strings.Contains(text, "fails_late") || strings.Contains(text, "; SELECT missing") {
		return false
	}
	word := strings.ToUpper(strings.TrimLeft(text, " \t\n/*"))
	for _, first := range []string{"SELECT", "SHOW", "CALL", "CHECK", "WITH", "EXECUTE", "FIRST"} {
		if strings.HasPrefix(word, first) {
			return true
		}
	}
	return false
}

// isUnreadable tells of types that this version of the driver does not know.
func isUnreadable(text string) bool {
	return kind == "mysql" && strings.Contains(text, "FROM others ORDER")
}

func runText(db *sql.DB) {
	for _, section := range []string{"text", "charset", "several", "load"} {
		for _, each := range statements(section) {
			text := each.sql
			if isUnreadable(text) {
				continue
			}
			send := func() error { return exec(db, text) }
			if returnsRows(text) {
				send = func() error { return query(db, text) }
			}
			perform(each.name, send, each.isRefused)
		}
	}
	inTime := open(dsn(account, schema, "parseTime=true", "loc=Local", "columnsWithAlias=true"))
	defer inTime.Close()
	for _, each := range statements("table") {
		text := each.sql
		if isUnreadable(text) {
			run(each.name+": in text", func() error { return query(inTime, text) })
			refused(each.name+": in the binary protocol", func() error { return query(inTime, text+" LIMIT ?", 10) })
			continue
		}
		// it takes a month of 0 for no time, but only in text
		perform(each.name+": with times", func() error { return query(inTime, text) }, each.name == "times")
		run(each.name+": in the binary protocol", func() error { return query(inTime, text+" LIMIT ?", 10) })
	}
}

func runPrepared(db *sql.DB, how string) {
	values := []interface{}{nil, -7, int64(1)<<62 + 1, uint64(1)<<63 + 1, 1.5, "é😀'\"\\\x00", "", []byte{}, true, false,
		time.Date(2024, 2, 29, 12, 34, 56, 789000000, time.UTC), time.Time{}}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(values)), ", ")
	run(how+": values of every type", func() error { return query(db, "SELECT "+marks, values...) })
	run(how+": bytes", func() error { return query(db, "SELECT HEX(?)", []byte{0, 1, 255}) })
	run(how+": insert", func() error { return exec(db, "INSERT INTO items (code, amount) VALUES (?, ?)", how[:2], 10) })
	run(how+": update", func() error { return exec(db, "UPDATE items SET amount = amount + ? WHERE id < ?", 1, 4) })
	run(how+": no rows", func() error { return query(db, "SELECT * FROM items WHERE id = ?", -1) })
	run(how+": warnings", func() error { return query(db, "SELECT CAST(? AS SIGNED)", "12abc") })
	run(how+": call", func() error { return query(db, "CALL several(?, @doubled, @text)", 2) })
	perform(how+": call with parameters that come out", func() error {
		return query(db, "CALL several(?, ?, ?)", 3, nil, "é")
	}, how == "interpolated")
	run(how+": call of the silent one", func() error { return exec(db, "CALL silent()") })
	refused(how+": call of the failing one", func() error { return exec(db, "CALL fails_late()") })
	for _, text := range []string{"SELEC ?", "SELECT * FROM missing WHERE id = ?", "INSERT INTO items (id) VALUES (?)", "SELECT ?, ?"} {
		text := text
		refused(how+": "+text, func() error { return query(db, text, 1) })
	}
}

func runStatements(db *sql.DB) {
	run("statement: used three times, closed", func() error {
		prepared, err := db.Prepare("SELECT id, code FROM items WHERE id > ? ORDER BY id LIMIT 2")
		if err != nil {
			return err
		}
		for _, id := range []int{0, 2, 50} {
			rows, err := prepared.Query(id)
			if err != nil {
				return err
			}
			if err := noteRows(rows); err != nil {
				return err
			}
		}
		return prepared.Close()
	})
	refused("statement: several", func() error { return query(db, "SELECT ?; SELECT 2", 1) })
	run("statement: a long text", func() error { return query(db, "SELECT LENGTH(?), SHA2(?, 256)", strings.Repeat("é", 1<<20), "x") })
	run("rows: left", func() error {
		rows, err := db.Query("SELECT id FROM items ORDER BY id; SELECT 2")
		if err != nil {
			return err
		}
		note("next", rows.Next())
		return rows.Close()
	})
	run("rows: and on", func() error { return query(db, "SELECT 3") })
}

func runSession(db *sql.DB) {
	who := func() error {
		return query(db, "SELECT CURRENT_USER(), DATABASE(), @@character_set_client, @@autocommit")
	}
	for _, end := range []string{"commit", "rollback"} {
		end := end
		run(end+" of a transaction", func() error {
			transaction, err := db.BeginTx(context.Background(), &sql.TxOptions{Isolation: sql.LevelReadCommitted})
			if err != nil {
				return err
			}
			if err := exec(transaction, "REPLACE INTO items (code) VALUES (?)", "tx"); err != nil {
				return err
			}
			if end == "commit" {
				return transaction.Commit()
			}
			return transaction.Rollback()
		})
		run(end+": what is left", func() error { return query(db, "SELECT COUNT(*) FROM items WHERE code = 'tx'") })
	}
	refused("transaction: read only", func() error {
		transaction, err := db.BeginTx(context.Background(), &sql.TxOptions{ReadOnly: true})
		if err != nil {
			return err
		}
		defer transaction.Rollback()
		return exec(transaction, "DELETE FROM items")
	})
	run("ping", db.Ping)
	run("another schema", inTurn(func() error { return exec(db, "USE mysql") }, who))
	run("back again", inTurn(func() error { return exec(db, "USE "+schema) }, who))
	refused("given up before it began", func() error {
		given, up := context.WithCancel(context.Background())
		up()
		_, err := db.ExecContext(given, "DO 1")
		return err
	})
	run("load: from memory", func() error {
		mysql.RegisterReaderHandler("memory", func() io.Reader { return strings.NewReader("500001\tfrom memory\n500002\té\n") })
		return exec(db, "LOAD DATA LOCAL INFILE 'Reader::memory' INTO TABLE loaded CHARACTER SET utf8mb4")
	})
}

func runBlobs(db *sql.DB) {
	sizes := []int{0, 1, 250, 251, 255, 256, 65_535, 65_536, 1 << 20}
	if isLarge {
		sizes = append(sizes, 1<<24)
	}
	run("blobs: create", func() error { return exec(db, "CREATE TABLE blobs (id INT PRIMARY KEY, content LONGBLOB)") })
	for number, size := range sizes {
		number, size := number, size
		run(fmt.Sprint("blobs: write ", size), func() error { return exec(db, "INSERT INTO blobs VALUES (?, ?)", number, blob(size)) })
		run(fmt.Sprint("blobs: read as text ", size), func() error {
			return query(db, fmt.Sprint("SELECT content FROM blobs WHERE id = ", number))
		})
		run(fmt.Sprint("blobs: read as binary ", size), func() error { return query(db, "SELECT content FROM blobs WHERE id = ?", number) })
	}
}

func login(dsn string) func() error {
	db := open(dsn)
	return inTurn(
		func() error {
			return query(db, "SELECT CURRENT_USER(), DATABASE(), @@character_set_client, @begun, 'é'")
		},
		func() error { return exec(db, "UPDATE "+schema+".items SET amount = amount") },
		db.Close,
	)
}

func runLogins() {
	refused("login: wrong password", login(dsn(credentials{account.user, "wrong"}, schema)))
	refused("login: no password", login(dsn(credentials{account.user, ""}, schema)))
	refused("login: unknown user", login(dsn(credentials{"nobody_é", "any"}, schema)))
	refused("login: unknown schema", login(dsn(account, "missing_schema")))
	run("login: no schema", login(dsn(account, "")))
	run("login: the other account", login(dsn(other, schema)))
	run("login: latin1", login(dsn(account, schema, "collation=latin1_swedish_ci", "charset=latin1")))
	run("login: found rows", login(dsn(account, schema, "clientFoundRows=true")))
	// one each: the driver sets several in an order of chance
	run("login: a variable", login(dsn(account, schema, "sql_mode=ANSI")))
	run("login: no autocommit", login(dsn(account, schema, "autocommit=0")))
	run("login: the server's packet size", login(dsn(account, schema, "maxAllowedPacket=0")))
	refused("load: forbidden", func() error {
		return exec(open(strings.Replace(dsn(account, schema), "allowAllFiles=true", "allowAllFiles=false", 1)),
			"LOAD DATA LOCAL INFILE '"+files+"/rows.tsv' INTO TABLE loaded")
	})
}

// Ten at a time, on as many connections of a pool.
func runPool() {
	db := open(dsn(account, schema))
	db.SetMaxOpenConns(10)
	defer db.Close()
	answers := make([]string, 40)
	var tasks sync.WaitGroup
	for task := range answers {
		task := task
		tasks.Add(1)
		go func() {
			defer tasks.Done()
			var answer string
			if err := db.QueryRow("SELECT CONCAT('task ', ?)", task).Scan(&answer); err != nil {
				answer = err.Error()
			}
			answers[task] = answer
		}()
	}
	tasks.Wait()
	run("pool", func() error {
		for _, answer := range answers {
			note("answer", answer)
		}
		return nil
	})
}

func main() {
	defer output.Flush()
	readStatements()
	db, interpolated := open(dsn(account, schema)), open(dsn(account, schema, "interpolateParams=true"))
	run("TLS", func() error { return query(db, "SHOW SESSION STATUS LIKE 'Ssl_version'") })
	runText(db)
	runPrepared(db, "prepared")
	runPrepared(interpolated, "interpolated")
	runStatements(db)
	runSession(db)
	runBlobs(db)
	runLogins()
	runPool()
	run("quit", db.Close)
	refused("after the end", db.Ping)
	run("the driver", func() error {
		_, isContext := db.Driver().(driver.DriverContext)
		note("has contexts", isContext)
		return nil
	})
}
