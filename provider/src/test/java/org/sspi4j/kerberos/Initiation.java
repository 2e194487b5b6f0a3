package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KerberosTicket;
import org.sspi4j.api.Luid;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.Drive;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.kerberos.message.KerberosTime;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;

/** An initiator that has a forged ticket, and the forge of what it is answered. */
final class Initiation {
    static final String TARGET = "HTTP/web.example.com";

    final MovingFacilities facilities = new MovingFacilities();
    final Forge forge = new Forge(facilities.now());
    final Forge.ApRepFields reply = new Forge.ApRepFields();
    KerberosConfig config = KerberosConfig.builder().defaultRealm(Forge.REALM).build();
    Set<ContextFlag> asks = Set.of(ContextFlag.MUTUAL_AUTH, ContextFlag.INTEGRITY);

    /** A ticket for {@link Forge#SERVICE} as a login module leaves it in a Subject. */
    static Subject subject(Forge forge) {
        var client = new KerberosPrincipal("alice@" + Forge.REALM);
        var ticket = new KerberosTicket(
                forge.ticket().wire(),
                client,
                new KerberosPrincipal(TARGET + "@" + Forge.REALM, KerberosPrincipal.KRB_NT_SRV_INST),
                forge.ticket.sessionKey.copyOfValue(),
                forge.ticket.sessionKey.type().number(),
                new boolean[32],
                Date.from(forge.ticket.authtime),
                Date.from(forge.ticket.starttime.orElseThrow()),
                Date.from(forge.ticket.endtime),
                null,
                null);
        return new Subject(false, Set.of(client), Set.of(), Set.of(ticket));
    }

    /** The first move: with MUTUAL_AUTH a {@link Move.Reply}, without it {@link Move.Done}. */
    Move starts() throws SspiException {
        var credential = Acceptance.credential(
                Identity.of(subject(forge)), CredentialUse.OUTBOUND, config, facilities, new byte[0]);
        var request = new ContextRequest(credential, TARGET, asks, name -> Optional.empty(), facilities, () -> Luid.of(1));
        var leg = new Leg(new byte[0], List.of(), asks, credential);
        return Drive.sync(new KerberosPackage().initiate(request).next(leg), Acceptance.World.EMPTY);
    }

    /** What the acceptor of this authenticator would answer, but for what the test has set. */
    byte[] answer(byte[] apReqToken) throws SspiException {
        try {
            var authenticator = forge.authenticator(apReqToken);
            reply.ctime = reply.ctime == null ? authenticator.ctime() : reply.ctime;
            reply.cusec = reply.cusec == 0 ? authenticator.cusec() : reply.cusec;
            return forge.apRepToken(reply);
        } catch (SspiException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    byte[] goodReply() throws SspiException {
        reply.ctime = KerberosTime.seconds(facilities.now());
        reply.cusec = KerberosTime.micros(facilities.now());
        return forge.apRepToken(reply);
    }

    KerberosSession completes() throws SspiException {
        var started = (Move.Reply) starts();
        return completes(started.next(), answer(started.token()));
    }

    KerberosSession completes(byte[] token) throws SspiException {
        return completes(((Move.Reply) starts()).next(), token);
    }

    KerberosSession completes(Handshake awaiting, byte[] token) throws SspiException {
        var leg = new Leg(token, List.of(SecBuffer.token(token)), Set.of(), null);
        try {
            var done = (Move.Done) Drive.sync(awaiting.next(leg), Acceptance.World.EMPTY);
            assertEquals(0, done.token().length);
            return (KerberosSession) done.session();
        } catch (SspiException e) {
            awaiting.close();
            throw e;
        }
    }

    SspiException refuses() {
        return assertThrows(SspiException.class, this::completes);
    }

    SspiException refuses(byte[] token) {
        return assertThrows(SspiException.class, () -> completes(token));
    }
}
