package simulator

import (
	"net/http"
	"strconv"
)

func listAuthors(s *shop, _ *request) *answer { return represent(http.StatusOK, s.Authors) }

func readAuthor(s *shop, q *request) *answer {
	for _, a := range s.Authors {
		if strconv.Itoa(a.ID) == q.values["authorId"] {
			return represent(http.StatusOK, a)
		}
	}
	return problem(http.StatusNotFound, "There is no such author.")
}

func placeOrder(s *shop, q *request) *answer {
	var wanted newOrder
	if refusal := q.decode(&wanted); refusal != nil {
		return refusal
	}
	if fault := wanted.fault(s); fault != "" {
		return problem(http.StatusUnprocessableEntity, fault)
	}
	o := order{ID: s.nextOrder(), State: "placed", newOrder: wanted}
	s.Orders = append(s.Orders, o)
	return represent(http.StatusCreated, o).with("Location", "/orders/"+o.ID)
}

func readOrder(s *shop, q *request) *answer {
	for _, o := range s.Orders {
		if o.ID == q.values["orderId"] {
			return represent(http.StatusOK, o)
		}
	}
	return problem(http.StatusNotFound, "There is no such order.")
}

func readHealth(*shop, *request) *answer {
	return represent(http.StatusOK, map[string]string{"status": "ok"})
}

// fault says what is wrong with an order; empty when nothing is.
func (o *newOrder) fault(s *shop) string {
	if len(o.Lines) == 0 || len(o.Lines) > 50 {
		return "An order has from 1 to 50 lines."
	}
	for _, line := range o.Lines {
		if line.Quantity < 1 || line.Quantity > 99 {
			return "A quantity is from 1 to 99."
		}
		if s.findBook(line.BookID) == nil {
			return noBook
		}
	}
	return ""
}
