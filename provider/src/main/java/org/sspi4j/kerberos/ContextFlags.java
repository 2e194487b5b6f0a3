package org.sspi4j.kerberos;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.message.GssChecksum;

/**
 * The flags of a context and the flags in the authenticator's checksum, by name: the numbers do not line up.
 *
 * @spec RFC 4121 4.1.1.1
 */
final class ContextFlags {
    private static final Map<ContextFlag, Integer> ON_THE_WIRE = new EnumMap<>(Map.of(
            ContextFlag.MUTUAL_AUTH, GssChecksum.MUTUAL,
            ContextFlag.REPLAY_DETECT, GssChecksum.REPLAY,
            ContextFlag.SEQUENCE_DETECT, GssChecksum.SEQUENCE,
            ContextFlag.CONFIDENTIALITY, GssChecksum.CONF,
            ContextFlag.INTEGRITY, GssChecksum.INTEG,
            ContextFlag.IDENTIFY, GssChecksum.IDENTIFY));

    /** What is true of every context here, told to whoever asks. */
    private static final Set<ContextFlag> ALWAYS_TRUE = EnumSet.of(ContextFlag.CONNECTION, ContextFlag.ALLOCATE_MEMORY);

    /** What would change the exchange of messages, and is not there. */
    private static final Set<ContextFlag> REFUSED =
            EnumSet.of(ContextFlag.USE_DCE_STYLE, ContextFlag.DATAGRAM, ContextFlag.USE_SESSION_KEY);

    private static final Set<ContextFlag> IMPLY_INTEGRITY =
            EnumSet.of(ContextFlag.CONFIDENTIALITY, ContextFlag.REPLAY_DETECT, ContextFlag.SEQUENCE_DETECT);

    /** What is true only where messages can be signed or sealed. */
    private static final Set<ContextFlag> NEED_INTEGRITY =
            EnumSet.of(ContextFlag.INTEGRITY, ContextFlag.REPLAY_DETECT, ContextFlag.SEQUENCE_DETECT);

    private ContextFlags() {}

    /** What an initiator that asks for this will have, if everything goes well. */
    static Set<ContextFlag> wanted(Set<ContextFlag> asked) throws SspiException {
        checkPossible(asked);
        var wanted = EnumSet.noneOf(ContextFlag.class);
        for (var flag : asked) {
            if (ON_THE_WIRE.containsKey(flag) || ALWAYS_TRUE.contains(flag)) {
                wanted.add(flag);
            }
            if (IMPLY_INTEGRITY.contains(flag)) {
                wanted.add(ContextFlag.INTEGRITY);
            }
        }
        if (asked.contains(ContextFlag.NO_INTEGRITY) && !wanted.contains(ContextFlag.CONFIDENTIALITY)) {
            wanted.removeAll(NEED_INTEGRITY);
        }
        return wanted;
    }

    /** What an initiator has, when later calls have asked too: what the AP-REQ did not say is too late. */
    static Set<ContextFlag> told(Set<ContextFlag> wanted, Set<ContextFlag> asked) {
        var told = EnumSet.noneOf(ContextFlag.class);
        told.addAll(wanted);
        for (var flag : ALWAYS_TRUE) {
            if (asked.contains(flag)) {
                told.add(flag);
            }
        }
        return told;
    }

    /** What an acceptor has from a client that announced these, and tells whoever asks. */
    static Set<ContextFlag> granted(int announced, Set<ContextFlag> asked, boolean anonymous) {
        var granted = EnumSet.noneOf(ContextFlag.class);
        for (var flag : ON_THE_WIRE.keySet()) {
            if ((announced & ON_THE_WIRE.get(flag)) != 0) {
                granted.add(flag);
            }
        }
        for (var flag : ALWAYS_TRUE) {
            if (asked.contains(flag)) {
                granted.add(flag);
            }
        }
        // Either side may ask that the client be known and not acted for.
        if (asked.contains(ContextFlag.IDENTIFY)) {
            granted.add(ContextFlag.IDENTIFY);
        }
        if (anonymous) {
            granted.add(ContextFlag.NULL_SESSION);
        }
        return granted;
    }

    /** The flags of the authenticator's checksum. */
    static int onTheWire(Set<ContextFlag> flags) {
        int bits = 0;
        for (var flag : flags) {
            bits |= ON_THE_WIRE.getOrDefault(flag, 0);
        }
        return bits;
    }

    /**
     * @throws SspiException SEC_E_UNSUPPORTED_FUNCTION for what would change the exchange of messages: a caller who waits for a
     *     third leg must not wait in vain
     */
    static void checkPossible(Set<ContextFlag> asked) throws SspiException {
        for (var flag : REFUSED) {
            if (asked.contains(flag)) {
                throw new SspiException(
                        SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "Kerberos contexts with " + flag + " are not supported");
            }
        }
    }
}
