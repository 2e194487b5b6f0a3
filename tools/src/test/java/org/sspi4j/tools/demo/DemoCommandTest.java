package org.sspi4j.tools.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DemoCommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536"})
    void aPortThatIsNoneIsSaidBeforeAnythingStarts(String port) {
        var said = new StringWriter();
        int status = new CommandLine(new DemoCommand()).setErr(new PrintWriter(said)).execute("--serve", "--port=" + port);
        assertEquals(2, status);
        assertTrue(said.toString().startsWith("--port is a number from 0 to 65535, and not " + port), said::toString);
    }
}
