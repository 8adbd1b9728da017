package recipe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.google.gson.Gson;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.tomcat.util.descriptor.web.ErrorPage;

/**
 * The page of every error: makes it a problem (RFC 9457) that no cache keeps, and gives a 405
 * the Allow that HttpServlet leaves out. HttpServlet itself answers 501 to a method that no
 * servlet can have.
 */
public class Recipe extends HttpServlet {
	private record Problem(String type, String title, int status, String detail) {}

	private static final Map<Integer, String> TITLES = Map.of(400, "Bad Request", 401, "Unauthorized", 403, "Forbidden",
			404, "Not Found", 405, "Method Not Allowed", 500, "Internal Server Error", 501, "Not Implemented");

	private final transient Context context;

	private Recipe(Context context) {
		this.context = context;
	}

	/** What web.xml has as error-page with a location and no error-code. */
	public static void mend(Context context) {
		Tomcat.addServlet(context, "problem", new Recipe(context));
		context.addServletMappingDecoded("/problem", "problem");
		ErrorPage page = new ErrorPage();
		page.setLocation("/problem");
		context.addErrorPage(page);

		// What Tomcat cannot read belongs to no application: it is told without a stack trace.
		ErrorReportValve valve = new ErrorReportValve();
		valve.setShowReport(false);
		valve.setShowServerInfo(false);
		context.getParent().getPipeline().addValve(valve);
	}

	@Override
	protected void service(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
		if (!(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status)) {
			response.sendError(HttpServletResponse.SC_NOT_FOUND); // a client asked for this address itself
			return;
		}
		if (status == HttpServletResponse.SC_METHOD_NOT_ALLOWED) {
			response.setHeader("Allow", String.join(", ", methods((String) request.getAttribute(RequestDispatcher.ERROR_SERVLET_NAME))));
		}
		boolean thrown = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) != null; // its message is not for clients
		String detail = thrown ? null : (String) request.getAttribute(RequestDispatcher.ERROR_MESSAGE);
		String problem = new Gson().toJson(new Problem("about:blank", TITLES.getOrDefault(status, "Error"), status, detail));
		response.setHeader("Cache-Control", "no-store");
		response.setContentType("application/problem+json");
		response.getOutputStream().write(problem.getBytes(StandardCharsets.UTF_8));
	}

	private Set<String> methods(String servlet) throws ServletException {
		Set<String> methods = new TreeSet<>();
		if (context.findChild(servlet) instanceof Wrapper failed) { // null where no servlet has the address
			methods.addAll(Set.of(failed.getServletMethods()));
			methods.remove("TRACE"); // the connector has it off
		}
		return methods;
	}
}
