package bookshop;

import java.net.URI;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.*;
import org.springframework.web.server.ResponseStatusException;

@RestController
@RequestMapping("/books")
class BookController {
	record Book(String id, String title) {}

	record NewBook(String title) {}

	private final Map<String, Book> books = new ConcurrentSkipListMap<>(Map.of(
			"b-1", new Book("b-1", "The Salt Ledger"), "b-2", new Book("b-2", "Harbour Lights")));
	private final AtomicInteger last = new AtomicInteger(2);

	@GetMapping
	Collection<Book> list() {
		return books.values();
	}

	@PostMapping
	ResponseEntity<Book> add(@RequestBody NewBook wanted) {
		String title = titleOf(wanted);
		Book book = new Book("b-" + last.incrementAndGet(), title);
		books.put(book.id(), book);
		return ResponseEntity.created(URI.create("/books/" + book.id())).body(book);
	}

	@GetMapping("/{bookId}")
	Book read(@PathVariable String bookId) {
		return found(books.get(bookId));
	}

	@PutMapping("/{bookId}")
	Book replace(@PathVariable String bookId, @RequestBody NewBook wanted) {
		Book book = new Book(bookId, titleOf(wanted));
		found(books.replace(bookId, book));
		return book;
	}

	@DeleteMapping("/{bookId}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void remove(@PathVariable String bookId) {
		found(books.remove(bookId));
	}

	private static String titleOf(NewBook wanted) {
		if (!StringUtils.hasText(wanted.title())) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "a book needs a title");
		}
		return wanted.title();
	}

	private static Book found(Book book) {
		if (book == null) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no such book");
		}
		return book;
	}
}
