package main

import (
	"net/http"
	"strconv"
	"sync"

	"github.com/gin-gonic/gin"
)

type book struct {
	ID    string `json:"id"`
	Title string `json:"title" binding:"required"`
}

var (
	mu    sync.Mutex
	books = map[string]book{"b-1": {"b-1", "The Salt Ledger"}, "b-2": {"b-2", "Harbour Lights"}}
	last  = 2
)

func app() *gin.Engine {
	r := gin.Default()
	r.GET("/books", listBooks)
	r.POST("/books", addBook)
	r.GET("/books/:bookId", readBook)
	r.PUT("/books/:bookId", replaceBook)
	r.DELETE("/books/:bookId", removeBook)
	r.GET("/health", func(c *gin.Context) { c.JSON(http.StatusOK, gin.H{"status": "ok"}) })
	return r
}

func listBooks(c *gin.Context) {
	mu.Lock()
	defer mu.Unlock()
	all := []book{}
	for _, b := range books {
		all = append(all, b)
	}
	c.JSON(http.StatusOK, all)
}

func addBook(c *gin.Context) {
	var b book
	if err := c.ShouldBindJSON(&b); err != nil {
		c.JSON(http.StatusBadRequest, gin.H{"error": err.Error()})
		return
	}
	mu.Lock()
	defer mu.Unlock()
	last++
	b.ID = "b-" + strconv.Itoa(last)
	books[b.ID] = b
	c.Header("Location", "/books/"+b.ID)
	c.JSON(http.StatusCreated, b)
}

func readBook(c *gin.Context) {
	mu.Lock()
	defer mu.Unlock()
	b, ok := books[c.Param("bookId")]
	if !ok {
		c.JSON(http.StatusNotFound, gin.H{"error": "no such book"})
		return
	}
	c.JSON(http.StatusOK, b)
}

func replaceBook(c *gin.Context) {
	var b book
	if err := c.ShouldBindJSON(&b); err != nil {
		c.JSON(http.StatusBadRequest, gin.H{"error": err.Error()})
		return
	}
	mu.Lock()
	defer mu.Unlock()
	b.ID = c.Param("bookId")
	if _, ok := books[b.ID]; !ok {
		c.JSON(http.StatusNotFound, gin.H{"error": "no such book"})
		return
	}
	books[b.ID] = b
	c.JSON(http.StatusOK, b)
}

func removeBook(c *gin.Context) {
	mu.Lock()
	defer mu.Unlock()
	id := c.Param("bookId")
	if _, ok := books[id]; !ok {
		c.JSON(http.StatusNotFound, gin.H{"error": "no such book"})
		return
	}
	delete(books, id)
	c.Status(http.StatusNoContent)
}
