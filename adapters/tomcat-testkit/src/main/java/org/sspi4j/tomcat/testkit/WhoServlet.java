package org.sspi4j.tomcat.testkit;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Security;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.sspi4j.Sspi;
import org.sspi4j.api.AccessToken;
import org.sspi4j.http.SspiPrincipal;

/**
 * Tells a user who it is: a line for each fact. {@code ?session=name} begins a session, if there is none, and puts a name into it;
 * {@code ?logout} logs the user out. {@code ?dispatch} tells it in another dispatch of the request, and {@code ?authenticate} after the
 * application has asked for the user once more.
 */
public final class WhoServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        if (request.getParameter("logout") != null) {
            request.logout();
        }
        if (request.getParameter("dispatch") != null && request.getDispatcherType() != DispatcherType.ASYNC) {
            request.startAsync().dispatch();
            return;
        }
        if (request.getParameter("authenticate") != null && !request.authenticate(response)) {
            return;
        }
        if (request.getParameter("session") != null) {
            request.getSession().setAttribute("name", request.getParameter("session"));
        }
        var session = request.getSession(false);
        response.setContentType("text/plain;charset=UTF-8");
        var out = response.getWriter();
        out.println("server " + getServletContext().getServerInfo());
        out.println("user " + request.getRemoteUser());
        out.println("type " + request.getAuthType());
        out.println("principal " + request.getUserPrincipal());
        out.println("roles " + Stream.of("staff", "admin").filter(request::isUserInRole).toList());
        out.println("session " + (session == null ? null : session.getAttribute("name")));
        out.println("protocol " + request.getProtocol());
        out.println("provider " + (Security.getProvider("SSPI") != null));
        if (request.getAttribute(SspiPrincipal.class.getName()) instanceof SspiPrincipal client) {
            out.println("package " + client.packageName());
            out.println("flags " + new TreeSet<>(client.flags()));
            out.println("groups " + client.groups());
            out.println("acts as " + actsAs(client.token()));
        }
    }

    private static String actsAs(AccessToken token) throws ServletException {
        try {
            return Sspi.callAs(token, () -> Sspi.threadToken().orElseThrow().userName());
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }
}
