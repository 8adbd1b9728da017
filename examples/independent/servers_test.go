package independent_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

var (
	golang = tool{command: "go", get: "https://go.dev/dl/"}
	npm    = tool{command: "npm", get: "https://nodejs.org/, 20 or later"}
)

// servers are in the order of docs/independent.md.
var servers = []server{
	prism("bookshop", func(*testing.T, string) string { return filepath.Join("..", "openapi.yaml") }),
	prism("petstore", fromCorpus("learn/petstore-expanded.yaml")),
	prism("uspto", fromCorpus("learn/uspto.yaml")),
	prism("train-travel", trainTravel, "--credential", "OAuth2=env:PROVERB_TEST_TOKEN"),
	{
		name: "stripe-mock", needs: []tool{golang},
		prepare: func(t *testing.T, folder string) {
			run(t, "stripe-mock", "go", "build", "-o", filepath.Join(folder, "server"), "github.com/stripe/stripe-mock")
		},
		start: func(t *testing.T, folder, port string) []string {
			return []string{filepath.Join(folder, "server"), "-http-addr", "127.0.0.1:" + port, "-https-addr", "127.0.0.1:" + strconv.Itoa(freePort(t))}
		},
		document: func(t *testing.T, _, _ string) string {
			return filepath.Join(moduleFolder(t, "stripe-mock", "github.com/stripe/stripe-mock"), "embedded", "openapi", "spec3.json")
		},
		// All 419 paths take half a minute and have the same causes.
		flags: []string{"--include-path", "/v1/c*", "-H", "Authorization: Bearer sk_test_123"},
	},
	{
		name: "alertmanager",
		needs: []tool{golang, {
			command: "prometheus-alertmanager", get: "apt-get install prometheus-alertmanager",
			version: "version 0.25.0", asks: []string{"--version"},
		}},
		prepare: func(*testing.T, string) {},
		start: func(t *testing.T, folder, port string) []string {
			return []string{
				"prometheus-alertmanager", "--config.file=" + absolute(t, "alertmanager", "alertmanager.yml"),
				"--storage.path=" + folder, "--web.listen-address=127.0.0.1:" + port, "--cluster.listen-address=",
			}
		},
		document: ofModule("github.com/prometheus/alertmanager@v0.25.0", "api", "v2", "openapi.yaml"),
	},
	{
		name: "etcd",
		needs: []tool{golang, {
			command: "etcd", get: "apt-get install etcd-server",
			version: "etcd Version: 3.4.23", asks: []string{"--version"},
		}},
		prepare: func(*testing.T, string) {},
		start: func(t *testing.T, folder, port string) []string {
			clients, peers := "http://127.0.0.1:"+port, "http://127.0.0.1:"+strconv.Itoa(freePort(t))
			return []string{
				"etcd", "--data-dir", filepath.Join(folder, "data"),
				"--listen-client-urls", clients, "--advertise-client-urls", clients,
				"--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers, "--initial-cluster", "default=" + peers,
			}
		},
		// The proxy has no later version of the branch.
		document: ofModule("go.etcd.io/etcd@v0.5.0-alpha.5.0.20200910180754-dd1b699fc489", "Documentation", "dev-guide", "apispec", "swagger", "rpc.swagger.json"),
	},
	{
		name: "powerdns",
		needs: []tool{
			{command: "pdns_server", get: "apt-get install pdns-server pdns-backend-sqlite3", version: "4.7.3", asks: []string{"--version"}},
			{command: "sqlite3", get: "apt-get install sqlite3"},
		},
		prepare: preparePowerDNS,
		start: func(t *testing.T, folder, port string) []string {
			return []string{"pdns_server", "--config-dir=" + folder, "--webserver-port=" + port, "--local-port=" + strconv.Itoa(freePort(t))}
		},
		document: served("/api/docs"),
		flags:    []string{"--credential", "APIKeyHeader=env:PROVERB_TEST_TOKEN"},
	},
	{
		name: "petstore", needs: []tool{golang},
		prepare: buildModule("petstore"), start: built, base: "/",
		document: func(t *testing.T, _, _ string) string {
			return filepath.Join(moduleFolder(t, "petstore", "github.com/deepmap/oapi-codegen"), "examples", "petstore-expanded", "petstore-expanded.yaml")
		},
	},
	{
		name: "huma", needs: []tool{golang},
		prepare: buildModule("huma"), start: built, document: served("/openapi.json"),
	},
}

// prism is Stoplight's mock of a document, which serves it at the root.
func prism(name string, document func(t *testing.T, folder string) string, flags ...string) server {
	return server{
		name: "prism-" + name, needs: []tool{npm}, base: "/", flags: flags,
		prepare: func(t *testing.T, folder string) {
			document(t, folder) // skips before anything is installed
			installPrism(t)
		},
		start: func(t *testing.T, folder, port string) []string {
			return []string{filepath.Join(installPrism(t), "node_modules", ".bin", "prism"), "mock", "--host", "127.0.0.1", "--port", port, document(t, folder)}
		},
		document: func(t *testing.T, folder, _ string) string { return document(t, folder) },
	}
}

// fromCorpus is a document that does not ship with Proverb.
func fromCorpus(name string) func(*testing.T, string) string {
	return func(t *testing.T, _ string) string {
		t.Helper()
		file := filepath.Join("..", "..", "..", "shared", "corpus", filepath.FromSlash(name))
		if _, err := os.Stat(file); err != nil {
			t.Skipf("%s is not there", file)
		}
		return file
	}
}

// trainTravel refers to a page that is not in the corpus, without which Prism does
// not start.
func trainTravel(t *testing.T, folder string) string {
	t.Helper()
	file := filepath.Join(folder, "train-travel.yaml")
	if _, err := os.Stat(file); err == nil {
		return file // Prism starts anew when it is written to
	}
	text, err := os.ReadFile(fromCorpus("train-travel.yaml")(t, folder))
	if err != nil {
		t.Fatal(err)
	}
	write(t, file, string(text))
	write(t, filepath.Join(folder, "docs", "getting-started.md"), "# Getting started\n")
	return file
}

// preparePowerDNS makes a name server with one zone and an API.
func preparePowerDNS(t *testing.T, folder string) {
	t.Helper()
	database := filepath.Join(folder, "zones.db")
	run(t, folder, "sqlite3", database, ".read /usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql")
	write(t, filepath.Join(folder, "pdns.conf"), "launch=gsqlite3\ngsqlite3-database="+database+
		"\nlocal-address=127.0.0.1\nwebserver=yes\nwebserver-address=127.0.0.1\napi=yes\napi-key="+token+
		"\nsocket-dir="+folder+"\ndaemon=no\nguardian=no\n")
	run(t, folder, "pdnsutil", "--config-dir="+folder, "create-zone", "example.org", "ns1.example.org")
}

func built(_ *testing.T, folder, port string) []string {
	return []string{filepath.Join(folder, "server"), port}
}

func buildModule(name string) func(*testing.T, string) {
	return func(t *testing.T, folder string) {
		t.Helper()
		run(t, name, "go", "build", "-o", filepath.Join(folder, "server"), ".")
	}
}
