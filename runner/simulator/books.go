package simulator

import (
	"net/http"
	"slices"
	"strconv"
)

const noBook = "There is no such book."

func listBooks(s *shop, q *request) *answer {
	genre := q.URL.Query().Get("genre")
	if genre != "" && !isGenre(genre) {
		return problem(http.StatusBadRequest, "There is no such genre.")
	}
	list := struct {
		Items []*book `json:"items"`
		Total int     `json:"total"`
	}{Items: []*book{}}
	for _, b := range s.Books {
		if genre == "" || b.Genre == genre {
			list.Items = append(list.Items, b)
		}
	}
	list.Total = len(list.Items)
	return represent(http.StatusOK, list)
}

func addBook(s *shop, q *request) *answer {
	var wanted newBook
	if refusal := q.decode(&wanted); refusal != nil {
		return refusal
	}
	if fault := wanted.fault(s); fault != "" {
		return problem(http.StatusUnprocessableEntity, fault)
	}
	b := &book{ID: s.nextBook(), newBook: wanted}
	s.Books = append(s.Books, b)
	return represent(http.StatusCreated, b).with("Location", "/books/"+b.ID)
}

func readBook(s *shop, q *request) *answer {
	b := s.findBook(q.values["bookId"])
	if b == nil {
		return problem(http.StatusNotFound, noBook)
	}
	return represent(http.StatusOK, b)
}

func replaceBook(s *shop, q *request) *answer {
	var wanted newBook
	if refusal := q.decode(&wanted); refusal != nil {
		return refusal
	}
	b := s.findBook(q.values["bookId"])
	if b == nil {
		return problem(http.StatusNotFound, noBook)
	}
	if fault := wanted.fault(s); fault != "" {
		return problem(http.StatusUnprocessableEntity, fault)
	}
	b.newBook = wanted
	return represent(http.StatusOK, b)
}

func removeBook(s *shop, q *request) *answer {
	b := s.findBook(q.values["bookId"])
	if b == nil {
		return problem(http.StatusNotFound, noBook)
	}
	s.Books = slices.DeleteFunc(s.Books, func(other *book) bool { return other == b })
	delete(s.Reviews, b.ID)
	return empty(http.StatusNoContent)
}

func listReviews(s *shop, q *request) *answer {
	b := s.findBook(q.values["bookId"])
	if b == nil {
		return problem(http.StatusNotFound, noBook)
	}
	return represent(http.StatusOK, append([]review{}, s.Reviews[b.ID]...))
}

func addReview(s *shop, q *request) *answer {
	var wanted newReview
	if refusal := q.decode(&wanted); refusal != nil {
		return refusal
	}
	b := s.findBook(q.values["bookId"])
	if b == nil {
		return problem(http.StatusNotFound, noBook)
	}
	if wanted.Rating < 1 || wanted.Rating > 5 || len(wanted.Text) > 2000 {
		return problem(http.StatusUnprocessableEntity, "A rating is from 1 to 5, a text at most 2000 bytes.")
	}
	r := review{ID: len(s.Reviews[b.ID]) + 1, newReview: wanted} // none is ever taken away alone
	s.Reviews[b.ID] = append(s.Reviews[b.ID], r)
	return represent(http.StatusCreated, r).
		with("Location", "/books/"+b.ID+"/reviews/"+strconv.Itoa(r.ID))
}

func readReview(s *shop, q *request) *answer {
	for _, r := range s.Reviews[q.values["bookId"]] {
		if strconv.Itoa(r.ID) == q.values["reviewId"] {
			return represent(http.StatusOK, r)
		}
	}
	return problem(http.StatusNotFound, "There is no such review.")
}

// fault says what is wrong with a book; empty when nothing is.
func (b *newBook) fault(s *shop) string {
	switch {
	case b.Title == "" || len(b.Title) > 200:
		return "A title has from 1 to 200 bytes."
	case !isGenre(b.Genre):
		return "There is no such genre."
	case b.Year != 0 && (b.Year < 1450 || b.Year > 2100):
		return "A year is from 1450 to 2100."
	case !s.knowsAuthor(b.AuthorID):
		return "There is no such author."
	}
	return ""
}

func isGenre(name string) bool {
	return slices.Contains([]string{"crime", "history", "poetry", "science"}, name)
}
