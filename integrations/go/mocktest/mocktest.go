// Package mocktest lets tests answer from a recording of MySQL or MariaDB, each in a scope of its own. It starts the executable
// mock and speaks its standard output and its REST API; it knows nothing of MySQL's protocol.
//
//	scope := mocktest.Replay(t, "testdata/shop.db")
//	db, err := sql.Open("mysql", scope.DSN("demo", "any", "shop"))
package mocktest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Scope is where one test connects.
type Scope struct {
	Host string
	Port string
	name string
}

// User is the name to log in with: it carries the test's name, which is its scope.
func (s Scope) User(name string) string { return name + "+" + s.name }

// DSN is what go-sql-driver/mysql takes.
func (s Scope) DSN(user, password, database string) string {
	return fmt.Sprintf("%s:%s@tcp(%s:%s)/%s", s.User(user), password, s.Host, s.Port, database)
}

type server struct {
	port, http string
	// stdin ends with this process, and mock with it
	stdin io.WriteCloser
	err   error
	once  sync.Once
}

var (
	lock    sync.Mutex
	servers = map[string]*server{}
)

// Replay starts mock for a recording, once per test binary, and gives the test its scope. The test fails for what it asked
// and nobody has recorded. Where the file is not there it is recorded from MOCK_UPSTREAM, but never with CI set;
// MOCK_RECORD=all records anew.
func Replay(t testing.TB, recording string) Scope {
	t.Helper()
	path, err := filepath.Abs(recording)
	if err != nil {
		t.Fatal(err)
	}
	lock.Lock()
	found := servers[path]
	if found == nil {
		found = &server{}
		servers[path] = found
	}
	lock.Unlock()
	found.once.Do(func() { found.err = found.start(path) })
	if found.err != nil {
		t.Fatal(found.err)
	}
	// a slash would end the user's name in a DSN's eyes, a plus in mock's
	name := strings.NewReplacer("/", ".", "+", " plus ").Replace(t.Name())
	t.Cleanup(func() {
		t.Helper()
		lines, err := found.misses(name)
		if err != nil {
			t.Error(err)
		}
		if t.Failed() && found.http == "" {
			// mock does not keep what failed tests recorded
			_, _ = io.WriteString(found.stdin, "failed\n")
		}
		if len(lines) > 0 {
			t.Errorf("%s\nIf that is as it should be, record anew: MOCK_RECORD=all.", strings.Join(lines, "\n"))
		}
	})
	return Scope{Host: "127.0.0.1", Port: found.port, name: name}
}

func (s *server) start(path string) error {
	words, err := wordsFor(path)
	if err != nil {
		return err
	}
	command := os.Getenv("MOCK_COMMAND")
	if command == "" {
		command = "npx --no-install mock"
	}
	words = append(strings.Fields(command), words...)
	child := exec.Command(words[0], words[1:]...)
	child.Env = append(os.Environ(), "MOCK_END_WITH_STDIN=1")
	child.Stderr = os.Stderr
	if s.stdin, err = child.StdinPipe(); err != nil {
		return err
	}
	stdout, err := child.StdoutPipe()
	if err != nil {
		return err
	}
	if err := child.Start(); err != nil {
		return fmt.Errorf("mock cannot be started: %w; set MOCK_COMMAND", err)
	}
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		line := lines.Text()
		switch {
		case strings.HasPrefix(line, "listening mysql://"):
			s.port = line[strings.LastIndex(line, ":")+1:]
		case strings.HasPrefix(line, "listening http://"):
			s.http = strings.TrimSuffix(strings.TrimPrefix(line, "listening "), "/")
		case line == "ready":
			return nil
		}
	}
	return fmt.Errorf("mock ended before it was ready: %s", strings.Join(words, " "))
}

func wordsFor(path string) ([]string, error) {
	if _, err := os.Stat(path); err == nil && os.Getenv("MOCK_RECORD") != "all" {
		return []string{"replay", path, "--port", "0", "--http-port", "0", "--log-level", "error"}, nil
	}
	switch strings.ToLower(os.Getenv("CI")) {
	case "", "0", "false", "no", "off":
	default:
		return nil, fmt.Errorf("there is no recording at %s, and with CI set none is made", path)
	}
	upstream := os.Getenv("MOCK_UPSTREAM")
	if upstream == "" {
		return nil, fmt.Errorf("there is no recording at %s, and none can be made: set MOCK_UPSTREAM", path)
	}
	return []string{"record", "--upstream", upstream, "-o", path, "--overwrite", "--port", "0", "--log-level", "error"}, nil
}

type miss struct {
	Command string
	SQL     *string
	Scope   string
	Nearest *struct{ SQL, Difference string }
}

// misses of a scope; none while recording.
func (s *server) misses(scope string) ([]string, error) {
	if s.http == "" {
		return nil, nil
	}
	answer, err := http.Get(s.http + "/api/v1/mock/misses")
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusNotFound {
		return nil, errors.New("this mock is older than mocktest: it tells no misses; update mysql-replay")
	}
	var all []miss
	if err := json.NewDecoder(answer.Body).Decode(&all); err != nil {
		return nil, err
	}
	var lines []string
	for _, each := range all {
		if each.Scope != scope {
			continue
		}
		text := each.Command
		if each.SQL != nil {
			text = *each.SQL
		}
		line := "mock has no recorded answer to: " + text
		if each.Nearest != nil {
			line += "\n    nearest: " + each.Nearest.SQL + "\n    " + each.Nearest.Difference
		}
		lines = append(lines, line)
	}
	return lines, nil
}
