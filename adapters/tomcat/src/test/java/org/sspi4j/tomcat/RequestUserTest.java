package org.sspi4j.tomcat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import jakarta.servlet.http.HttpSession;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.catalina.Session;
import org.apache.catalina.connector.Request;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.http.SspiPrincipal;

@DisplayName("Whose a session is, when two requests are under way in it")
class RequestUserTest {
    private final Map<String, Object> attributes = new HashMap<>();
    private final Map<String, Object> notes = new HashMap<>();
    private final Session session = mock(Session.class);

    @BeforeEach
    void begin() {
        var ofApplication = mock(HttpSession.class);
        when(ofApplication.getAttribute(anyString())).thenAnswer(call -> attributes.get(call.<String>getArgument(0)));
        doAnswer(call -> attributes.put(call.getArgument(0), call.getArgument(1)))
                .when(ofApplication).setAttribute(anyString(), any());
        when(session.getSession()).thenReturn(ofApplication);
        when(session.isValid()).thenReturn(true);
        when(session.getNote(anyString())).thenAnswer(call -> notes.get(call.<String>getArgument(0)));
        doAnswer(call -> notes.put(call.getArgument(0), call.getArgument(1)))
                .when(session).setNote(anyString(), any());
        doAnswer(call -> notes.remove(call.<String>getArgument(0))).when(session).removeNote(anyString());
    }

    private Request request(String user) {
        var ofRequest = new HashMap<String, Object>();
        var request = mock(Request.class);
        when(request.getSessionInternal(false)).thenReturn(session);
        when(request.getNote(anyString())).thenAnswer(call -> ofRequest.get(call.<String>getArgument(0)));
        doAnswer(call -> ofRequest.put(call.getArgument(0), call.getArgument(1)))
                .when(request).setNote(anyString(), any());
        var subject = new Subject();
        subject.setReadOnly();
        var token = new AccessToken(user, ImpersonationLevel.IMPERSONATION, subject);
        var client = new SspiPrincipal(user, "Kerberos", Set.of(), Instant.MAX, token, List.of());
        RequestUser.of(client, client).put(request, "SPNEGO");
        return request;
    }

    private Optional<String> standsFor(Request request) {
        return RequestUser.ofSession(request).map(user -> user.client().token().userName());
    }

    @Test
    void aRequestThatEndsAfterALogoutBringsNobodyBack() {
        var poll = request("alice");
        RequestUser.claimSession(poll, true);
        var another = request("alice");
        RequestUser.logout(another);
        RequestUser.claimSession(poll, false);
        assertEquals(Optional.empty(), standsFor(poll));
        RequestUser.claimSession(request("alice"), true);
        assertEquals(Optional.of("alice"), standsFor(poll));
    }

    @Test
    void theSecondOfTwoUsersEndsIt() {
        var alice = request("alice");
        var mallory = request("mallory");
        RequestUser.claimSession(alice, true);
        verify(session, never()).expire();
        RequestUser.claimSession(mallory, true);
        verify(session).expire();
        assertEquals(Optional.of("alice"), standsFor(alice));
    }

    @Test
    void oneThatTheApplicationHasBegunMeanwhileIsTheUsers() {
        var alice = request("alice");
        RequestUser.claimSession(alice, false);
        assertEquals(Optional.of("alice"), standsFor(alice));
        assertEquals(Optional.of("alice"), RequestUser.ownerOfSession(alice));
    }
}
