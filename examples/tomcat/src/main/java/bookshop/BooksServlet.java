package bookshop;

import java.io.IOException;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** /books */
class BooksServlet extends HttpServlet {
	@Override
	protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Books.write(response, Books.ALL.values());
	}

	@Override
	protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
		String title = Books.title(request);
		if (title == null) {
			response.sendError(HttpServletResponse.SC_BAD_REQUEST, "a book needs a title");
			return;
		}
		Books.Book book = new Books.Book(Books.newId(), title);
		Books.ALL.put(book.id(), book);
		response.setStatus(HttpServletResponse.SC_CREATED);
		response.setHeader("Location", "/books/" + book.id());
		Books.write(response, book);
	}
}
