package org.sspi4j.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.sspi4j.api.SecurityStatus.SEC_E_ILLEGAL_MESSAGE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_PARAMETER;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.AuthorizeCallback;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.SspiException;

/**
 * Whom a client acts as.
 *
 * @spec RFC 4422 3.4.1
 */
final class AuthorizationId {
    private AuthorizationId() {}

    /**
     * A client's own wish.
     *
     * @param authorizationId null for none
     * @throws SspiException SEC_E_INVALID_PARAMETER for one that cannot be written
     */
    static String asked(String authorizationId) throws SspiException {
        if (authorizationId == null) {
            return "";
        }
        if (authorizationId.indexOf('\0') >= 0 || !UTF_8.newEncoder().canEncode(authorizationId)) {
            throw new SspiException(SEC_E_INVALID_PARAMETER, "An authorization identity has neither NUL nor half a surrogate pair in it");
        }
        return authorizationId;
    }

    /** @throws SspiException SEC_E_ILLEGAL_MESSAGE for what is not UTF-8, or has a NUL in it */
    static String decode(byte[] utf8) throws SspiException {
        try {
            var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
            if (text.indexOf('\0') < 0) {
                return text;
            }
        } catch (CharacterCodingException e) {
            throw new SspiException(SEC_E_ILLEGAL_MESSAGE, "The client's authorization identity is not UTF-8", e);
        }
        throw new SspiException(SEC_E_ILLEGAL_MESSAGE, "The client's authorization identity has a NUL in it");
    }

    /**
     * Asks the handler whether the client may act as whom it asks for. Without a handler it may as itself.
     *
     * @param client whose identity was proven
     * @param asked empty for the client itself
     * @return whom it acts as, as the handler writes it
     * @throws SspiException SEC_E_LOGON_DENIED
     */
    static String authorized(Optional<CallbackHandler> handler, String client, String asked) throws SspiException {
        var callback = new AuthorizeCallback(client, asked.isEmpty() ? client : asked);
        if (handler.isPresent()) {
            ask(handler.get(), callback);
        } else {
            callback.setAuthorized(client.equals(callback.getAuthorizationID()));
        }
        // null if it is not authorized
        var authorized = callback.getAuthorizedID();
        if (authorized == null) {
            throw new SspiException(SEC_E_LOGON_DENIED, client + " may not act as " + callback.getAuthorizationID());
        }
        return authorized;
    }

    private static void ask(CallbackHandler handler, AuthorizeCallback callback) throws SspiException {
        try {
            handler.handle(new Callback[] {callback});
        } catch (IOException | UnsupportedCallbackException e) {
            throw new SspiException(
                    SEC_E_LOGON_DENIED, "The callback handler does not tell who may act as whom: " + OneLine.of(e.toString()), e);
        }
    }
}
