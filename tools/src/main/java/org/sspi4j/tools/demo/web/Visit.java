package org.sspi4j.tools.demo.web;

/** What is kept with one connection of a client. Its requests come one after the other, and it is closed when the connection ends. */
interface Visit extends AutoCloseable {
    WebResponse answer(WebRequest request);

    @Override
    void close();
}
