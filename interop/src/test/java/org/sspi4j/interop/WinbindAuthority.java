package org.sspi4j.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.sspi4j.api.LogonAuthority;
import org.sspi4j.api.LogonVerdict;
import org.sspi4j.api.NetworkLogon;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * A domain controller that checks responses: it is asked through winbind, in the protocol {@code ntlm-server-1} of ntlm_auth. A program
 * for each question, so that no answer can be taken for that of another.
 *
 * @param winbind the environment that says where winbind is
 */
record WinbindAuthority(Map<String, String> winbind) implements LogonAuthority {
    private static final HexFormat HEX = HexFormat.of();
    private static final String UNREACHABLE = "Reading winbind reply failed!";

    @Override
    public CompletionStage<LogonVerdict> verify(NetworkLogon logon) throws SspiException {
        try (var helper = NtlmAuth.checker(winbind)) {
            ask(helper, logon);
            return CompletableFuture.completedFuture(verdict(logon, answer(helper)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SspiException(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, "Interrupted while winbind was asked", e);
        } catch (IOException e) {
            throw new SspiException(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, "ntlm_auth does not run", e);
        }
    }

    /** The names in Base64: whatever a client has written into them, it is one line. */
    private static void ask(NtlmAuth helper, NetworkLogon logon) throws IOException {
        helper.say("NT-Domain:: " + base64(logon.domain()));
        helper.say("Username:: " + base64(logon.user()));
        helper.say("LANMAN-Challenge: " + HEX.formatHex(logon.serverChallenge()));
        helper.say("NT-Response: " + HEX.formatHex(logon.ntResponse()));
        helper.say("Request-User-Session-Key: Yes");
        helper.say(".");
    }

    private static Map<String, String> answer(NtlmAuth helper) throws InterruptedException {
        var answer = new HashMap<String, String>();
        for (var line = helper.hear(); !line.equals("."); line = helper.hear()) {
            var parts = line.split(": ", 2);
            answer.put(parts[0], parts.length > 1 ? parts[1] : "");
        }
        return answer;
    }

    private static LogonVerdict verdict(NetworkLogon logon, Map<String, String> answer) throws SspiException {
        var authenticated = answer.getOrDefault("Authenticated", "");
        var error = answer.getOrDefault("Authentication-Error", answer.toString());
        if (authenticated.equals("No") && !error.equals(UNREACHABLE)) {
            throw new SspiException(SecurityStatus.SEC_E_LOGON_DENIED, "winbind: " + error);
        }
        if (!authenticated.equals("Yes")) {
            throw new SspiException(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, "winbind: " + error);
        }
        var key = Secret.key(HEX.parseHex(answer.get("User-Session-Key")));
        return new LogonVerdict(logon.domain() + "\\" + logon.user(), key, Set.of());
    }

    private static String base64(String text) {
        return LineProgram.base64(text.getBytes(StandardCharsets.UTF_8));
    }
}
