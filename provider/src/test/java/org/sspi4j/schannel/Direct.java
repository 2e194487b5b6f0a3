package org.sspi4j.schannel;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Luid;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.Drive;
import org.sspi4j.fixture.FixedFacilities;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.CredentialRequest;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Session;
import org.sspi4j.spi.Step;

/** Connections of the package itself, with nobody in front of it: the clock and the threads are the test's. */
final class Direct {
    private final SchannelPackage schannel = new SchannelPackage();
    private final FixedFacilities facilities;
    private final Step.Answers answers;

    Direct(Clock clock, Step.Answers answers) {
        this.facilities = new FixedFacilities(clock, new Random(1), (digest, time, now, until) -> true);
        this.answers = answers;
    }

    Credential credential(CredentialUse use, Identity identity) throws SspiException {
        return Drive.sync(
                schannel.acquire(new CredentialRequest(
                        use, identity, KerberosConfig.builder().build(), name -> Optional.empty(), facilities)),
                answers);
    }

    Move initiate(Credential alice, Set<ContextFlag> flags) throws SspiException {
        return next(schannel.initiate(request(alice, "web.example.com", flags)), alice, new byte[0]);
    }

    Move accept(Credential web, Set<ContextFlag> flags, byte[] token) throws SspiException {
        return next(schannel.accept(request(web, "", flags)), web, token);
    }

    private ContextRequest request(Credential credential, String target, Set<ContextFlag> flags) {
        return new ContextRequest(credential, target, flags, name -> Optional.empty(), facilities, () -> Luid.of(1));
    }

    Move next(Handshake handshake, Credential credential, byte[] token) throws SspiException {
        return Drive.sync(handshake.next(new Leg(token, List.of(), Set.of(), credential)), answers);
    }

    /** Both sides, and the client's tickets: its end. */
    Session connect(Credential alice, Credential web, Set<ContextFlag> flags) throws SspiException {
        var ours = initiate(alice, flags);
        var theirs = accept(web, flags, token(ours));
        while (true) {
            ours = next(((Move.Reply) ours).next(), alice, token(theirs));
            if (theirs instanceof Move.Done) {
                return ((Move.Done) ours).session();
            }
            theirs = next(((Move.Reply) theirs).next(), web, token(ours));
            if (ours instanceof Move.Done done) {
                takeTickets(done.session(), token(theirs));
                return done.session();
            }
        }
    }

    private void takeTickets(Session session, byte[] records) throws SspiException {
        var rest = records;
        while (rest.length > 0) {
            var buffers = List.of(SecBuffer.data(ByteBuffer.wrap(rest)), SecBuffer.empty(), SecBuffer.empty(), SecBuffer.empty());
            session.decryptMessage(buffers, 0);
            var extra = SecBuffer.find(buffers, SecBufferType.EXTRA).orElseThrow().toBytes();
            int left = ((Move.Done) next(session.reopen(), null, extra)).extra();
            rest = Arrays.copyOfRange(extra, extra.length - left, extra.length);
        }
    }

    static byte[] token(Move move) {
        return move instanceof Move.Done done ? done.token() : ((Move.Reply) move).token();
    }
}
