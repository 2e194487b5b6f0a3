package org.sspi4j.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text is a configuration, or is refused with a sentence. */
class Krb5ConfFuzzTest {
    static Stream<byte[]> texts() {
        return Stream.of(
                        """
                        [libdefaults]
                          default_realm = EXAMPLE.COM
                          permitted_enctypes = aes256-cts -rc4 DEFAULT
                          clockskew = 5m 3s
                          default_ccache_name = FILE:/tmp/krb5cc_%{uid}
                        [realms]*
                          EXAMPLE.COM = {
                            kdc = tcp/[2001:db8::1]:88
                            kpasswd_server = "kpasswd.example.com:464"
                            auth_to_local_names = {
                              alice = bob
                            }*
                          }
                        [domain_realm]
                          .example.com = EXAMPLE.COM
                        [capaths]
                          A = {
                            B = .
                            C = B
                          }
                        """,
                        "include /nonexistent\nincludedir /nonexistent\n",
                        "[realms]\nA = \n{\nkdc=\"a\\n\\\"b\"\n}\n",
                        "; comment\nmodule a:b\n")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("texts")
    @FuzzTest(maxDuration = "1m")
    void parse(byte[] input) {
        try {
            KerberosConfig.parse(new String(input, StandardCharsets.UTF_8));
        } catch (ConfigException e) {
            // The one way to be refused.
        }
    }
}
