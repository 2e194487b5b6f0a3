package org.sspi4j.ntlm;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * The flags of a context and the flags of the messages: what is offered for what is asked, what both agree on, and what is told.
 * DELEGATE, MUTUAL_AUTH and EXTENDED_ERROR are nothing that NTLM can do: they are not told.
 *
 * @spec MS-NLMP 3.1.1.2
 * @spec MS-NLMP 2.2.2.5
 */
final class ContextFlags {
    private static final Set<ContextFlag> IMPLY_SIGN = EnumSet.of(
            ContextFlag.INTEGRITY, ContextFlag.REPLAY_DETECT, ContextFlag.SEQUENCE_DETECT, ContextFlag.CONFIDENTIALITY);

    /** What every client offers and every server can do. */
    private static final int ALWAYS = NegotiateFlags.UNICODE
            | NegotiateFlags.REQUEST_TARGET
            | NegotiateFlags.NTLM
            | NegotiateFlags.ALWAYS_SIGN
            | NegotiateFlags.EXTENDED_SESSIONSECURITY
            | NegotiateFlags.VERSION
            | NegotiateFlags.KEY_128;

    /** What a server can do. Weak keys and old characters are there for clients without better ones. */
    private static final int OF_SERVERS = ALWAYS
            | NegotiateFlags.OEM
            | NegotiateFlags.SIGN
            | NegotiateFlags.SEAL
            | NegotiateFlags.IDENTIFY
            | NegotiateFlags.KEY_EXCH
            | NegotiateFlags.KEY_56;

    private static final int PROTECTION = NegotiateFlags.SIGN | NegotiateFlags.SEAL;

    /** What it takes for keys of 128 bits that are the context's own. */
    private static final int STRONG = NegotiateFlags.EXTENDED_SESSIONSECURITY | NegotiateFlags.KEY_128 | NegotiateFlags.KEY_EXCH;

    /** What tells how messages are protected. Nobody loses it on the way. */
    private static final int NOT_TO_LOSE = PROTECTION
            | NegotiateFlags.ALWAYS_SIGN
            | NegotiateFlags.EXTENDED_SESSIONSECURITY
            | NegotiateFlags.KEY_EXCH
            | NegotiateFlags.KEY_128;

    /** What a client cannot settle on without having been offered it. Not EXTENDED_SESSIONSECURITY, which the JDK's sets always. */
    private static final int NOT_TO_ADD = PROTECTION
            | NegotiateFlags.UNICODE
            | NegotiateFlags.OEM
            | NegotiateFlags.DATAGRAM
            | NegotiateFlags.LM_KEY
            | NegotiateFlags.KEY_EXCH
            | NegotiateFlags.KEY_128;

    private ContextFlags() {}

    /** What a client offers. */
    static int offered(Set<ContextFlag> asked, Set<NtlmAllowance> allowances, boolean anonymous) {
        int offered = ALWAYS | NegotiateFlags.KEY_EXCH;
        if (asked.contains(ContextFlag.DATAGRAM)) {
            offered |= NegotiateFlags.DATAGRAM;
        }
        if (allowances.contains(NtlmAllowance.CLIENT_WEAK_KEYS)) {
            offered |= NegotiateFlags.KEY_56;
        }
        if (anonymous) {
            return offeredByNobody(offered);
        }
        if (!Collections.disjoint(IMPLY_SIGN, asked)) {
            offered |= NegotiateFlags.SIGN;
        }
        if (asked.contains(ContextFlag.CONFIDENTIALITY)) {
            offered |= NegotiateFlags.SEAL;
        }
        return asked.contains(ContextFlag.IDENTIFY) ? offered | NegotiateFlags.IDENTIFY : offered;
    }

    /** What is left of an offer where the client is anonymous: without a secret there is no key to protect messages with. */
    static int offeredByNobody(int offered) {
        return offered & ~(PROTECTION | NegotiateFlags.IDENTIFY | NegotiateFlags.KEY_EXCH);
    }

    /**
     * What a client goes on with.
     *
     * @throws SspiException SEC_E_UNSUPPORTED_FUNCTION if the server does not take what was asked of this client: it cannot, or somebody
     *     in between does not want it to
     */
    static int agreedByClient(int offered, int challenged, Set<NtlmAllowance> allowances) throws SspiException {
        int demanded = NegotiateFlags.UNICODE | NegotiateFlags.NTLM | offered & (PROTECTION | NegotiateFlags.DATAGRAM);
        boolean weak = allowances.contains(NtlmAllowance.CLIENT_WEAK_KEYS);
        if (!weak) {
            demanded |= NegotiateFlags.EXTENDED_SESSIONSECURITY;
        }
        if (!weak && (offered & PROTECTION) != 0) {
            demanded |= NegotiateFlags.KEY_128 | NegotiateFlags.KEY_EXCH;
        }
        int missing = demanded & ~challenged;
        if (missing != 0) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    "The server does not take " + names(missing) + " that this client was asked for: ask for less, or find out who took it"
                            + " out of the messages");
        }
        return offered & challenged;
    }

    /**
     * What a server takes of an offer.
     *
     * @throws SspiException SEC_E_UNSUPPORTED_FUNCTION for protection with keys that are too weak
     */
    static int challenged(int offered, Set<NtlmAllowance> allowances) throws SspiException {
        int taken = offered & OF_SERVERS;
        if ((taken & NegotiateFlags.UNICODE) != 0) {
            taken &= ~NegotiateFlags.OEM;
        }
        if ((taken & NegotiateFlags.SEAL) != 0) {
            taken |= NegotiateFlags.SIGN;
        }
        requireStrong(taken, allowances);
        return taken;
    }

    private static void requireStrong(int taken, Set<NtlmAllowance> allowances) throws SspiException {
        int missing = STRONG & ~taken;
        if ((taken & PROTECTION) != 0 && missing != 0 && !allowances.contains(NtlmAllowance.SERVER_WEAK_KEYS)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    "The client wants messages to be protected without " + names(missing)
                            + ": NtlmAllowance.SERVER_WEAK_KEYS would let it");
        }
    }

    /** What a server offers that speaks first. "The connectionless variant always uses key exchange". @spec MS-NLMP 3.2.5.2.1 */
    static int challengedFirst() {
        return ALWAYS | PROTECTION | NegotiateFlags.IDENTIFY | NegotiateFlags.KEY_EXCH | NegotiateFlags.DATAGRAM;
    }

    /**
     * What a server goes on with.
     *
     * @param anonymous whether the client is: without a secret there is no key to protect messages with
     * @throws SspiException SEC_E_INVALID_TOKEN for what was not offered; SEC_E_MESSAGE_ALTERED for what got lost;
     *     SEC_E_UNSUPPORTED_FUNCTION for datagrams that are protected with keys that are too weak
     */
    static int agreedByServer(int challenged, int settled, Set<NtlmAllowance> allowances, boolean anonymous) throws SspiException {
        int added = settled & ~challenged & NOT_TO_ADD;
        if (added != 0) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN, "The client settled on " + names(added) + ", which it was not offered");
        }
        boolean datagram = (challenged & NegotiateFlags.DATAGRAM) != 0;
        // Without a NEGOTIATE_MESSAGE the client says here for the first time what it wants, but for the mode.
        int lost = challenged & ~settled & (datagram ? NegotiateFlags.DATAGRAM : anonymous ? 0 : NOT_TO_LOSE);
        if (lost != 0) {
            throw new SspiException(
                    SecurityStatus.SEC_E_MESSAGE_ALTERED,
                    "Of what client and server had agreed on, " + names(lost) + " got lost on the way");
        }
        // Whether the client lets the server act for it is the client's to say, and not to be settled: the lower level counts.
        int level = (datagram ? settled : settled | challenged) & NegotiateFlags.IDENTIFY;
        int agreed = settled & challenged & (anonymous ? ~PROTECTION : -1) & ~NegotiateFlags.IDENTIFY | level;
        if (datagram) {
            requireStrong(agreed, allowances);
        }
        return agreed;
    }

    /** What is true of a client's context: the server alone knows whether it takes the client for known and not acted for. */
    static Set<ContextFlag> grantedToClient(int agreed, Set<ContextFlag> asked, boolean anonymous) {
        var granted = granted(agreed, asked, anonymous);
        if ((agreed & NegotiateFlags.IDENTIFY) == 0) {
            granted.remove(ContextFlag.IDENTIFY);
        }
        return granted;
    }

    /** What is true of a server's context. */
    static Set<ContextFlag> granted(int agreed, Set<ContextFlag> asked, boolean anonymous) {
        var granted = EnumSet.noneOf(ContextFlag.class);
        boolean datagram = (agreed & NegotiateFlags.DATAGRAM) != 0;
        if ((agreed & PROTECTION) != 0) {
            granted.add(ContextFlag.INTEGRITY);
            if (!datagram) {
                granted.add(ContextFlag.REPLAY_DETECT);
                granted.add(ContextFlag.SEQUENCE_DETECT);
            }
        }
        if ((agreed & NegotiateFlags.SEAL) != 0) {
            granted.add(ContextFlag.CONFIDENTIALITY);
        }
        // Either side may ask that the client be known and not acted for. Nobody anonymous is known.
        if (!anonymous && ((agreed & NegotiateFlags.IDENTIFY) != 0 || asked.contains(ContextFlag.IDENTIFY))) {
            granted.add(ContextFlag.IDENTIFY);
        }
        if (anonymous) {
            granted.add(ContextFlag.NULL_SESSION);
        }
        if (datagram) {
            granted.add(ContextFlag.DATAGRAM);
        }
        if (asked.contains(ContextFlag.ALLOCATE_MEMORY)) {
            granted.add(ContextFlag.ALLOCATE_MEMORY);
        }
        if (asked.contains(ContextFlag.USE_DCE_STYLE)) {
            granted.add(ContextFlag.USE_DCE_STYLE);
        }
        if (!datagram && asked.contains(ContextFlag.CONNECTION)) {
            granted.add(ContextFlag.CONNECTION);
        }
        return granted;
    }

    /** The names of the specification. */
    static Names names(int flags) {
        return new Names(flags);
    }

    /** Put together when somebody reads them. */
    record Names(int flags) {
        @Override
        public String toString() {
            return text(flags);
        }
    }

    private static String text(int flags) {
        var names = new StringBuilder();
        append(names, flags, NegotiateFlags.UNICODE, "UNICODE");
        append(names, flags, NegotiateFlags.OEM, "OEM");
        append(names, flags, NegotiateFlags.SIGN, "SIGN");
        append(names, flags, NegotiateFlags.SEAL, "SEAL");
        append(names, flags, NegotiateFlags.DATAGRAM, "DATAGRAM");
        append(names, flags, NegotiateFlags.LM_KEY, "LM_KEY");
        append(names, flags, NegotiateFlags.NTLM, "NTLM");
        append(names, flags, NegotiateFlags.ALWAYS_SIGN, "ALWAYS_SIGN");
        append(names, flags, NegotiateFlags.EXTENDED_SESSIONSECURITY, "EXTENDED_SESSIONSECURITY");
        append(names, flags, NegotiateFlags.IDENTIFY, "IDENTIFY");
        append(names, flags, NegotiateFlags.KEY_128, "128");
        append(names, flags, NegotiateFlags.KEY_EXCH, "KEY_EXCH");
        append(names, flags, NegotiateFlags.KEY_56, "56");
        return names.toString();
    }

    private static void append(StringBuilder names, int flags, int flag, String name) {
        if ((flags & flag) != 0) {
            names.append(names.length() == 0 ? "" : ", ").append(name);
        }
    }
}
