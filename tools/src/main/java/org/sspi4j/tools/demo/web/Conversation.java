package org.sspi4j.tools.demo.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.sspi4j.HttpAnswer;
import org.sspi4j.HttpServerConnection;
import org.sspi4j.api.SspiException;

/** A connection of a browser: the handshake that goes on over it, and the page for whoever comes out of it. */
final class Conversation implements Visit {
    static final List<String> SCHEMES = List.of("Negotiate", "NTLM");

    private static final Pattern OURS = Pattern.compile("(localhost|127\\.0\\.0\\.1)(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);
    private static final int MOST_LEGS = 8;

    private final HttpServerConnection handshake;
    private final Consumer<String> log;
    private final List<Leg> legs = new ArrayList<>();
    private int requests;

    Conversation(HttpServerConnection handshake, Consumer<String> log) {
        this.handshake = handshake;
        this.log = log;
    }

    @Override
    public WebResponse answer(WebRequest request) {
        requests++;
        if (!OURS.matcher(request.field("host").orElse(IdentityPage.HOST)).matches()) {
            // Somebody else's name that was made to lead here (DNS rebinding): his pages are not to read this one.
            return WebResponse.text(421, "Nothing is served here under this name");
        }
        if (!request.path().equals("/")) {
            return WebResponse.text(404, "There is nothing here");
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return WebResponse.text(405, "This is to be read").with("Allow", "GET, HEAD");
        }
        return authenticate(request);
    }

    private WebResponse authenticate(WebRequest request) {
        var authorization = request.field("authorization");
        var answer = handshake.answer(authorization.orElse(null), Optional.empty());
        note(Leg.of(requests, authorization, answer, SCHEMES));
        var response = answer instanceof HttpAnswer.Authenticated client
                ? welcome(client, authorization.orElseThrow(), request)
                : turnAway(answer, request);
        for (var challenge : answer.challenges()) {
            response = response.with("WWW-Authenticate", challenge);
        }
        return response;
    }

    private void note(Leg leg) {
        if (legs.size() == MOST_LEGS) {
            legs.remove(0);
        }
        legs.add(leg);
    }

    private WebResponse welcome(HttpAnswer.Authenticated client, String authorization, WebRequest request) {
        try (var context = client.context()) {
            var reader = Reader.of(context, client.flags(), scheme(authorization), legs);
            log.accept(reader.user() + ", by " + reader.way());
            var response = wantsHtml(request)
                    ? WebResponse.html(200, HtmlPage.of(reader, Instant.now()))
                    : WebResponse.text(200, TextPage.of(reader));
            return response.with("Persistent-Auth", "false");
        } catch (SspiException e) {
            log.accept("Somebody cannot be told who he is: " + e.getMessage());
            return turnAway(new HttpAnswer.Refused(e, List.of()), request);
        } finally {
            legs.clear();
        }
    }

    private static String scheme(String authorization) {
        return SCHEMES.stream()
                .filter(scheme -> authorization.regionMatches(true, 0, scheme, 0, scheme.length()))
                .findFirst()
                .orElseThrow();
    }

    private WebResponse turnAway(HttpAnswer answer, WebRequest request) {
        if (answer instanceof HttpAnswer.Refused refused) {
            log.accept("Refused: " + refused.why().getMessage());
        }
        return wantsHtml(request) ? WebResponse.html(401, HtmlPage.ofNobody()) : WebResponse.text(401, "Who are you?");
    }

    private static boolean wantsHtml(WebRequest request) {
        return request.field("accept").orElse("").contains("text/html");
    }

    @Override
    public void close() {
        handshake.close();
    }
}
