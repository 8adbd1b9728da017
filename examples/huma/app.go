package main

import (
	"context"
	"net/http"
	"strconv"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

type Book struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type NewBook struct {
	Title string `json:"title" minLength:"1"`
}

type bookID struct {
	ID string `path:"bookId"`
}

type bookOutput struct {
	Location string `header:"Location"`
	Body     Book
}

var (
	mu     sync.Mutex
	books  = map[string]Book{"b-1": {"b-1", "The Salt Ledger"}, "b-2": {"b-2", "Harbour Lights"}}
	last   = 2
	noBook = huma.Error404NotFound("no such book")
)

func addRoutes(api huma.API) {
	huma.Get(api, "/books", listBooks)
	huma.Register(api, huma.Operation{
		OperationID: "add-book", Method: http.MethodPost, Path: "/books", DefaultStatus: http.StatusCreated,
	}, addBook)
	huma.Get(api, "/books/{bookId}", readBook)
	huma.Put(api, "/books/{bookId}", replaceBook)
	huma.Delete(api, "/books/{bookId}", removeBook)
	huma.Get(api, "/health", readHealth)
}

func listBooks(context.Context, *struct{}) (*struct{ Body []Book }, error) {
	mu.Lock()
	defer mu.Unlock()
	all := []Book{}
	for _, b := range books {
		all = append(all, b)
	}
	return &struct{ Body []Book }{all}, nil
}

func addBook(_ context.Context, in *struct{ Body NewBook }) (*bookOutput, error) {
	mu.Lock()
	defer mu.Unlock()
	last++
	b := Book{"b-" + strconv.Itoa(last), in.Body.Title}
	books[b.ID] = b
	return &bookOutput{"/books/" + b.ID, b}, nil
}

func readBook(_ context.Context, in *bookID) (*bookOutput, error) {
	mu.Lock()
	defer mu.Unlock()
	b, ok := books[in.ID]
	if !ok {
		return nil, noBook
	}
	return &bookOutput{Body: b}, nil
}

func replaceBook(_ context.Context, in *struct {
	bookID
	Body NewBook
}) (*bookOutput, error) {
	mu.Lock()
	defer mu.Unlock()
	if _, ok := books[in.ID]; !ok {
		return nil, noBook
	}
	books[in.ID] = Book{in.ID, in.Body.Title}
	return &bookOutput{Body: books[in.ID]}, nil
}

func removeBook(_ context.Context, in *bookID) (*struct{}, error) {
	mu.Lock()
	defer mu.Unlock()
	if _, ok := books[in.ID]; !ok {
		return nil, noBook
	}
	delete(books, in.ID)
	return nil, nil
}

type health struct {
	Status string `json:"status"`
}

func readHealth(context.Context, *struct{}) (*struct{ Body health }, error) {
	return &struct{ Body health }{health{"ok"}}, nil
}
