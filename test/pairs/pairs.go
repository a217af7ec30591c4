// Asks what a list of statements says, with the driver of Go, and prints what it sees.
package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	_ "github.com/go-sql-driver/mysql"
)

func main() {
	driver, port, user, password, database, path := os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5], os.Args[6]
	text, _ := os.ReadFile(path)
	var steps [][]interface{}
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.UseNumber()
	if err := decoder.Decode(&steps); err != nil {
		panic(err)
	}
	source := fmt.Sprintf("%s:%s@tcp(127.0.0.1:%s)/%s?interpolateParams=%t", user, password, port, database, driver == "go")
	db, err := sql.Open("mysql", source)
	if err != nil {
		panic(err)
	}
	db.SetMaxOpenConns(1)
	for _, step := range steps {
		query := step[0].(string)
		var values []interface{}
		for _, value := range step[1].([]interface{}) {
			if number, ok := value.(json.Number); ok {
				if whole, err := number.Int64(); err == nil {
					values = append(values, whole)
				} else {
					float, _ := number.Float64()
					values = append(values, float)
				}
			} else {
				values = append(values, value)
			}
		}
		seen := ask(db, query, values)
		line, _ := json.Marshal([]interface{}{query, seen})
		fmt.Println(string(line))
	}
	db.Close()
}

func ask(db *sql.DB, query string, values []interface{}) []interface{} {
	if !strings.HasPrefix(query, "SELECT") && !strings.HasPrefix(query, "SHOW") {
		result, err := db.Exec(query, values...)
		if err != nil {
			return []interface{}{err.Error()}
		}
		count, _ := result.RowsAffected()
		id, _ := result.LastInsertId()
		return []interface{}{count, id}
	}
	rows, err := db.Query(query, values...)
	if err != nil {
		return []interface{}{err.Error()}
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	var all []interface{}
	for rows.Next() {
		row := make([]sql.RawBytes, len(columns))
		into := make([]interface{}, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		rows.Scan(into...)
		var texts []interface{}
		for _, cell := range row {
			if cell == nil {
				texts = append(texts, nil)
			} else {
				texts = append(texts, string(cell))
			}
		}
		all = append(all, texts)
	}
	if err := rows.Err(); err != nil {
		return []interface{}{err.Error()}
	}
	return []interface{}{columns, all}
}
