package recipe;

import java.net.URI;
import java.util.Set;
import java.util.TreeSet;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Makes every error a problem (RFC 9457) that no cache keeps: as the advice those of Spring
 * MVC, as the error page those of filters, of Tomcat, and an exception that nobody caught. A
 * method that no mapping has is answered 501, where Spring answers 405 or 404.
 */
@Controller
@ControllerAdvice
public class Recipe extends ResponseEntityExceptionHandler implements ErrorController {
	// Spring answers HEAD and OPTIONS itself; its 405 leaves both out of Allow.
	private static final Set<HttpMethod> ITSELF = Set.of(HttpMethod.HEAD, HttpMethod.OPTIONS);

	private final Set<HttpMethod> implemented = new TreeSet<>(ITSELF);

	Recipe(RequestMappingHandlerMapping requestMappingHandlerMapping) {
		requestMappingHandlerMapping.getHandlerMethods().keySet().forEach(mapping ->
				mapping.getMethodsCondition().getMethods().forEach(method -> implemented.add(method.asHttpMethod())));
	}

	@Override
	protected ResponseEntity<Object> createResponseEntity(Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		HttpHeaders answer = new HttpHeaders(headers);
		Set<HttpMethod> allowed = new TreeSet<>(headers.getAllow());
		if (allowed.contains(HttpMethod.GET)) {
			allowed.addAll(ITSELF);
			answer.setAllow(allowed);
		}
		return problem((ProblemDetail) body, answer, ((ServletWebRequest) request).getRequest().getMethod());
	}

	@RequestMapping("${spring.web.error.path:/error}")
	ResponseEntity<Object> errorPage(HttpServletRequest request, HttpServletResponse response) {
		if (!(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status)) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND); // a client asked for this address itself
		}
		response.setHeader(HttpHeaders.ALLOW, null); // Tomcat refuses TRACE with the methods of all mappings
		ProblemDetail problem = ProblemDetail.forStatus(status);
		problem.setInstance(URI.create((String) request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI)));
		return problem(problem, new HttpHeaders(), (String) request.getAttribute(RequestDispatcher.ERROR_METHOD));
	}

	private ResponseEntity<Object> problem(ProblemDetail problem, HttpHeaders headers, String method) {
		if (!implemented.contains(HttpMethod.valueOf(method))) {
			problem.setStatus(HttpStatus.NOT_IMPLEMENTED);
			headers.remove(HttpHeaders.ALLOW);
		}
		headers.setCacheControl(CacheControl.noStore());
		return ResponseEntity.status(problem.getStatus()).headers(headers).body(problem);
	}
}
