package org.sspi4j.kerberos;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.crypto.ChannelBindingHash;
import org.sspi4j.crypto.Hash;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.AdType;
import org.sspi4j.kerberos.message.ApOptions;
import org.sspi4j.kerberos.message.ApReq;
import org.sspi4j.kerberos.message.Authenticator;
import org.sspi4j.kerberos.message.GssChecksum;
import org.sspi4j.kerberos.message.KerberosTime;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.spi.ReplayCache;

/**
 * A client that has proven that it holds the session key of its ticket, now, for this channel, and for the first time.
 *
 * @spec RFC 4120 3.2.3
 * @spec RFC 4121 4.1.1
 */
final class VerifiedClient {
    /** In little-endian order in the element's four bytes. */
    private static final int KERB_AP_OPTIONS_CBT = 0x4000;

    private final Authenticator authenticator;
    private final Optional<ProtocolKey> subkey;
    private final int gssFlags;
    private final boolean bound;

    private VerifiedClient(Authenticator authenticator, Optional<ProtocolKey> subkey, GssChecksum checksum) {
        this.authenticator = authenticator;
        this.subkey = subkey;
        this.gssFlags = checksum.flags();
        this.bound = !ChannelBindingHash.isNone(checksum.bnd());
    }

    /**
     * What the acceptor demands.
     *
     * @param conversation what was said before
     * @param now the time at which the ticket was found to be valid
     */
    record Demands(
            Set<ContextFlag> flags,
            Optional<ChannelBindings> bindings,
            KerberosConfig config,
            ReplayCache replayCache,
            Conversation conversation,
            Instant now) {}

    static VerifiedClient check(ApReq request, VerifiedTicket ticket, Demands demands) throws SspiException {
        var authenticator = Decoded.ofOpened(Authenticator::decode, opened(request, ticket));
        try {
            return checked(authenticator, request, ticket, demands);
        } finally {
            authenticator.wipe();
        }
    }

    private static VerifiedClient checked(Authenticator authenticator, ApReq request, VerifiedTicket ticket, Demands demands)
            throws SspiException {
        var client = new Principal(authenticator.cname(), authenticator.crealm());
        // "The name and realm of the client from the ticket are compared against the same fields in the authenticator."
        if (!client.sameAs(ticket.client())) {
            throw new SspiException(
                    SecurityStatus.SEC_E_WRONG_PRINCIPAL,
                    "The authenticator is of " + client + ", the ticket of " + ticket.client());
        }
        var time = KerberosTime.of(authenticator.ctime(), authenticator.cusec());
        var skew = demands.config.clockSkew();
        if (time.isBefore(demands.now.minus(skew)) || time.isAfter(demands.now.plus(skew))) {
            throw KerberosStatus.skew("The clock of " + client, time, demands.now, skew);
        }
        ticket.requireValid(skew, demands.now);
        UnderstoodData.check("The authenticator", authenticator.authorizationData());
        var checksum = checksum(authenticator);
        checkOptions(request, checksum.flags());
        checkBindings(checksum.bnd(), authenticator, demands);
        if (ticket.isAnonymous() && !demands.flags.contains(ContextFlag.NULL_SESSION)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_LOGON_DENIED, "The client is anonymous, and NULL_SESSION does not allow that here");
        }
        checkFirst(request, ticket, time, demands);
        var subkey = authenticator.subkey().isPresent()
                ? Optional.of(Decoded.key(authenticator.subkey().get(), demands.config, "The client's sub-key"))
                : Optional.<ProtocolKey>empty();
        try {
            demands.conversation.requireKnownTokens(subkey.map(ProtocolKey::type).orElseGet(() -> ticket.sessionKey().type()));
            demands.conversation.check(checksum, subkey);
        } catch (SspiException e) {
            subkey.ifPresent(ProtocolKey::close);
            throw e;
        }
        return new VerifiedClient(authenticator, subkey, checksum);
    }

    private static byte[] opened(ApReq request, VerifiedTicket ticket) throws SspiException {
        return Decoded.opened(
                request.authenticator(),
                ticket.sessionKey(),
                KeyUsage.AP_REQ_AUTHENTICATOR,
                SecurityStatus.SEC_E_MESSAGE_ALTERED,
                () -> "The authenticator is not encrypted with the session key of the ticket of " + ticket.client());
    }

    /** CVE-2010-1321: no checksum at all is allowed, and asks for nothing. A checksum of another kind is not GSS-API's. */
    private static GssChecksum checksum(Authenticator authenticator) throws SspiException {
        if (authenticator.cksum().isEmpty()) {
            return GssChecksum.of(ChannelBindingHash.none(), 0, Optional.empty());
        }
        var checksum = authenticator.cksum().get();
        if (checksum.cksumtype() != GssChecksum.TYPE) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN,
                    "The authenticator's checksum is of type " + checksum.cksumtype() + " instead of 0x8003");
        }
        return Decoded.of(GssChecksum::decode, checksum.checksum());
    }

    /**
     * The options stand outside of what is encrypted, so they may ask for nothing that the checksum does not. They may ask
     * for less: go-ldap sets GSS_C_MUTUAL_FLAG without MUTUAL-REQUIRED.
     */
    private static void checkOptions(ApReq request, int gssFlags) throws SspiException {
        int possible = (gssFlags & GssChecksum.MUTUAL) != 0 ? ApOptions.MUTUAL_REQUIRED : 0;
        if ((request.apOptions() & ~possible) != 0) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN,
                    "The ap-options " + ApOptions.toString(request.apOptions()) + " are not what the checksum in the"
                            + " authenticator asks for; user-to-user is not supported");
        }
        // MS-KILE 3.4.5: an AP-REQ in DCE style comes without the framing that this one had.
        if ((gssFlags & GssChecksum.DCE_STYLE) != 0) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN, "The client expects a third leg (DCE style), which is not supported");
        }
    }

    private static void checkBindings(byte[] bnd, Authenticator authenticator, Demands demands) throws SspiException {
        if (demands.bindings.isEmpty()) {
            return;
        }
        if (ChannelBindingHash.isNone(bnd)) {
            if (!demands.flags.contains(ContextFlag.ALLOW_MISSING_BINDINGS)) {
                throw new SspiException(
                        SecurityStatus.SEC_E_BAD_BINDINGS,
                        "The client is not bound to this channel; ALLOW_MISSING_BINDINGS would accept it");
            }
            if (bindsWheneverItCan(authenticator)) {
                throw new SspiException(
                        SecurityStatus.SEC_E_BAD_BINDINGS,
                        "The client binds itself to every channel that it knows of (KERB_AP_OPTIONS_CBT), and not to this"
                                + " one: what it said elsewhere is presented here");
            }
        } else if (!MessageDigest.isEqual(ChannelBindingHash.of(demands.bindings.get()), bnd)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_BAD_BINDINGS,
                    "The client is bound to another channel: somebody is in between; if it is a proxy of yours that ends TLS, give"
                            + " the acceptor the bindings of the proxy's certificate");
        }
    }

    /** @spec MS-KILE 3.2.5.8 (KERB_AP_OPTIONS_CBT) */
    private static boolean bindsWheneverItCan(Authenticator authenticator) throws SspiException {
        var options = UnderstoodData.find(AdType.AD_AP_OPTIONS, authenticator.authorizationData());
        return options.isPresent() && options.get().length == 4 && (options.get()[1] & KERB_AP_OPTIONS_CBT >>> 8) != 0;
    }

    /**
     * "The server MUST utilize a replay cache to remember any authenticator presented within the allowable clock skew." The
     * ciphertext stands for the authenticator: its checksum lets nobody make another one for the same plaintext.
     */
    private static void checkFirst(ApReq request, VerifiedTicket ticket, Instant time, Demands demands) throws SspiException {
        var until = time.plus(demands.config.clockSkew());
        byte[] digest = Hash.SHA_256.of(request.authenticator().cipher());
        if (!demands.replayCache.firstSeen(digest, time, demands.now, until)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_OUT_OF_SEQUENCE, "The authenticator of " + ticket.client()
                    + " was presented before: this is a replay, by somebody who saw it, or"
                            + " by a client that sends one token twice; it has to make a new one for each context");
        }
    }

    /** Empty if the client left it to the session key. */
    Optional<ProtocolKey> subkey() {
        return subkey;
    }

    /** What the AP-REP has to give back; its keys are wiped. */
    Authenticator authenticator() {
        return authenticator;
    }

    boolean asksFor(int gssFlag) {
        return (gssFlags & gssFlag) != 0;
    }

    /** Whether it bound itself to a channel, which nobody but us may have looked at. */
    String describesChannel() {
        return bound ? "is bound to a channel" : "is not bound to a channel";
    }

    int gssFlags() {
        return gssFlags;
    }

    /** Where the client's messages begin to count. */
    long sequence() {
        var number = authenticator.seqNumber();
        return number.isPresent() ? number.getAsLong() & 0xFFFF_FFFFL : 0;
    }
}
