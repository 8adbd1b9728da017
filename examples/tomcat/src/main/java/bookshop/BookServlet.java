package bookshop;

import java.io.IOException;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** /books/* */
class BookServlet extends HttpServlet {
	@Override
	protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Books.Book book = Books.ALL.get(id(request));
		if (book == null) {
			response.sendError(HttpServletResponse.SC_NOT_FOUND, "no such book");
			return;
		}
		Books.write(response, book);
	}

	@Override
	protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
		String title = Books.title(request);
		if (title == null) {
			response.sendError(HttpServletResponse.SC_BAD_REQUEST, "a book needs a title");
			return;
		}
		Books.Book book = new Books.Book(id(request), title);
		if (Books.ALL.replace(book.id(), book) == null) {
			response.sendError(HttpServletResponse.SC_NOT_FOUND, "no such book");
			return;
		}
		Books.write(response, book);
	}

	@Override
	protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (Books.ALL.remove(id(request)) == null) {
			response.sendError(HttpServletResponse.SC_NOT_FOUND, "no such book");
			return;
		}
		response.setStatus(HttpServletResponse.SC_NO_CONTENT);
	}

	private static String id(HttpServletRequest request) {
		return request.getPathInfo().substring(1);
	}
}
