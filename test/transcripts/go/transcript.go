// What the program in Go is given, and the transcript that it prints.
package main

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

type credentials struct{ user, password string }

var (
	kind          = os.Getenv("MOCK_KIND")
	address       = os.Getenv("MOCK_HOST") + ":" + os.Getenv("MOCK_PORT")
	isTLS         = os.Getenv("MOCK_TLS") == "on"
	account       = credentials{os.Getenv("MOCK_USER"), os.Getenv("MOCK_PASSWORD")}
	other         = credentials{os.Getenv("MOCK_OTHER_USER"), os.Getenv("MOCK_OTHER_PASSWORD")}
	schema        = os.Getenv("MOCK_SCHEMA")
	files         = os.Getenv("MOCK_FILES")
	isLarge       = os.Getenv("MOCK_LARGE") == "yes"
	commonFields  []string
	output        = bufio.NewWriter(os.Stdout)
	maxShownBytes = 1000
)

// A statement that every client of the matrix sends.
type statement struct {
	name, sql string
	isRefused bool
}

func readStatements() {
	input, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	commonFields = strings.Split(string(input), "\x00")
}

func statements(section string) (all []statement) {
	for at := 0; at+2 < len(commonFields); at += 3 {
		where, name, _ := strings.Cut(commonFields[at], "/")
		if where == section {
			all = append(all, statement{name, commonFields[at+1], commonFields[at+2] == "refused"})
		}
	}
	return all
}

func describe(value interface{}) string {
	switch v := value.(type) {
	case []byte:
		return fmt.Sprintf("bytes %s", condense(fmt.Sprintf("%+q", v)))
	case time.Time:
		return v.Format(time.RFC3339Nano)
	case string:
		return condense(fmt.Sprintf("%+q", v))
	}
	return condense(fmt.Sprintf("%T %+v", value, value))
}

func condense(text string) string {
	if len(text) <= maxShownBytes {
		return text
	}
	return fmt.Sprintf("%s... (%d characters, sha256 %x)", text[:60], len(text), sha256.Sum256([]byte(text)))
}

func note(label string, values ...interface{}) {
	fmt.Fprint(output, label, ":")
	for _, value := range values {
		fmt.Fprint(output, " ", describe(value))
	}
	fmt.Fprintln(output)
}

// Notes all that an operation sees, which has to succeed.
func run(name string, work func() error) { perform(name, work, false) }

// Notes all that an operation sees, which has to fail.
func refused(name string, work func() error) { perform(name, work, true) }

func perform(name string, work func() error, isRefused bool) {
	fmt.Fprintln(output, "##", name)
	err := work()
	if err != nil {
		var refusal *mysql.MySQLError
		if errors.As(err, &refusal) {
			note("refused", int(refusal.Number), refusal.Message)
		} else {
			note("fails", fmt.Sprintf("%T", err), err.Error())
		}
	}
	if (err != nil) != isRefused {
		fmt.Fprintln(output, "(a surprise)")
	}
}

// Bytes of every value, in an order that shows when a piece is missing or moved.
func blob(size int) []byte {
	content := make([]byte, size)
	for at := range content {
		index := at % 65_537
		content[at] = byte(index*7 + index>>8)
	}
	return content
}
