package runner

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/proverb-dev/proverb/specs"
)

const linksDocument = `openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /latest/of/all:
    get:
      responses:
        "200":
          description: d
          links:
            order: {operationId: order, parameters: {path.user: '$response.header.X-User', order: '$response.header.X-Order#/ids/0'}}
            page: {operationRef: '#/paths/~1pages~1%7Bpage%7D/get', parameters: {page: 'p-{$response.body#/page}'}}
            fixed: {operationId: fixed, parameters: {fixed: f-1}}
  /find/{word}:
    parameters: [{name: word, in: path, required: true, example: w-3, schema: {type: string}}, {name: kind, in: query, required: true, schema: {type: string, enum: [k-4]}}]
    get:
      responses:
        "200":
          description: d
          links:
            words: {operationId: word, parameters: {word: $request.path.word, kind: $request.query.kind}}
  /users/{user}/orders/{order}: {get: {operationId: order, responses: {"200": {description: d}}}}
  /pages/{page}: {get: {responses: {"200": {description: d}}}}
  /fixed/{fixed}: {get: {operationId: fixed, responses: {"200": {description: d}}}}
  /words/{word}/of/{kind}: {get: {operationId: word, responses: {"200": {description: d}}}}
`

// TestLinksOfAnswersToGET: every kind of runtime expression leads to a live target,
// also where the link goes upwards.
func TestLinksOfAnswersToGET(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	for pattern, text := range map[string]string{
		"GET /latest/of/all": `{"page": 12345678901234567890}`, "GET /find/w-3": `{}`, "GET /users/u-1/orders/o-2": `{}`,
		"GET /pages/p-12345678901234567890": `{}`, "GET /fixed/f-1": `{}`, "GET /words/w-3/of/k-4": `{}`,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("X-User", "u-1")
			w.Header().Set("X-Order", `{"ids": ["o-2"]}`)
			fmt.Fprint(w, text)
		})
	}
	plan, err := specs.Parse([]byte(linksDocument), "openapi.yaml", specs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	record, err := Run(t.Context(), plan, Config{Handler: mux, NoQuestions: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range record.Paths {
		if !p.Live {
			t.Errorf("%s is not live: %s", p.Path.Template, p.Target)
		}
	}
}

const shopDocument = `openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /shops: {get: {responses: {"200": {description: d}}}, post: {responses: {"201": {description: d}}}}
  /shops/{shop}:
    get: {responses: {"200": {description: d}}}
    delete: {operationId: close, responses: {"204": {description: d}}}
  /shops/{shop}/carts:
    post:
      responses:
        "201":
          description: d
          links:
            cart: {operationId: cart, parameters: {shop: $request.path.shop, cart: %s}}
            shop: {operationId: close, parameters: {shop: '$response.body#/shop'}}
  /carts/of/{shop}/{cart}:
    get: {operationId: cart, responses: {"200": {description: d}}}
    put: {responses: {"200": {description: d}}}
    delete: {responses: {"204": {description: d}}}
`

// shop is a server with one shop, and another once it is made, which keeps the carts that are made in it.
type shop struct {
	mu    sync.Mutex
	carts map[string]bool
	log   []string // of what was changed
}

func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	cart, isCart := strings.CutPrefix(r.URL.Path, "/carts/of/s-1/")
	switch {
	case r.URL.Path == "/shops" && r.Method == "GET":
		fmt.Fprint(w, `[{"id":"s-1"}]`)
	case r.URL.Path == "/shops/s-1" && r.Method == "GET":
		fmt.Fprint(w, `{"id":"s-1"}`)
	case r.URL.Path == "/shops" && r.Method == "POST":
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{"id":"s-2"}`)
	case strings.HasPrefix(r.URL.Path, "/shops/s-") && r.Method == "DELETE":
		s.log = append(s.log, "DELETE "+strings.TrimPrefix(r.URL.Path, "/shops/"))
		w.WriteHeader(http.StatusNoContent)
	case r.URL.Path == "/shops/s-1/carts" && r.Method == "POST":
		id := fmt.Sprintf("c-%d", len(s.carts)+1)
		s.carts[id] = true
		w.Header().Set("Location", "/carts/of/s-1/"+id)
		w.Header().Set("X-Cart", id)
		w.WriteHeader(http.StatusCreated)
		json.NewEncoder(w).Encode(map[string]any{"shop": "s-1", "cart": map[string]string{"number": id}})
	case isCart && s.carts[cart]:
		if r.Method != "GET" && r.Method != "HEAD" {
			s.log = append(s.log, r.Method+" "+cart)
		}
		if r.Method == "DELETE" {
			delete(s.carts, cart)
			w.WriteHeader(http.StatusNoContent)
		}
	default:
		http.Error(w, `{}`, http.StatusNotFound)
	}
}

// TestLinksOfAnswersToPOST: what the run makes is changed and taken away where a link
// of the document says that it is. What was there before, to which a link leads too,
// is not taken for something that the run made.
func TestLinksOfAnswersToPOST(t *testing.T) {
	t.Parallel()
	for _, expression := range []string{"'$response.body#/cart/number'", "$response.header.X-Cart", "$response.header.Location", "'{$response.header.x-cart}'"} {
		server := &shop{carts: map[string]bool{}}
		plan, err := specs.Parse(fmt.Appendf(nil, shopDocument, expression), "openapi.yaml", specs.Options{Safety: specs.Full})
		if err != nil {
			t.Fatal(err)
		}
		record, err := Run(t.Context(), plan, Config{Handler: server, NoQuestions: true})
		if err != nil {
			t.Fatal(err)
		}
		if want := []string{"PUT c-1", "DELETE c-1", "DELETE s-2"}; !slices.Equal(server.log, want) || len(server.carts) != 0 {
			t.Errorf("%s: %v, want %v; left are %v", expression, server.log, want, server.carts)
		}
		for _, p := range record.Paths {
			for _, x := range p.Exchanges {
				if x.Method == "PUT" && x.Probe.Form == specs.FormValid && x.Target != "/carts/of/s-1/c-1" {
					t.Errorf("%s: PUT %s", expression, x.Target)
				}
			}
		}
	}
}
