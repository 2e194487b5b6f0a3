package org.sspi4j.secur32;

import java.util.Optional;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialAttribute;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Engine;

/** Attributes of contexts and credentials, by the numbers of the header. */
record AttributeCalls(Engine engine) {
    /** cbBuffer of the functions that have none. */
    static final int ANY_SIZE = -1;

    Result.QueryContextAttributes query(CtxtHandle phContext, int ulAttribute, int cbBuffer) {
        return Outcome.answer(
                () -> {
                    var attribute = attribute(engine.checked(phContext), ulAttribute);
                    var structure = phContext.query(attribute);
                    requireRoom(attribute.toString(), attribute.size(), cbBuffer, structure);
                    return new Result.QueryContextAttributes(Outcome.OK, structure);
                },
                refusal -> new Result.QueryContextAttributes(refusal, null));
    }

    Outcome set(CtxtHandle phContext, int ulAttribute, Object pBuffer, int cbBuffer) {
        return Outcome.answer(() -> {
            set(engine.checked(phContext), attribute(phContext, ulAttribute), pBuffer, cbBuffer);
        });
    }

    private static <T> void set(CtxtHandle context, ContextAttribute<T> attribute, Object pBuffer, int cbBuffer)
            throws SspiException {
        requireRoom(attribute.toString(), attribute.size(), cbBuffer, null);
        context.set(attribute, structure(attribute.structure(), pBuffer));
    }

    Result.QueryCredentialsAttributes query(CredHandle phCredential, int ulAttribute, int cbBuffer) {
        return Outcome.answer(
                () -> {
                    var attribute = attribute(engine.checked(phCredential), ulAttribute);
                    var structure = phCredential.query(attribute);
                    requireRoom(attribute.toString(), attribute.size(), cbBuffer, structure);
                    return new Result.QueryCredentialsAttributes(Outcome.OK, structure);
                },
                refusal -> new Result.QueryCredentialsAttributes(refusal, null));
    }

    Outcome set(CredHandle phCredential, int ulAttribute, Object pBuffer, int cbBuffer) {
        return Outcome.answer(() -> {
            set(engine.checked(phCredential), attribute(phCredential, ulAttribute), pBuffer, cbBuffer);
        });
    }

    private static <T> void set(CredHandle credential, CredentialAttribute<T> attribute, Object pBuffer, int cbBuffer)
            throws SspiException {
        requireRoom(attribute.toString(), attribute.size(), cbBuffer, null);
        credential.set(attribute, structure(attribute.structure(), pBuffer));
    }

    /** Of a context that has ended nothing is unsupported. */
    private static ContextAttribute<?> attribute(CtxtHandle context, int ulAttribute) throws SspiException {
        Optional<ContextAttribute<?>> attribute = ContextAttribute.of(ulAttribute);
        if (attribute.isEmpty()) {
            throw unknown(ulAttribute, () -> context.query(ContextAttribute.PACKAGE_INFO));
        }
        return attribute.get();
    }

    /** Of a credential that was freed nothing is unsupported. */
    private static CredentialAttribute<?> attribute(CredHandle credential, int ulAttribute) throws SspiException {
        Optional<CredentialAttribute<?>> attribute = CredentialAttribute.of(ulAttribute);
        if (attribute.isEmpty()) {
            throw unknown(ulAttribute, () -> credential.query(CredentialAttribute.NAMES));
        }
        return attribute.get();
    }

    /** @param known asks for something that there is */
    private static SspiException unknown(int ulAttribute, Outcome.Action known) {
        try {
            known.run();
        } catch (SspiException e) {
            if (e.status() == SecurityStatus.SEC_E_INVALID_HANDLE) {
                return e;
            }
        }
        return new SspiException(
                SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "No attribute has the number 0x" + Integer.toHexString(ulAttribute));
    }

    /** @param structure what was put into less room than it needs; nobody reads it */
    private static void requireRoom(String attribute, int size, int cbBuffer, Object structure) throws SspiException {
        if (Integer.compareUnsigned(cbBuffer, size) < 0) {
            PackageCalls.wipe(structure);
            throw new SspiException(
                    SecurityStatus.SEC_E_BUFFER_TOO_SMALL,
                    "cbBuffer is " + Integer.toUnsignedString(cbBuffer) + "; the structure of " + attribute + " has " + size + " bytes");
        }
    }

    private static <T> T structure(Class<T> type, Object pBuffer) throws SspiException {
        if (!type.isInstance(pBuffer)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_PARAMETER,
                    "pBuffer has to be a " + type.getSimpleName() + " and is "
                            + (pBuffer == null ? "null" : "a " + pBuffer.getClass().getName()));
        }
        return type.cast(pBuffer);
    }
}
