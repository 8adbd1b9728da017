package main

import (
	"encoding/json"
	"net/http"
	"strconv"
	"sync"

	"github.com/julienschmidt/httprouter"
)

type book struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

var (
	mu    sync.Mutex
	books = map[string]book{"b-1": {"b-1", "The Salt Ledger"}, "b-2": {"b-2", "Harbour Lights"}}
	last  = 2
)

func app() *httprouter.Router {
	r := httprouter.New()
	r.HandlerFunc("GET", "/books", listBooks)
	r.HandlerFunc("POST", "/books", addBook)
	r.HandlerFunc("GET", "/books/:bookId", readBook)
	r.HandlerFunc("PUT", "/books/:bookId", replaceBook)
	r.HandlerFunc("DELETE", "/books/:bookId", removeBook)
	r.HandlerFunc("GET", "/health", func(w http.ResponseWriter, r *http.Request) {
		reply(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	return r
}

func listBooks(w http.ResponseWriter, r *http.Request) {
	mu.Lock()
	defer mu.Unlock()
	all := []book{}
	for _, b := range books {
		all = append(all, b)
	}
	reply(w, http.StatusOK, all)
}

func addBook(w http.ResponseWriter, r *http.Request) {
	b, ok := decode(w, r)
	if !ok {
		return
	}
	mu.Lock()
	defer mu.Unlock()
	last++
	b.ID = "b-" + strconv.Itoa(last)
	books[b.ID] = b
	w.Header().Set("Location", "/books/"+b.ID)
	reply(w, http.StatusCreated, b)
}

func readBook(w http.ResponseWriter, r *http.Request) {
	mu.Lock()
	defer mu.Unlock()
	b, ok := books[httprouter.ParamsFromContext(r.Context()).ByName("bookId")]
	if !ok {
		http.Error(w, "no such book", http.StatusNotFound)
		return
	}
	reply(w, http.StatusOK, b)
}

func replaceBook(w http.ResponseWriter, r *http.Request) {
	b, ok := decode(w, r)
	if !ok {
		return
	}
	mu.Lock()
	defer mu.Unlock()
	b.ID = httprouter.ParamsFromContext(r.Context()).ByName("bookId")
	if _, ok := books[b.ID]; !ok {
		http.Error(w, "no such book", http.StatusNotFound)
		return
	}
	books[b.ID] = b
	reply(w, http.StatusOK, b)
}

func removeBook(w http.ResponseWriter, r *http.Request) {
	mu.Lock()
	defer mu.Unlock()
	id := httprouter.ParamsFromContext(r.Context()).ByName("bookId")
	if _, ok := books[id]; !ok {
		http.Error(w, "no such book", http.StatusNotFound)
		return
	}
	delete(books, id)
	w.WriteHeader(http.StatusNoContent)
}

func decode(w http.ResponseWriter, r *http.Request) (b book, ok bool) {
	err := json.NewDecoder(r.Body).Decode(&b)
	if err != nil || b.Title == "" {
		http.Error(w, "a book needs a title", http.StatusBadRequest)
		return b, false
	}
	return b, true
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}
