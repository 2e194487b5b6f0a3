package org.sspi4j.tomcat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Security;
import java.util.stream.Stream;

/** Tells a user who it is: a line for each fact. */
public final class WhoServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain;charset=UTF-8");
        var out = response.getWriter();
        out.println("user " + request.getRemoteUser());
        out.println("type " + request.getAuthType());
        out.println("principal " + request.getUserPrincipal());
        out.println("roles " + Stream.of("staff", "admin").filter(request::isUserInRole).toList());
        out.println("provider " + (Security.getProvider("SSPI") != null));
    }
}
