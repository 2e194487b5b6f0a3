package org.sspi4j.kerberos;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.Decision;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.KerberosSession.Keying;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.ApRep;
import org.sspi4j.kerberos.message.ApReq;
import org.sspi4j.kerberos.message.EncApRepPart;
import org.sspi4j.kerberos.message.EncryptedData;
import org.sspi4j.kerberos.message.EncryptionKey;
import org.sspi4j.kerberos.message.GssChecksum;
import org.sspi4j.kerberos.message.GssToken;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.kerberos.message.Ticket;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Step;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.Oid;

/**
 * The server: {@code AwaitApReq -> established}.
 *
 * @spec RFC 4121 4.1
 * @spec RFC 4120 3.2.3
 */
final class KerberosAcceptor {
    private KerberosAcceptor() {}

    /** Waits for the client's ticket and authenticator. */
    record AwaitApReq(KerberosCredential credential, ContextRequest request) implements Handshake {
        @Override
        public Step<Move> next(Leg leg) throws SspiException {
            return new Answer(credential, request, Conversation.KERBEROS).to(framed(leg.token()), leg.channelBindings(), leg.flags());
        }

        private static GssToken framed(byte[] token) throws SspiException {
            var framed = Conversation.KERBEROS.framed(token);
            if (framed.tokId() != GssToken.AP_REQ) {
                throw new SspiException(
                        SecurityStatus.SEC_E_INVALID_TOKEN,
                        "TOK_ID is not that of an AP-REQ"
                                + (framed.tokId() == GssToken.AP_REP
                                        ? " but of an AP-REP: the token is a server's, given to a server"
                                        : ""));
            }
            return framed;
        }

        /** The client has something to say yet. */
        @Override
        public <T> T query(ContextAttribute<T> attribute) throws SspiException {
            return attribute == ContextAttribute.LAST_CLIENT_TOKEN_STATUS
                    ? attribute.structure().cast(ContextAttribute.LastClientTokenStatus.NO)
                    : Handshake.super.query(attribute);
        }
    }

    /**
     * What a server answers to an AP-REQ.
     *
     * @param conversation what was said before
     */
    record Answer(KerberosCredential credential, ContextRequest request, Conversation conversation) {
        /** @param asked by this call and those before it */
        Step<Move> to(GssToken framed, Optional<ChannelBindings> bindings, Set<ContextFlag> asked) throws SspiException {
            var apReq = Decoded.of(ApReq::decode, framed.inner());
            var config = credential.config();
            var now = request.facilities().clock().instant();
            return verified(apReq.ticket(), now).then(opened -> {
                try (var ticket = opened) {
                    noteTicket(apReq.ticket(), ticket);
                    var demands = new VerifiedClient.Demands(
                            asked, bindings, config, request.facilities().replayCache(), conversation, now);
                    return Step.of(established(framed.mech(), ticket, VerifiedClient.check(apReq, ticket, demands), asked));
                }
            });
        }

        /** A ticket that a key opens may be of one that was removed from the keytab since: now and then somebody looks. */
        private Step<VerifiedTicket> verified(Ticket ticket, Instant now) throws SspiException {
            if (credential.askedKeys().isPresent()) {
                return credential.askedKeys().get().of(ticket, now)
                        .then(keys -> Step.of(VerifiedTicket.check(ticket, keys, credential.config(), now)));
            }
            var keys = credential.serviceKeys();
            VerifiedTicket opened;
            try {
                opened = VerifiedTicket.check(ticket, keys, credential.config(), now);
            } catch (SspiException failure) {
                return verifiedOtherwise(ticket, keys, now, failure);
            }
            if (!credential.isTurnToLook(now)) {
                return Step.of(opened);
            }
            // Opened anew afterwards: nobody wipes what is in a context that waits and is given up.
            opened.close();
            return credential.serviceKeysOf(now, request.facilities())
                    .then(current -> Step.of(VerifiedTicket.check(ticket, current, credential.config(), now)));
        }

        /** A ticket that no key opens may be of one that was put into the keytab since. */
        private Step<VerifiedTicket> verifiedOtherwise(Ticket ticket, ServiceKeys tried, Instant now, SspiException failure)
                throws SspiException {
            if (failure.status() != SecurityStatus.SEC_E_WRONG_PRINCIPAL && failure.status() != SecurityStatus.SEC_E_NO_CREDENTIALS) {
                throw failure;
            }
            return credential.otherServiceKeys(tried, request.facilities()).then(others -> {
                if (!others) {
                    throw failure;
                }
                return Step.of(VerifiedTicket.check(ticket, credential.serviceKeys(), credential.config(), now));
            });
        }

        private void noteTicket(Ticket shown, VerifiedTicket ticket) throws SspiException {
            var kvno = shown.encPart().kvno();
            request.facilities().decisions().note(
                    Decision.About.KEY, "The ticket of {} for {} until {} was opened with the {} key of {}, version {}",
                    ticket.client(), ticket.server(), ticket.end(), EnctypeChoice.name(shown.encPart().etype()),
                    credential.origin(), kvno.isPresent() ? kvno.getAsLong() & 0xFFFF_FFFFL : "not told");
        }

        private void noteClient(VerifiedClient client, Set<ContextFlag> granted, String key) {
            request.facilities().decisions().note(
                    Decision.About.PEER, "The client {}; it is granted {}, and messages are protected with {}",
                    client.describesChannel(), granted, key);
        }

        private Move established(Oid mech, VerifiedTicket ticket, VerifiedClient client, Set<ContextFlag> asked) throws SspiException {
            var flags = ContextFlags.granted(client.gssFlags(), asked, ticket.isAnonymous());
            var token = ClientToken.of(ticket, flags);
            var random = new Randomness(request.facilities().random());
            var key = client.subkey().orElseGet(() -> ticket.sessionKey().copy());
            if (!client.asksFor(GssChecksum.MUTUAL)) {
                // The acceptor says nothing, so its messages count from where the client's do.
                long sequence = client.sequence();
                noteClient(client, flags, client.subkey().isPresent() ? "its sub-key" : "the ticket's session key");
                return Move.done(
                        new byte[0],
                        KerberosSession.ofAcceptor(ticket, new Keying(key, false, sequence, sequence, random), flags, token));
            }
            // RFC 4121 2 lets the acceptor choose the key. Before it there was only the initiator's: peers pay no attention
            // to another one of an old type.
            boolean chooses = !key.type().hasOldTokens();
            var chosen = chooses ? key.type().randomKey(random) : key;
            if (chooses) {
                key.close();
            }
            long sequence = random.number();
            noteClient(client, flags, chooses ? "a sub-key of ours" : "the client's key");
            var apRep = apRep(ticket, client, chooses ? Optional.of(chosen) : Optional.empty(), sequence, random);
            return Move.done(
                    GssToken.encode(mech, GssToken.AP_REP, apRep),
                    KerberosSession.ofAcceptor(
                            ticket, new Keying(chosen, chooses, sequence, client.sequence(), random), flags, token));
        }

        private static DerValue apRep(
                VerifiedTicket ticket,
                VerifiedClient client,
                Optional<ProtocolKey> subkey,
                long sequence,
                Randomness random) {
            var part = EncApRepPart.of(
                    client.authenticator().ctime(),
                    client.authenticator().cusec(),
                    subkey.map(key -> new EncryptionKey(key.type().number(), key.copyOfValue())),
                    OptionalLong.of(sequence));
            byte[] cipher = ticket.sessionKey().encrypt(KeyUsage.AP_REP_ENC_PART, part.wire(), random);
            part.wipe();
            return ApRep.element(new EncryptedData(ticket.sessionKey().type().number(), OptionalLong.empty(), cipher));
        }
    }
}
