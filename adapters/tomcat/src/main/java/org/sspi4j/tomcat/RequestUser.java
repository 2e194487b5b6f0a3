package org.sspi4j.tomcat;

import java.security.Principal;
import java.time.Instant;
import java.util.Optional;
import org.apache.catalina.Session;
import org.apache.catalina.connector.Request;
import org.sspi4j.http.SspiPrincipal;

/**
 * Who a request is of, and for how long a session may say so. Each session in which somebody was proven has one, remembered or not: it says
 * whose the session is.
 *
 * @param principal what the application sees
 */
record RequestUser(SspiPrincipal client, Principal principal, Instant until) {
    private static final String NOTE = RequestUser.class.getName();

    static RequestUser of(SspiPrincipal client, Principal principal) {
        return new RequestUser(client, principal, client.expiry());
    }

    /** Whose session it is, if the request comes with one and it is anybody's. */
    static Optional<RequestUser> ofSession(Request request) {
        return Optional.ofNullable(request.getSessionInternal(false)).map(session -> (RequestUser) session.getNote(NOTE));
    }

    boolean isCurrent(Instant now) {
        return now.isBefore(until);
    }

    /** Whose request it is. */
    void put(Request request, String method) {
        request.setNote(NOTE, this);
        request.setAttribute(SspiAuthenticator.PRINCIPAL, client);
        request.setAuthType(method);
        request.setUserPrincipal(principal);
    }

    /** A session of somebody else ends before this one sees any of it. */
    void endOthers(Request request) {
        if (ofSession(request).filter(owner -> !owner.isSame(this)).isPresent()) {
            request.getSessionInternal(false).expire();
        }
    }

    private boolean isSame(RequestUser other) {
        return client.token().userName().equals(other.client.token().userName());
    }

    /** The session is this user's from now on, also one that the application has begun meanwhile. */
    static void claimSession(Request request) {
        var session = request.getSessionInternal(false);
        if (session != null && session.isValid() && request.getNote(NOTE) instanceof RequestUser user) {
            session.setNote(NOTE, user);
        }
    }

    /** The session stays the user's, and does not stand for the user any more. */
    static void logout(Request request) {
        ofSession(request).ifPresent(owner -> {
            Session session = request.getSessionInternal(false);
            session.setNote(NOTE, new RequestUser(owner.client, owner.principal, Instant.MIN));
        });
        request.removeNote(NOTE);
        request.removeAttribute(SspiAuthenticator.PRINCIPAL);
    }
}
