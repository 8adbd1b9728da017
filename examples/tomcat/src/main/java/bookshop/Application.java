package bookshop;

import jakarta.servlet.http.HttpServlet;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import recipe.Recipe;

/** Serves the small bookshop: as it is, or with the argument "recipe" as Recipe mends it. */
public class Application {
	public static void main(String[] args) throws LifecycleException {
		Tomcat tomcat = new Tomcat();
		tomcat.setBaseDir("target/tomcat");
		tomcat.setPort(Integer.parseInt(System.getenv("PORT")));
		tomcat.getConnector().setProperty("address", "127.0.0.1");
		Context context = tomcat.addContext("", null);
		add(context, "books", "/books", new BooksServlet());
		add(context, "book", "/books/*", new BookServlet());
		add(context, "health", "/health", new HealthServlet());
		if (args.length > 0 && args[0].equals("recipe")) {
			Recipe.mend(context);
		}
		tomcat.start();
		tomcat.getServer().await();
	}

	private static void add(Context context, String name, String pattern, HttpServlet servlet) {
		Tomcat.addServlet(context, name, servlet);
		context.addServletMappingDecoded(pattern, name);
	}
}
