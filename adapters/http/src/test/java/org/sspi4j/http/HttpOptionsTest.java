package org.sspi4j.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpOptionsTest {
    private static final Path FOLDER = Path.of("/srv");

    private static HttpOptions parsed(String... namesAndValues) {
        var options = new HashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            options.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return HttpOptions.of(options, FOLDER);
    }

    @Test
    void withoutAnyTheStrictOnesCount() {
        assertEquals(
                new HttpOptions(
                        true, false, List.of("Negotiate"), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), false, false,
                        true, ChannelBindingPolicy.ALLOW, false),
                HttpOptions.of(Map.of(), FOLDER));
    }

    @Test
    void eachIsRead() {
        assertEquals(
                new HttpOptions(
                        true, true, List.of("Negotiate", "NTLM"), Optional.of(Path.of("/srv/web.keytab")), Optional.of("HTTP/web"),
                        Optional.of(Path.of("/etc/accounts")), List.of("HTTP/a", "HTTP/b"), true, true, false, ChannelBindingPolicy.REQUIRE,
                        true),
                parsed("allowKerberos", "TRUE", "allowNtlm", " true ", "schemes", "negotiate, ntlm NEGOTIATE", "keytab", "web.keytab",
                        "principal", "HTTP/web", "accounts", "/etc/accounts", "targetNames", "HTTP/a  HTTP/b,HTTP/a",
                        "allowNtlmWithoutMic", "true", "allowNtlmWithoutTarget", "true", "rawTokens", "false", "channelBinding", "Require",
                        "stripRealm", "true"));
    }

    @Test
    void aKeytabMayBeNamedAsKerberosNamesIt() {
        assertEquals(Optional.of(Path.of("/etc/web.keytab")), parsed("keytab", "FILE:/etc/web.keytab").keytab());
        assertEquals(Optional.of(Path.of("/srv/web.keytab")), parsed("keytab", "FILE:web.keytab").keytab());
    }

    @Test
    void aStarIsEveryPrincipal() {
        assertEquals(Optional.empty(), parsed("principal", "*").principal());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "keyTab|x|did you mean keytab?",
        "password|x|There is no option password",
        "allowNtlm|yes|allowNtlm=yes is neither true nor false",
        "allowKerberos|false|Nobody could log on",
        "accounts|x|set allowNtlm=true",
        "targetNames|HTTP/web|set allowNtlm=true",
        "allowNtlmWithoutMic|true|set allowNtlm=true",
        "schemes|NTLM|set allowNtlm=true",
        "schemes|Basic|neither Negotiate nor NTLM",
        "channelBinding|maybe|none of ignore, allow, require"
    })
    void whatCannotBeMeantIsRefused(String name, String value, String sentence) {
        refuses(sentence, name, value);
    }

    @Test
    void whatContradictsIsRefused() {
        refuses("set keytab too", "principal", "HTTP/web");
        refuses("set allowKerberos=true", "allowKerberos", "false", "allowNtlm", "true", "keytab", "x");
        refuses("set allowKerberos=true", "allowKerberos", "false", "allowNtlm", "true", "principal", "x");
        refuses("beside targetNames", "allowNtlm", "true", "allowNtlmWithoutTarget", "true");
        refuses("is not a path", "keytab", "\0");
    }

    private static void refuses(String sentence, String... namesAndValues) {
        var failure = assertThrows(IllegalArgumentException.class, () -> parsed(namesAndValues));
        assertTrue(failure.getMessage().contains(sentence), failure.getMessage());
    }
}
