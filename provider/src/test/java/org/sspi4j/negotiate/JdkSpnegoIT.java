package org.sspi4j.negotiate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.testkit.EmbeddedKdc;
import org.sspi4j.testkit.ForkedJvm;
import org.sspi4j.testkit.Transport;

@DisplayName("the JDK's SPNEGO at both ends")
class JdkSpnegoIT {
    @TempDir
    Path dir;

    /** Without msinterop the JDK signs the list and checks signatures, as RFC 4178 5 has it. */
    @ParameterizedTest(name = "mutual {0}, msinterop {1}")
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void bothEstablish(boolean mutual, boolean msInterop) throws Exception {
        try (var kdc = EmbeddedKdc.builder("EXAMPLE.COM").encryptionTypes(18).start()) {
            kdc.addUser("alice", "secret").addService("HTTP/web.example.com");
            Path keytab = kdc.keytab("HTTP/web.example.com", dir.resolve("web.keytab"));
            Path krb5Conf = kdc.krb5Conf(dir.resolve("krb5.conf"), Transport.TCP);
            var result = ForkedJvm.of(JdkSpnego.class)
                    .property("java.security.krb5.conf", krb5Conf)
                    .property("sun.security.spnego.msinterop", msInterop)
                    .input("alice secret HTTP/web.example.com " + keytab + " " + krb5Conf + " " + mutual)
                    .run();
            assertEquals(0, result.exitStatus(), result.errors());
            assertEquals("both", result.output().strip());
        }
    }
}
