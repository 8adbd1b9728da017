package simulator

import (
	"slices"
	"strconv"
)

// shop is all the bookshop knows.
type shop struct {
	Authors []author            `json:"authors"`
	Books   []*book             `json:"books"`
	Reviews map[string][]review `json:"reviews"` // by the id of the book
	Orders  []order             `json:"orders"`
	// Numbers that were given out last; none is given out twice.
	LastBook  int `json:"lastBook"`
	LastOrder int `json:"lastOrder"`
}

type author struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}

type book struct {
	ID string `json:"id"`
	newBook
}

// newBook is what a client says of a book.
type newBook struct {
	Title    string `json:"title"`
	AuthorID int    `json:"authorId"`
	Genre    string `json:"genre"`
	Year     int    `json:"year,omitempty"`
}

type review struct {
	ID int `json:"id"`
	newReview
}

// newReview is what a client says in a review.
type newReview struct {
	Rating int    `json:"rating"`
	Text   string `json:"text,omitempty"`
}

type order struct {
	ID    string `json:"id"`
	State string `json:"state"`
	newOrder
}

// newOrder is what a client asks for in an order.
type newOrder struct {
	Lines []orderLine `json:"lines"`
}

type orderLine struct {
	BookID   string `json:"bookId"`
	Quantity int    `json:"quantity"`
}

// openingStock is what the bookshop knows when it opens.
func openingStock() *shop {
	return &shop{
		Authors: []author{{11, "Ida Fernwick"}, {12, "Tomas Arkell"}, {13, "Noor Sayeda"}},
		Books: []*book{
			{"b-1", newBook{"The Lighthouse Audit", 11, "crime", 1998}},
			{"b-2", newBook{"A Short History of Doors", 12, "history", 2004}},
			{"b-3", newBook{"Verses for a Slow Train", 13, "poetry", 0}},
		},
		Reviews: map[string][]review{
			"b-1": {{1, newReview{5, "Nobody saw the keeper coming."}}, {2, newReview{3, "Too many stairs."}}},
			"b-2": {{1, newReview{4, "Opens well."}}},
		},
		Orders:    []order{{"o-1", "sent", newOrder{[]orderLine{{"b-2", 1}}}}},
		LastBook:  3,
		LastOrder: 1,
	}
}

// findBook returns the book with an id, nil when there is none.
func (s *shop) findBook(id string) *book {
	i := slices.IndexFunc(s.Books, func(b *book) bool { return b.ID == id })
	if i < 0 {
		return nil
	}
	return s.Books[i]
}

// knowsAuthor reports whether there is an author with that number.
func (s *shop) knowsAuthor(id int) bool {
	return slices.ContainsFunc(s.Authors, func(a author) bool { return a.ID == id })
}

// nextBook gives out the id of a new book.
func (s *shop) nextBook() string {
	s.LastBook++
	return "b-" + strconv.Itoa(s.LastBook)
}

// nextOrder gives out the id of a new order.
func (s *shop) nextOrder() string {
	s.LastOrder++
	return "o-" + strconv.Itoa(s.LastOrder)
}
