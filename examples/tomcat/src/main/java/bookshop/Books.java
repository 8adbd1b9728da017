package bookshop;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** The books, and how they are read and written. */
class Books {
	record Book(String id, String title) {}

	private static final Gson GSON = new Gson();

	static final Map<String, Book> ALL = new ConcurrentSkipListMap<>(Map.of(
			"b-1", new Book("b-1", "The Salt Ledger"), "b-2", new Book("b-2", "Harbour Lights")));

	private static final AtomicInteger LAST = new AtomicInteger(2);

	static String newId() {
		return "b-" + LAST.incrementAndGet();
	}

	/** The title that a client sent, or null where it sent none. */
	static String title(HttpServletRequest request) throws IOException {
		try {
			Book book = GSON.fromJson(request.getReader(), Book.class);
			return book == null || book.title() == null || book.title().isBlank() ? null : book.title();
		} catch (JsonParseException wrong) {
			return null;
		}
	}

	static void write(HttpServletResponse response, Object value) throws IOException {
		response.setContentType("application/json");
		response.setCharacterEncoding("UTF-8");
		GSON.toJson(value, response.getWriter());
	}
}
