package org.sspi4j.api;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * SECURITY_STATUS: what a call came to. Names and values are those of winerror.h, because people search logs for them.
 *
 * <p>The sign of the {@linkplain #value() value} tells the class: zero is success, positive values inform, negative
 * values are errors. The low bits alone mean nothing: several values of different classes share them.
 *
 * @spec MS-ERREF 2.1.1
 */
public enum SecurityStatus {
    /** Done. */
    SEC_E_OK(0x00000000),
    /** A bound on memory was reached, such as that of the replay cache; nothing was decided. */
    SEC_E_INSUFFICIENT_MEMORY(0x80090300),
    /** The handle is not ours, is closed, or its context is not complete enough for the call. */
    SEC_E_INVALID_HANDLE(0x80090301),
    /** The package does not offer this function, attribute or flag. Also known as SEC_E_NOT_SUPPORTED. */
    SEC_E_UNSUPPORTED_FUNCTION(0x80090302),
    /** The authority does not know the target. */
    SEC_E_TARGET_UNKNOWN(0x80090303),
    /** What no other status describes: a fault of this implementation. */
    SEC_E_INTERNAL_ERROR(0x80090304),
    /** No security package has this name. */
    SEC_E_SECPKG_NOT_FOUND(0x80090305),
    /** The caller may not use those credentials. */
    SEC_E_NOT_OWNER(0x80090306),
    /** The package failed to initialise. */
    SEC_E_CANNOT_INSTALL(0x80090307),
    /** The token does not parse, belongs to another package, or a required buffer is missing. */
    SEC_E_INVALID_TOKEN(0x80090308),
    /** Something cannot be marshalled. */
    SEC_E_CANNOT_PACK(0x80090309),
    /** This context has no such protection. */
    SEC_E_QOP_NOT_SUPPORTED(0x8009030A),
    /** The client cannot be impersonated. */
    SEC_E_NO_IMPERSONATION(0x8009030B),
    /** The secret is wrong, or the account may not log on. */
    SEC_E_LOGON_DENIED(0x8009030C),
    /** The package does not understand this kind of credentials. */
    SEC_E_UNKNOWN_CREDENTIALS(0x8009030D),
    /** There are no credentials to use. */
    SEC_E_NO_CREDENTIALS(0x8009030E),
    /** An integrity check failed. */
    SEC_E_MESSAGE_ALTERED(0x8009030F),
    /** A message is a replay or out of order, or a call came in the wrong state. */
    SEC_E_OUT_OF_SEQUENCE(0x80090310),
    /** No KDC, domain controller or account store answered. */
    SEC_E_NO_AUTHENTICATING_AUTHORITY(0x80090311),
    /** Send the token, wait for the answer, call again. */
    SEC_I_CONTINUE_NEEDED(0x00090312),
    /** Call CompleteAuthToken, then send the token. */
    SEC_I_COMPLETE_NEEDED(0x00090313),
    /** Call CompleteAuthToken, send the token, wait for the answer, call again. */
    SEC_I_COMPLETE_AND_CONTINUE(0x00090314),
    /** The logon was local; there are no network tickets. */
    SEC_I_LOCAL_LOGON(0x00090315),
    /** A subscribed TLS extension was received. */
    SEC_I_GENERIC_EXTENSION_RECEIVED(0x00090316),
    /** The package identifier is not valid. */
    SEC_E_BAD_PKGID(0x80090316),
    /** The ticket or context has ended. */
    SEC_E_CONTEXT_EXPIRED(0x80090317),
    /** The peer has closed the context in an orderly way. */
    SEC_I_CONTEXT_EXPIRED(0x00090317),
    /** More bytes are needed: the one SEC_E_ that is no failure. */
    SEC_E_INCOMPLETE_MESSAGE(0x80090318),
    /** A client certificate is missing, and the handshake cannot go on. */
    SEC_E_INCOMPLETE_CREDENTIALS(0x80090320),
    /** A client certificate is wanted; call again with one, or with the same credential to go on without. */
    SEC_I_INCOMPLETE_CREDENTIALS(0x00090320),
    /** A buffer of the caller cannot hold the result. */
    SEC_E_BUFFER_TOO_SMALL(0x80090321),
    /** Handshake data arrived on an established context: pass it to initialize or accept. */
    SEC_I_RENEGOTIATE(0x00090321),
    /** The peer, or the key that the ticket is for, is not the one that was named. */
    SEC_E_WRONG_PRINCIPAL(0x80090322),
    /** There is no context to delete or import. */
    SEC_I_NO_LSA_CONTEXT(0x00090323),
    /** The clocks differ by more than is allowed. */
    SEC_E_TIME_SKEW(0x80090324),
    /** The certificate chain ends in a root that is not trusted. */
    SEC_E_UNTRUSTED_ROOT(0x80090325),
    /** The peer violated the TLS protocol. */
    SEC_E_ILLEGAL_MESSAGE(0x80090326),
    /** A certificate could not be processed. */
    SEC_E_CERT_UNKNOWN(0x80090327),
    /** A certificate has expired. */
    SEC_E_CERT_EXPIRED(0x80090328),
    /** Encryption failed. */
    SEC_E_ENCRYPT_FAILURE(0x80090329),
    /** Decryption failed. */
    SEC_E_DECRYPT_FAILURE(0x80090330),
    /** The two sides have no algorithm in common. */
    SEC_E_ALGORITHM_MISMATCH(0x80090331),
    /** The requested quality of service was not met. */
    SEC_E_SECURITY_QOS_FAILED(0x80090332),
    /** The context was deleted before it was complete. */
    SEC_E_UNFINISHED_CONTEXT_DELETED(0x80090333),
    /** User-to-user: the peer sent no ticket-granting ticket. */
    SEC_E_NO_TGT_REPLY(0x80090334),
    /** This machine has no address. */
    SEC_E_NO_IP_ADDRESSES(0x80090335),
    /** The credential is not the one this context was made with. */
    SEC_E_WRONG_CREDENTIAL_HANDLE(0x80090336),
    /** The cipher is not supported. */
    SEC_E_CRYPTO_SYSTEM_INVALID(0x80090337),
    /** Realms refer to one another without end. */
    SEC_E_MAX_REFERRALS_EXCEEDED(0x80090338),
    /** Only a KDC may do this. */
    SEC_E_MUST_BE_KDC(0x80090339),
    /** Strong cryptography is not available. */
    SEC_E_STRONG_CRYPTO_NOT_SUPPORTED(0x8009033A),
    /** The KDC names several principals. */
    SEC_E_TOO_MANY_PRINCIPALS(0x8009033B),
    /** The KDC asks for pre-authentication and does not say how. */
    SEC_E_NO_PA_DATA(0x8009033C),
    /** The certificate names somebody else. */
    SEC_E_PKINIT_NAME_MISMATCH(0x8009033D),
    /** Policy demands a smart card. */
    SEC_E_SMARTCARD_LOGON_REQUIRED(0x8009033E),
    /** The system is shutting down. */
    SEC_E_SHUTDOWN_IN_PROGRESS(0x8009033F),
    /** The KDC calls the request invalid. */
    SEC_E_KDC_INVALID_REQUEST(0x80090340),
    /** The KDC knows no way to the realm. */
    SEC_E_KDC_UNABLE_TO_REFER(0x80090341),
    /** The KDC has no key of an encryption type that was offered, or chose one that was not. */
    SEC_E_KDC_UNKNOWN_ETYPE(0x80090342),
    /** The KDC wants a pre-authentication that is not supported. */
    SEC_E_UNSUPPORTED_PREAUTH(0x80090343),
    /** The operation needs delegation. */
    SEC_E_DELEGATION_REQUIRED(0x80090345),
    /** The channel bindings are absent or are those of another channel. */
    SEC_E_BAD_BINDINGS(0x80090346),
    /** A certificate or name maps to several accounts. */
    SEC_E_MULTIPLE_ACCOUNTS(0x80090347),
    /** There is no Kerberos key. */
    SEC_E_NO_KERB_KEY(0x80090348),
    /** The certificate is not for this use. */
    SEC_E_CERT_WRONG_USAGE(0x80090349),
    /** Somebody tries to weaken the protocol. */
    SEC_E_DOWNGRADE_DETECTED(0x80090350),
    /** The smart card certificate is revoked. */
    SEC_E_SMARTCARD_CERT_REVOKED(0x80090351),
    /** The issuing authority is not trusted. */
    SEC_E_ISSUING_CA_UNTRUSTED(0x80090352),
    /** Revocation could not be checked for the smart card certificate. */
    SEC_E_REVOCATION_OFFLINE_C(0x80090353),
    /** Certificate logon failed. */
    SEC_E_PKINIT_CLIENT_FAILURE(0x80090354),
    /** The smart card certificate has expired. */
    SEC_E_SMARTCARD_CERT_EXPIRED(0x80090355),
    /** The authority does not support S4U. */
    SEC_E_NO_S4U_PROT_SUPPORT(0x80090356),
    /** Delegation failed across realms. */
    SEC_E_CROSSREALM_DELEGATION_FAILURE(0x80090357),
    /** Revocation could not be checked for the KDC's certificate. */
    SEC_E_REVOCATION_OFFLINE_KDC(0x80090358),
    /** The authority that issued the KDC's certificate is not trusted. */
    SEC_E_ISSUING_CA_UNTRUSTED_KDC(0x80090359),
    /** The KDC's certificate has expired. */
    SEC_E_KDC_CERT_EXPIRED(0x8009035A),
    /** The KDC's certificate is revoked. */
    SEC_E_KDC_CERT_REVOKED(0x8009035B),
    /** The caller must sign. */
    SEC_I_SIGNATURE_NEEDED(0x0009035C),
    /** An argument is not valid. */
    SEC_E_INVALID_PARAMETER(0x8009035D),
    /** Policy forbids delegation to this target. */
    SEC_E_DELEGATION_POLICY(0x8009035E),
    /** Policy forbids delegation without mutual authentication. The spelling is that of the header. */
    SEC_E_POLICY_NLTM_ONLY(0x8009035F),
    /** The peer refused to renegotiate. */
    SEC_I_NO_RENEGOTIATION(0x00090360),
    /** There is no context. */
    SEC_E_NO_CONTEXT(0x80090361),
    /** A PKU2U certificate failed. */
    SEC_E_PKU2U_CERT_FAILURE(0x80090362),
    /** The server could not be authenticated. */
    SEC_E_MUTUAL_AUTH_FAILED(0x80090363),
    /** One fragment was produced; call again without input. */
    SEC_I_MESSAGE_FRAGMENT(0x00090364),
    /** Only HTTPS is allowed. */
    SEC_E_ONLY_HTTPS_ALLOWED(0x80090365),
    /** The message was accepted and more is needed. */
    SEC_I_CONTINUE_NEEDED_MESSAGE_OK(0x00090366),
    /** The two sides have no application protocol in common. */
    SEC_E_APPLICATION_PROTOCOL_MISMATCH(0x80090367),
    /** The asynchronous call has not finished. */
    SEC_I_ASYNC_CALL_PENDING(0x00090368),
    /** The user principal name is not valid. */
    SEC_E_INVALID_UPN_NAME(0x80090369),
    /** The buffer for a TLS extension is too small. */
    SEC_E_EXT_BUFFER_TOO_SMALL(0x8009036A),
    /** Too few buffers were passed. */
    SEC_E_INSUFFICIENT_BUFFERS(0x8009036B),
    /** A certificate is revoked. */
    CRYPT_E_REVOKED(0x80092010),
    /** Nobody can be asked whether a certificate is revoked. */
    CRYPT_E_NO_REVOCATION_CHECK(0x80092012),
    /** Whoever knows whether a certificate is revoked does not answer. */
    CRYPT_E_REVOCATION_OFFLINE(0x80092013);

    private static final Map<Integer, SecurityStatus> BY_VALUE =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(SecurityStatus::value, Function.identity()));

    private final int value;

    SecurityStatus(int value) {
        this.value = value;
    }

    /** The status with this number, if it has a name here. */
    public static Optional<SecurityStatus> of(int value) {
        return Optional.ofNullable(BY_VALUE.get(value));
    }

    /** The signed 32-bit number of winerror.h, such as 0x80090301. */
    public int value() {
        return value;
    }

    /** Whether the number is negative. {@link #SEC_E_INCOMPLETE_MESSAGE} is, and yet leaves the context alive. */
    public boolean isError() {
        return value < 0;
    }
}
