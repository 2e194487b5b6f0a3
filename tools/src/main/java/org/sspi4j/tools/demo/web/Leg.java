package org.sspi4j.tools.demo.web;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sspi4j.HttpAnswer;

/**
 * A request of a handshake and its answer, as far as people want to see them.
 *
 * @param number of the request among those of its connection, from 1
 */
record Leg(int number, String request, int status, String response) {
    static Leg of(int number, Optional<String> authorization, HttpAnswer answer, List<String> schemes) {
        return new Leg(
                number,
                authorization.map(value -> said(value, schemes)).orElse("says nothing of who it is from"),
                answer instanceof HttpAnswer.Authenticated ? 200 : 401,
                answered(answer));
    }

    /** What stands there may be anything; only a scheme that is ours is named. */
    private static String said(String authorization, List<String> schemes) {
        int space = authorization.indexOf(' ');
        var scheme = space < 0 ? authorization : authorization.substring(0, space);
        return schemes.stream()
                .filter(scheme::equalsIgnoreCase)
                .findFirst()
                .map(each -> "says " + each + ", with " + bytes(authorization, space))
                .orElse("says something of another scheme");
    }

    private static String answered(HttpAnswer answer) {
        var challenge = answer.challenges().isEmpty() ? "" : answer.challenges().get(0);
        int space = challenge.indexOf(' ');
        if (answer instanceof HttpAnswer.Authenticated) {
            return "lets it through" + (challenge.isEmpty() ? "" : ", with " + bytes(challenge, space));
        }
        var refusal = answer instanceof HttpAnswer.Refused ? "does not take it, and " : "";
        return space < 0
                ? refusal + "asks for " + String.join(" or ", answer.challenges())
                : "goes on with " + bytes(challenge, space);
    }

    private static String bytes(String header, int space) {
        int digits = space < 0 ? 0 : (int) header.substring(space).chars().filter(c -> c != ' ' && c != '=').count();
        return digits == 0 ? "no token" : String.format(Locale.ROOT, "a token of %,d bytes", digits * 3L / 4);
    }
}
