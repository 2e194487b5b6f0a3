package org.sspi4j.kerberos;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.message.GssToken;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.Oid;

/** Tokens that are none of Kerberos, and what people mostly gave us instead: nothing but a sentence depends on it. */
final class ForeignToken {
    private static final Map<Oid, String> MECHANISMS = Map.of(
            Oid.of("1.3.6.1.5.5.2"), "SPNEGO",
            Oid.of("1.3.6.1.4.1.311.2.2.10"), "NTLM",
            Oid.of("1.3.6.1.4.1.311.2.2.30"), "NegoExts",
            GssToken.IAKERB, "IAKERB",
            GssToken.USER_TO_USER, "Kerberos user-to-user");
    private static final String SPNEGO_REMEDY =
            ": Kerberos alone cannot read it; accept with a package that negotiates, or let the peer send Kerberos tokens";
    private static final int MOST_TEXT = 64;

    private ForeignToken() {}

    /** A framed token of Kerberos, whatever is in it. */
    static GssToken framed(byte[] token) throws SspiException {
        GssToken framed;
        try {
            framed = GssToken.decode(token);
        } catch (DecodeException e) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, sentence(token).orElse(e.getMessage()), e);
        }
        if (!framed.mech().equals(GssToken.KERBEROS) && !framed.mech().equals(GssToken.MS_KERBEROS)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN,
                    "The token is of another mechanism, " + named(framed.mech()) + SPNEGO_REMEDY);
        }
        return framed;
    }

    private static String named(Oid mech) {
        var name = MECHANISMS.get(mech);
        return name == null ? mech.toString() : name + " (" + mech + ")";
    }

    /** What a token without the framing of GSS-API is, if it is something that is known. */
    private static Optional<String> sentence(byte[] token) {
        if (token.length == 0) {
            return Optional.of("The token is empty: the peer has sent nothing, or what it sent was not passed on");
        }
        var text = new String(token, 0, Math.min(MOST_TEXT, token.length), StandardCharsets.ISO_8859_1);
        if (text.startsWith("NTLMSSP\0")) {
            return Optional.of("The token is a message of NTLM, not of Kerberos: the client got no Kerberos ticket for this service, or"
                    + " was not asked for one; check that it uses the service's registered name, and no IP address");
        }
        var header = header(text);
        if (header.isPresent()) {
            return Optional.of("The token begins with \"" + header.get() + "\": it is the header of HTTP as it stands; cut this off, and"
                    + " decode the base64 behind it");
        }
        if (isBase64(text)) {
            return Optional.of("The token is still in base64" + (text.startsWith("TlRMTVNTUA") ? " (of a message of NTLM)" : "")
                    + ": decode it first");
        }
        return switch (token[0] & 0xFF) {
            case 0x6E -> Optional.of("The token is an AP-REQ without the framing of GSS-API (DCE style), which is not supported");
            case 0x6F -> Optional.of("The token is an AP-REP without the framing of GSS-API (DCE style), which is not supported");
            case 0x7E -> Optional.of("The token is a KRB-ERROR without the framing of GSS-API");
            case 0xA0, 0xA1 -> Optional.of("The token is a later message of SPNEGO" + SPNEGO_REMEDY);
            case 0x16 -> Optional.of("The token is a record of TLS: the peer speaks TLS where a token of Kerberos was expected");
            default -> Optional.empty();
        };
    }

    private static Optional<String> header(String text) {
        for (var scheme : new String[] {
            "Authorization:", "WWW-Authenticate:", "Proxy-Authorization:", "Negotiate ", "Kerberos ", "NTLM ", "Basic ", "Bearer "
        }) {
            if (text.regionMatches(true, 0, scheme, 0, scheme.length())) {
                return Optional.of(scheme.strip());
            }
        }
        return Optional.empty();
    }

    /** As far as it was looked at. A token in DER begins with 0x60, which is no letter of base64. */
    private static boolean isBase64(String text) {
        return text.length() >= 8 && text.chars().allMatch(c ->
                c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
                        || c == '+' || c == '/' || c == '-' || c == '_' || c == '=' || c == '\r' || c == '\n');
    }
}
