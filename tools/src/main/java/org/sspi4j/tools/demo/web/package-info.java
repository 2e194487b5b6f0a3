/**
 * A page that tells its reader who he is, and the small web server that it comes from.
 *
 * <pre>
 *   WebServer    loopback; a thread for each connection of a client
 *     Visit      what is kept with a connection, and ends with it: here the handshake
 *       WebRequest -&gt; Conversation: HttpServerConnection -&gt; Reader -&gt; HtmlPage, TextPage -&gt; WebResponse
 * </pre>
 *
 * <p>The JDK's own HttpServer shows no connection: an exchange has addresses, and attributes that all exchanges share. A handshake that
 * takes two requests would have to be kept with an address, which behind a proxy is that of many clients. Here it is a variable of the
 * thread that serves the connection. In exchange the server knows little: GET and HEAD of HTTP/1.0 and 1.1, without a body, and whatever
 * else a stranger sends is refused.
 */
package org.sspi4j.tools.demo.web;
