package org.sspi4j.tomcat;

import java.security.Principal;
import java.time.Instant;
import java.util.Optional;
import org.apache.catalina.Session;
import org.apache.catalina.connector.Request;
import org.sspi4j.http.SspiPrincipal;

/**
 * Whose request it is. A session in which somebody was proven is that user's: the owner's name is an attribute of it, which goes where the
 * session goes, to disk and to other servers. Whether it also stands for the user is told by a note, which stays here.
 *
 * @param principal what the application sees
 * @param until how long a session may stand for the user
 */
record RequestUser(SspiPrincipal client, Principal principal, Instant until) {
    private static final String NOTE = RequestUser.class.getName();
    private static final String OWNER = "org.sspi4j.tomcat.owner";

    static RequestUser of(SspiPrincipal client, Principal principal) {
        return new RequestUser(client, principal, client.expiry());
    }

    /** Who has been proven by the request itself, or was put into it. */
    static Optional<RequestUser> ofRequest(Request request) {
        return Optional.ofNullable((RequestUser) request.getNote(NOTE));
    }

    /** Who has been proven in the request's session, if anybody was, and not logged out. */
    static Optional<RequestUser> ofSession(Request request) {
        return Optional.ofNullable(request.getSessionInternal(false)).map(session -> (RequestUser) session.getNote(NOTE));
    }

    static Optional<String> ownerOfSession(Request request) {
        return Optional.ofNullable(request.getSessionInternal(false))
                .map(session -> (String) session.getSession().getAttribute(OWNER));
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
        var session = request.getSessionInternal(false);
        if (session != null && session.isValid() && isOfAnother(session)) {
            session.expire();
        }
    }

    private boolean isOfAnother(Session session) {
        var owner = session.getSession().getAttribute(OWNER);
        return owner != null && !owner.equals(fullName());
    }

    private String fullName() {
        return client.token().userName();
    }

    /**
     * The session is this user's from now on, also one that the application has begun meanwhile. Two may want the same at once: the second
     * one ends it. And a request that was under way while its user logged out brings nobody back.
     *
     * @param proven by this request, at this moment
     */
    static void claimSession(Request request, boolean proven) {
        var session = request.getSessionInternal(false);
        if (session == null || !session.isValid() || !(request.getNote(NOTE) instanceof RequestUser user)) {
            return;
        }
        synchronized (session) {
            if (user.isOfAnother(session)) {
                session.expire();
            } else if (proven || session.getSession().getAttribute(OWNER) == null) {
                session.setNote(NOTE, user);
                session.getSession().setAttribute(OWNER, user.fullName());
            }
        }
    }

    /** The session stays the user's, and does not stand for the user any more. */
    static void logout(Request request) {
        Optional.ofNullable(request.getSessionInternal(false)).ifPresent(session -> session.removeNote(NOTE));
        request.removeNote(NOTE);
        request.removeAttribute(SspiAuthenticator.PRINCIPAL);
    }
}
