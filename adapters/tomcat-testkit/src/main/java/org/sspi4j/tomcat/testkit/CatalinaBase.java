package org.sspi4j.tomcat.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder with what Tomcat reads at its start. */
public record CatalinaBase(Path folder) {
    /** Everybody who has proven who it is. */
    public static final String EVERYBODY = """
            <security-constraint>
              <web-resource-collection>
                <web-resource-name>all</web-resource-name>
                <url-pattern>/*</url-pattern>
              </web-resource-collection>
              <auth-constraint>
                <role-name>**</role-name>
              </auth-constraint>
            </security-constraint>
            """;

    private static final String WEB_XML = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
              <servlet>
                <servlet-name>who</servlet-name>
                <servlet-class>org.sspi4j.tomcat.testkit.WhoServlet</servlet-class>
                <async-supported>true</async-supported>
              </servlet>
              <servlet-mapping>
                <servlet-name>who</servlet-name>
                <url-pattern>/*</url-pattern>
              </servlet-mapping>
            %s
            </web-app>
            """;

    /** Puts text into a file below conf. */
    public CatalinaBase conf(String name, String text) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("conf")).resolve(name), text);
        return this;
    }

    /** A web application with a {@link WhoServlet}. */
    public CatalinaBase app(String name, String contextXml, String constraints) throws IOException {
        var app = folder.resolve("webapps").resolve(name);
        Files.writeString(Files.createDirectories(app.resolve("META-INF")).resolve("context.xml"), contextXml);
        Files.writeString(Files.createDirectories(app.resolve("WEB-INF")).resolve("web.xml"), WEB_XML.formatted(constraints));
        return this;
    }
}
