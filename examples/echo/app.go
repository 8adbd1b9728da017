package main

import (
	"net/http"
	"strconv"
	"sync"

	"github.com/labstack/echo/v5"
)

type book struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

var (
	mu     sync.Mutex
	books  = map[string]book{"b-1": {"b-1", "The Salt Ledger"}, "b-2": {"b-2", "Harbour Lights"}}
	last   = 2
	noBook = echo.NewHTTPError(http.StatusNotFound, "no such book")
)

func app(e *echo.Echo) *echo.Echo {
	e.GET("/books", listBooks)
	e.POST("/books", addBook)
	e.GET("/books/:bookId", readBook)
	e.PUT("/books/:bookId", replaceBook)
	e.DELETE("/books/:bookId", removeBook)
	e.GET("/health", func(c *echo.Context) error {
		return c.JSON(http.StatusOK, map[string]string{"status": "ok"})
	})
	return e
}

func listBooks(c *echo.Context) error {
	mu.Lock()
	defer mu.Unlock()
	all := []book{}
	for _, b := range books {
		all = append(all, b)
	}
	return c.JSON(http.StatusOK, all)
}

func addBook(c *echo.Context) error {
	b, err := bind(c)
	if err != nil {
		return err
	}
	mu.Lock()
	defer mu.Unlock()
	last++
	b.ID = "b-" + strconv.Itoa(last)
	books[b.ID] = b
	c.Response().Header().Set("Location", "/books/"+b.ID)
	return c.JSON(http.StatusCreated, b)
}

func readBook(c *echo.Context) error {
	mu.Lock()
	defer mu.Unlock()
	b, ok := books[c.Param("bookId")]
	if !ok {
		return noBook
	}
	return c.JSON(http.StatusOK, b)
}

func replaceBook(c *echo.Context) error {
	b, err := bind(c)
	if err != nil {
		return err
	}
	mu.Lock()
	defer mu.Unlock()
	b.ID = c.Param("bookId")
	if _, ok := books[b.ID]; !ok {
		return noBook
	}
	books[b.ID] = b
	return c.JSON(http.StatusOK, b)
}

func removeBook(c *echo.Context) error {
	mu.Lock()
	defer mu.Unlock()
	id := c.Param("bookId")
	if _, ok := books[id]; !ok {
		return noBook
	}
	delete(books, id)
	return c.NoContent(http.StatusNoContent)
}

func bind(c *echo.Context) (b book, err error) {
	if err := c.Bind(&b); err != nil {
		return b, err
	}
	if b.Title == "" {
		return b, echo.NewHTTPError(http.StatusBadRequest, "a book needs a title")
	}
	return b, nil
}
