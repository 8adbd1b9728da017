package main

import (
	"strconv"
	"sync"

	"github.com/gofiber/fiber/v3"
	"github.com/gofiber/utils/v2"
)

type book struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

var (
	mu     sync.Mutex
	books  = map[string]book{"b-1": {"b-1", "The Salt Ledger"}, "b-2": {"b-2", "Harbour Lights"}}
	last   = 2
	noBook = fiber.NewError(fiber.StatusNotFound, "no such book")
)

func app(config ...fiber.Config) *fiber.App {
	app := fiber.New(config...)
	app.Get("/books", listBooks)
	app.Post("/books", addBook)
	app.Get("/books/:bookId", readBook)
	app.Put("/books/:bookId", replaceBook)
	app.Delete("/books/:bookId", removeBook)
	app.Get("/health", func(c fiber.Ctx) error {
		return c.JSON(fiber.Map{"status": "ok"})
	})
	return app
}

func listBooks(c fiber.Ctx) error {
	mu.Lock()
	defer mu.Unlock()
	all := []book{}
	for _, b := range books {
		all = append(all, b)
	}
	return c.JSON(all)
}

func addBook(c fiber.Ctx) error {
	b, err := bind(c)
	if err != nil {
		return err
	}
	mu.Lock()
	defer mu.Unlock()
	last++
	b.ID = "b-" + strconv.Itoa(last)
	books[b.ID] = b
	c.Location("/books/" + b.ID)
	return c.Status(fiber.StatusCreated).JSON(b)
}

func readBook(c fiber.Ctx) error {
	mu.Lock()
	defer mu.Unlock()
	b, ok := books[c.Params("bookId")]
	if !ok {
		return noBook
	}
	return c.JSON(b)
}

func replaceBook(c fiber.Ctx) error {
	b, err := bind(c)
	if err != nil {
		return err
	}
	mu.Lock()
	defer mu.Unlock()
	b.ID = utils.CopyString(c.Params("bookId")) // it outlives the request
	if _, ok := books[b.ID]; !ok {
		return noBook
	}
	books[b.ID] = b
	return c.JSON(b)
}

func removeBook(c fiber.Ctx) error {
	mu.Lock()
	defer mu.Unlock()
	if _, ok := books[c.Params("bookId")]; !ok {
		return noBook
	}
	delete(books, c.Params("bookId"))
	return c.SendStatus(fiber.StatusNoContent)
}

func bind(c fiber.Ctx) (b book, err error) {
	if err := c.Bind().Body(&b); err != nil {
		return b, err
	}
	if b.Title == "" {
		return b, fiber.NewError(fiber.StatusBadRequest, "a book needs a title")
	}
	return b, nil
}
