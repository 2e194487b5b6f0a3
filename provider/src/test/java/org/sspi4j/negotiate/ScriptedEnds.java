package org.sspi4j.negotiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.Luid;
import org.sspi4j.api.NegotiateAllowance;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Drive;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

/** Negotiate with scripted packages on both sides: states are given bytes, and answer with moves. */
final class ScriptedEnds {
    final MovingFacilities facilities = new MovingFacilities();
    final Set<NegotiateAllowance> allowances = EnumSet.noneOf(NegotiateAllowance.class);
    final Set<ContextFlag> flags = new HashSet<>(Set.of(ContextFlag.MUTUAL_AUTH));
    boolean acceptsRawTokens = true;
    Scripted kerberos = Scripted.kerberos(2);
    Scripted ntlm = Scripted.ntlm(3);
    Scripted serversKerberos = Scripted.kerberos(2);
    Scripted serversNtlm = Scripted.ntlm(3);
    List<Scripted> offers;
    List<Scripted> takes;

    ScriptedEnds() {
        offers = List.of(kerberos, ntlm);
        takes = List.of(serversKerberos, serversNtlm);
    }

    MechTypeList list() {
        return Mechanisms.of(offers.stream().map(Scripted::mechanism).toList()).mechTypes();
    }

    Handshake client() throws SspiException {
        return new NegotiatePackage().initiate(request());
    }

    Handshake server() throws SspiException {
        return new NegotiatePackage().accept(request());
    }

    private ContextRequest request() {
        var credential = new NegotiateCredential(
                List.of("Kerberos", "NTLM"),
                Mechanisms.of(offers.stream().map(Scripted::mechanism).toList()),
                Mechanisms.of(takes.stream().map(Scripted::mechanism).toList()),
                acceptsRawTokens,
                allowances);
        return new ContextRequest(credential, "HTTP/web", flags, name -> Optional.empty(), facilities, () -> Luid.of(1));
    }

    Move next(Handshake state, byte[] token) throws SspiException {
        return next(state, token, Optional.empty());
    }

    Move next(Handshake state, byte[] token, Optional<ChannelBindings> bindings) throws SspiException {
        var buffers = bindings.map(SecBuffer::channelBindings).stream().toList();
        return Drive.sync(state.next(new Leg(token, buffers, flags, new Scripted.Nobodys())), new Nobody());
    }

    /** The client after its first token. */
    Handshake begun() throws SspiException {
        return ((Move.Reply) next(client(), new byte[0])).next();
    }

    Move.Reply replied(Handshake state, byte[] token) throws SspiException {
        return (Move.Reply) next(state, token);
    }

    SspiException refused(SecurityStatus status, Handshake state, byte[] token) {
        var refusal = assertThrows(SspiException.class, () -> next(state, token));
        assertEquals(status, refusal.status(), refusal.getMessage());
        return refusal;
    }

    /** A server's refusal, which has a word for the client. */
    SspiException rejected(SecurityStatus status, Handshake state, byte[] token) throws Exception {
        var refusal = refused(status, state, token);
        assertEquals(Optional.of(NegState.REJECT), NegTokenResp.decode(refusal.token()).negState());
        return refusal;
    }

    byte[] init(Optional<byte[]> token, MechType... mechTypes) {
        var list = MechTypeList.of(Arrays.stream(mechTypes).map(MechType::oid).toList());
        return NegTokenInit.of(list, token).wire();
    }

    static byte[] first(NegState state, MechType chosen, byte[] token) {
        return NegTokenResp.of(state, Optional.of(chosen.oid()), token, Optional.empty()).wire();
    }

    static byte[] first(NegState state, MechType chosen, byte[] token, byte[] mic) {
        return NegTokenResp.of(state, Optional.of(chosen.oid()), token, Optional.of(mic)).wire();
    }

    static byte[] later(NegState state, byte[] token) {
        return NegTokenResp.of(state, Optional.empty(), token, Optional.empty()).wire();
    }

    static byte[] later(NegState state, byte[] token, byte[] mic) {
        return NegTokenResp.of(state, Optional.empty(), token, Optional.of(mic)).wire();
    }

    /** How many tokens it took. */
    record Established(int tokens, NegotiateSession client, NegotiateSession server) {}

    Established establish() throws SspiException {
        Move ours = next(client(), new byte[0]);
        Move theirs = null;
        Handshake server = server();
        for (int tokens = 0; ; ) {
            byte[] token = token(ours);
            if (token.length > 0) {
                tokens++;
                theirs = next(server, token);
                server = theirs instanceof Move.Reply reply ? reply.next() : null;
            }
            if (ours instanceof Move.Done done) {
                var other = (Move.Done) theirs;
                assertTrue(token.length == 0 || other.token().length == 0);
                return new Established(tokens, (NegotiateSession) done.session(), (NegotiateSession) other.session());
            }
            tokens++;
            ours = next(((Move.Reply) ours).next(), token(theirs));
        }
    }

    static byte[] token(Move move) {
        return move instanceof Move.Reply reply ? reply.token() : ((Move.Done) move).token();
    }

    private static final class Nobody implements Step.Answers {
        @Override
        public <A> A to(Need<A> need) {
            throw new AssertionError("Nobody is to be asked here: " + need);
        }
    }
}
