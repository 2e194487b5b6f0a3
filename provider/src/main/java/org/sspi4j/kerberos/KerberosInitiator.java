package org.sspi4j.kerberos;

import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.Decision;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.crypto.ChannelBindingHash;
import org.sspi4j.kerberos.KerberosSession.Keying;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.ApOptions;
import org.sspi4j.kerberos.message.ApRep;
import org.sspi4j.kerberos.message.ApReq;
import org.sspi4j.kerberos.message.Authenticator;
import org.sspi4j.kerberos.message.Checksum;
import org.sspi4j.kerberos.message.EncApRepPart;
import org.sspi4j.kerberos.message.EncryptedData;
import org.sspi4j.kerberos.message.EncryptionKey;
import org.sspi4j.kerberos.message.GssChecksum;
import org.sspi4j.kerberos.message.GssToken;
import org.sspi4j.kerberos.message.KerberosTime;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.kerberos.message.KrbError;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Decisions;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Step;

/**
 * The client: {@code Start -> established}, with mutual authentication {@code Start -> AwaitApRep -> established}.
 *
 * @spec RFC 4121 4.1
 * @spec RFC 4120 3.2
 */
final class KerberosInitiator {
    private KerberosInitiator() {}

    /** Gets the ticket, which may ask the KDC, and shows it. */
    record Start(KerberosCredential credential, ContextRequest request, Set<ContextFlag> wanted) implements Handshake {
        @Override
        public Step<Move> next(Leg leg) throws SspiException {
            if (leg.token().length > 0) {
                throw new SspiException(
                        SecurityStatus.SEC_E_INVALID_TOKEN, "In Kerberos the client speaks first; there is a token already");
            }
            var bindings = leg.channelBindings();
            var target = credential.target(request.target());
            return new CanonicalTarget(credential.config(), request.facilities())
                    .ticket(target, one -> credential.ticketFor(one, request.facilities()))
                    .then(ticket -> Step.of(new Opening(credential, request, wanted, Conversation.KERBEROS).show(ticket, bindings)));
        }
    }

    /**
     * How a client begins that has a ticket.
     *
     * @param conversation what was said before
     */
    record Opening(
            KerberosCredential credential, ContextRequest request, Set<ContextFlag> wanted, Conversation conversation) {
        Move show(ServiceTicket ticket, Optional<ChannelBindings> bindings) throws SspiException {
            conversation.requireKnownTokens(ticket.sessionKey().type());
            var facilities = credential.clientSide(request.facilities());
            var random = new Randomness(facilities.random());
            var subkey = ticket.sessionKey().type().randomKey(random);
            var authenticator = authenticator(ticket, subkey, bindings, random, facilities.clock());
            byte[] cipher = ticket.sessionKey().encrypt(KeyUsage.AP_REQ_AUTHENTICATOR, authenticator.wire(), random);
            authenticator.wipe();
            boolean mutual = wanted.contains(ContextFlag.MUTUAL_AUTH);
            var apReq = ApReq.element(
                    mutual ? ApOptions.MUTUAL_REQUIRED : 0,
                    ticket.ticket(),
                    new EncryptedData(ticket.sessionKey().type().number(), OptionalLong.empty(), cipher));
            byte[] token = GssToken.encode(conversation.mech(), GssToken.AP_REQ, apReq);
            if (mutual) {
                return Move.reply(token, new AwaitApRep(
                        ticket,
                        subkey,
                        authenticator,
                        wanted,
                        bindings,
                        conversation,
                        credential.config(),
                        facilities.clock(),
                        random,
                        facilities.decisions()));
            }
            // RFC 4121 leaves the acceptor's first number open when it says nothing; peers begin where the initiator does.
            long sequence = authenticator.seqNumber().orElseThrow();
            return Move.done(token, KerberosSession.ofInitiator(
                    ticket, new Keying(subkey, false, sequence, sequence, random), wanted));
        }

        private Authenticator authenticator(
                ServiceTicket ticket, ProtocolKey subkey, Optional<ChannelBindings> bindings, Randomness random, Clock clock) {
            var now = credential.uniqueTime(clock);
            byte[] bnd = bindings.map(ChannelBindingHash::of).orElseGet(ChannelBindingHash::none);
            var checksum = GssChecksum.of(bnd, ContextFlags.onTheWire(wanted), Optional.empty(), conversation.signature(subkey));
            return Authenticator.of(
                    ticket.client().realm(),
                    ticket.client().name(),
                    Optional.of(new Checksum(GssChecksum.TYPE, checksum.wire())),
                    KerberosTime.micros(now),
                    KerberosTime.seconds(now),
                    Optional.of(new EncryptionKey(subkey.type().number(), subkey.copyOfValue())),
                    OptionalLong.of(random.number()),
                    Optional.empty());
        }
    }

    /**
     * Waits for the server's proof that it could open the ticket.
     *
     * @param bindings what the authenticator has been bound to
     */
    record AwaitApRep(
            ServiceTicket ticket,
            ProtocolKey subkey,
            Authenticator authenticator,
            Set<ContextFlag> wanted,
            Optional<ChannelBindings> bindings,
            Conversation conversation,
            KerberosConfig config,
            Clock clock,
            Randomness random,
            Decisions decisions)
            implements Handshake {
        @Override
        public Step<Move> next(Leg leg) throws SspiException {
            leg.requireBound(bindings);
            var token = conversation.framed(leg.token());
            if (!token.mech().equals(conversation.mech())) {
                throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "The token is of another mechanism: " + token.mech());
            }
            if (token.tokId() == GssToken.KRB_ERROR) {
                throw KerberosStatus.of(
                        Decoded.of(KrbError::decode, token.inner()),
                        "The server " + ticket.server(),
                        "the ticket of " + ticket.client(),
                        clock);
            }
            if (token.tokId() != GssToken.AP_REP) {
                throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "TOK_ID is not that of an AP-REP");
            }
            return Step.of(established(opened(Decoded.of(ApRep::decode, token.inner())), ContextFlags.told(wanted, leg.flags())));
        }

        private EncApRepPart opened(ApRep reply) throws SspiException {
            byte[] plain = Decoded.opened(
                    reply.encPart(),
                    ticket.sessionKey(),
                    KeyUsage.AP_REP_ENC_PART,
                    SecurityStatus.SEC_E_MESSAGE_ALTERED,
                    () -> "The AP-REP of " + ticket.server() + " is not encrypted with the " + ticket.sessionKey().type()
                            + " session key of the ticket: somebody else answers, or the answer is to another request");
            return Decoded.ofOpened(EncApRepPart::decode, plain);
        }

        private Move established(EncApRepPart part, Set<ContextFlag> granted) throws SspiException {
            try {
                // RFC 4120 3.2.5: "verifies that the timestamps match those in the Authenticator it sent to the server."
                if (!part.ctime().equals(authenticator.ctime()) || part.cusec() != authenticator.cusec()) {
                    throw new SspiException(
                            SecurityStatus.SEC_E_WRONG_PRINCIPAL,
                            "Mutual authentication failed: the AP-REP answers another authenticator than the one that was sent to "
                                    + ticket.server() + "; connections were mixed up, or somebody answers in the server's place");
                }
                long ours = authenticator.seqNumber().orElseThrow();
                long theirs = part.seqNumber().isPresent() ? part.seqNumber().getAsLong() & 0xFFFF_FFFFL : 0;
                if (part.subkey().isEmpty() || isEcho(part.subkey().get())) {
                    decisions.note(Decision.About.PEER, "The server proved itself, and messages are protected with our sub-key");
                    return done(new Keying(subkey, false, ours, theirs, random), granted);
                }
                var acceptors = acceptors(part.subkey().get());
                subkey.close();
                decisions.note(
                        Decision.About.PEER, "The server proved itself, and messages are protected with the sub-key of {} that it chose",
                        acceptors.type());
                return done(new Keying(acceptors, true, ours, theirs, random), granted);
            } finally {
                part.wipe();
            }
        }

        private ProtocolKey acceptors(EncryptionKey subkey) throws SspiException {
            var key = Decoded.key(subkey, config, "The server's sub-key");
            try {
                conversation.requireKnownTokens(key.type());
                return key;
            } catch (SspiException e) {
                key.close();
                throw e;
            }
        }

        /** The AP-REQ is all that a client says. */
        @Override
        public <T> T query(ContextAttribute<T> attribute) throws SspiException {
            return attribute == ContextAttribute.LAST_CLIENT_TOKEN_STATUS
                    ? attribute.structure().cast(ContextAttribute.LastClientTokenStatus.YES)
                    : Handshake.super.query(attribute);
        }

        /** With old types the initiator's key is the context's; Windows sends it back. RFC 4121 2 is for newer ones. */
        private boolean isEcho(EncryptionKey acceptors) {
            return subkey.type().hasOldTokens() && acceptors.keytype() == subkey.type().number();
        }

        private Move done(Keying keying, Set<ContextFlag> granted) {
            return Move.done(new byte[0], KerberosSession.ofInitiator(ticket, keying, granted));
        }

        @Override
        public void close() {
            subkey.close();
        }
    }
}
