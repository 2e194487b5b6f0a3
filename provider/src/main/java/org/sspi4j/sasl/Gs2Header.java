package org.sspi4j.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.sspi4j.api.SecurityStatus.SEC_E_BAD_BINDINGS;
import static org.sspi4j.api.SecurityStatus.SEC_E_DOWNGRADE_DETECTED;
import static org.sspi4j.api.SecurityStatus.SEC_E_ILLEGAL_MESSAGE;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.SspiException;

/**
 * What stands in front of a GS2 client's first token. It is part of the context's channel bindings, so that nobody can change it on the
 * way.
 *
 * @param flag {@code p}: bound to the channel; {@code y}: would be, and the server is thought not to be able to; {@code n}: cannot be
 * @param bindingName of {@code p}, such as {@code tls-server-end-point}
 * @param authorizationId whom the client wants to act as; empty for itself
 * @param wire the header as sent or received
 * @spec RFC 5801 4
 */
record Gs2Header(char flag, Optional<String> bindingName, String authorizationId, byte[] wire) {
    /** "cb-name = 1*(ALPHA / DIGIT / "." / "-")". */
    static final String BINDING_NAME = "[A-Za-z0-9.-]+";

    /**
     * A client's.
     *
     * @param bindings of the channel, if the client has them
     */
    static Gs2Header of(Mechanism mechanism, Optional<ChannelBindings> bindings, String authorizationId) {
        boolean bound = mechanism == Mechanism.GS2_KRB5_PLUS;
        var name = bound ? bindings.map(Gs2Header::name) : Optional.<String>empty();
        char flag = bound ? 'p' : bindings.isPresent() ? 'y' : 'n';
        var text = flag + name.map("="::concat).orElse("") + ","
                + (authorizationId.isEmpty() ? "" : "a=" + authorizationId.replace("=", "=3D").replace(",", "=2C")) + ",";
        return new Gs2Header(flag, name, authorizationId, text.getBytes(UTF_8));
    }

    /**
     * Reads the header of a client's first message.
     *
     * @throws SspiException SEC_E_ILLEGAL_MESSAGE
     */
    static Gs2Header decode(byte[] message) throws SspiException {
        int flagEnd = comma(message, 0);
        int end = comma(message, flagEnd + 1);
        var flag = new String(message, 0, flagEnd, UTF_8);
        var identity = authorizationId(Arrays.copyOfRange(message, flagEnd + 1, end));
        var wire = Arrays.copyOf(message, end + 1);
        if (flag.equals("n") || flag.equals("y")) {
            return new Gs2Header(flag.charAt(0), Optional.empty(), identity, wire);
        }
        // "F" too: a token of Kerberos has the frame of RFC 2743
        if (!flag.matches("p=" + BINDING_NAME)) {
            throw new SspiException(SEC_E_ILLEGAL_MESSAGE, "A GS2 header begins with n, y or the name of channel bindings");
        }
        return new Gs2Header('p', Optional.of(flag.substring(2)), identity, wire);
    }

    private static int comma(byte[] message, int from) throws SspiException {
        for (int at = from; at < message.length; at++) {
            if (message[at] == ',') {
                return at;
            }
        }
        throw new SspiException(SEC_E_ILLEGAL_MESSAGE, "A GS2 header has two commas");
    }

    /** "saslname = 1*(UTF8-char-safe / "=2C" / "=3D")". */
    private static String authorizationId(byte[] field) throws SspiException {
        var text = AuthorizationId.decode(field);
        if (text.isEmpty()) {
            return text;
        }
        if (!text.matches("a=(?s:[^=]|=2C|=3D)++")) {
            throw new SspiException(SEC_E_ILLEGAL_MESSAGE, "The authorization identity in a GS2 header is malformed");
        }
        return text.substring(2).replace("=2C", ",").replace("=3D", "=");
    }

    /**
     * A server's checks.
     *
     * @param bindings of the channel, if the server has them, and offers PLUS
     * @throws SspiException SEC_E_DOWNGRADE_DETECTED; SEC_E_BAD_BINDINGS
     */
    void check(Mechanism mechanism, Optional<ChannelBindings> bindings) throws SspiException {
        boolean plus = mechanism == Mechanism.GS2_KRB5_PLUS;
        if (plus != (flag == 'p')) {
            throw new SspiException(
                    SEC_E_BAD_BINDINGS, mechanism.text() + " is not for a client that says " + flag + " of channel bindings");
        }
        // RFC 5801 5: a server that has bindings MUST refuse a client that thinks it has none
        if (flag == 'y' && bindings.isPresent()) {
            throw new SspiException(
                    SEC_E_DOWNGRADE_DETECTED,
                    "The client was made to think that this server does not do " + Mechanism.GS2_KRB5_PLUS.text());
        }
        if (flag == 'n' && bindings.isPresent()) {
            throw new SspiException(
                    SEC_E_BAD_BINDINGS,
                    "The client binds itself to no channel, and this server demands it: with " + Mechanism.GS2_KRB5_PLUS.text());
        }
        if (plus && !bindingName.equals(bindings.map(Gs2Header::name))) {
            throw new SspiException(
                    SEC_E_BAD_BINDINGS, "The client binds itself by " + bindingName.orElseThrow() + ", and this channel is bound by "
                            + bindings.map(Gs2Header::name).orElse("nothing"));
        }
    }

    /**
     * Those of the context: "the gs2-header, excluding the initial [gs2-nonstd-flag ","] part, concatenated with, when a gs2-cb-flag of
     * "p" is used, the application's channel binding data".
     *
     * @spec RFC 5801 5.1
     */
    ChannelBindings bindings(Optional<ChannelBindings> ofChannel) {
        var data = flag == 'p' ? data(ofChannel.orElseThrow()) : new byte[0];
        return ChannelBindings.of(ByteBuffer.allocate(wire.length + data.length).put(wire).put(data).array());
    }

    /** The client's first message. */
    byte[] before(byte[] token) {
        return ByteBuffer.allocate(wire.length + token.length).put(wire).put(token).array();
    }

    /** {@code tls-server-end-point} of application data that begins with {@code tls-server-end-point:}; empty if it begins otherwise. */
    static String name(ChannelBindings bindings) {
        var text = new String(bindings.applicationData(), ISO_8859_1);
        return text.substring(0, Math.max(0, text.indexOf(':')));
    }

    private static byte[] data(ChannelBindings bindings) {
        var all = bindings.applicationData();
        return Arrays.copyOfRange(all, name(bindings).length() + 1, all.length);
    }
}
