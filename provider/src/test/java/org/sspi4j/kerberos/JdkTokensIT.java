package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.testkit.EmbeddedKdc;
import org.sspi4j.testkit.ForkedJvm;
import org.sspi4j.testkit.Transport;

@DisplayName("RFC 4121 4.2 messages to and from the JDK")
class JdkTokensIT {
    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({"18, true, true", "18, true, false", "17, true, true", "17, false, false"})
    void bothReadWhatTheOtherWrites(int etype, boolean mutual, boolean acceptorSubkey) throws Exception {
        try (var kdc = EmbeddedKdc.builder("EXAMPLE.COM").encryptionTypes(etype).start()) {
            kdc.addUser("alice", "secret").addService("HTTP/web.example.com");
            Path keytab = kdc.keytab("HTTP/web.example.com", dir.resolve("web.keytab"));
            var result = ForkedJvm.of(JdkTokens.class)
                    .property("java.security.krb5.conf", kdc.krb5Conf(dir.resolve("krb5.conf"), Transport.TCP))
                    .property("sun.security.krb5.acceptor.subkey", acceptorSubkey)
                    .input("alice secret HTTP/web.example.com " + keytab + " " + mutual)
                    .run();
            assertEquals(0, result.exitStatus(), result.errors());
            String subkey = acceptorSubkey ? "acceptor-subkey" : "initiator-subkey";
            assertTrue(result.output().contains(subkey + " key: "), result.output());
        }
    }
}
