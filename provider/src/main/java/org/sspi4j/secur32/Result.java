package org.sspi4j.secur32;

import java.util.List;
import java.util.Optional;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.TimeStamp;

/**
 * What a full form returns: the status, and then what C writes through pointers, in the order and under the names of the header. After
 * a failure those are null or 0.
 *
 * @param <R> the result itself
 */
public interface Result<R extends Result<R>> {
    /** The status, and what there is to say of a failure. */
    Outcome outcome();

    /** SECURITY_STATUS. */
    default SecurityStatus status() {
        return outcome().status();
    }

    /** What the short form would have thrown. */
    default Optional<SspiException> failure() {
        return outcome().failure();
    }

    /**
     * This, if it is no failure.
     *
     * @throws SspiException the {@link #failure()}
     */
    @SuppressWarnings("unchecked")
    default R orThrow() throws SspiException {
        if (failure().isPresent()) {
            throw failure().get();
        }
        return (R) this;
    }

    /** Of EnumerateSecurityPackages. */
    record EnumerateSecurityPackages(Outcome outcome, int pcPackages, List<PackageInfo> ppPackageInfo)
            implements Result<EnumerateSecurityPackages> {}

    /** Of QuerySecurityPackageInfo. */
    record QuerySecurityPackageInfo(Outcome outcome, PackageInfo ppPackageInfo) implements Result<QuerySecurityPackageInfo> {}

    /**
     * Of AcquireCredentialsHandle.
     *
     * @param ptsExpiry in local time; {@link TimeStamp#MAX} if it never ends, or if nobody was asked yet
     */
    record AcquireCredentialsHandle(Outcome outcome, CredHandle phCredential, TimeStamp ptsExpiry)
            implements Result<AcquireCredentialsHandle> {}

    /**
     * Of AddCredentials.
     *
     * @param ptsExpiry of what was added, in local time
     */
    record AddCredentials(Outcome outcome, TimeStamp ptsExpiry) implements Result<AddCredentials> {}

    /**
     * Of QueryCredentialsAttributes and QueryCredentialsAttributesEx.
     *
     * @param pBuffer the attribute's structure
     */
    record QueryCredentialsAttributes(Outcome outcome, Object pBuffer) implements Result<QueryCredentialsAttributes> {}

    /**
     * Of InitializeSecurityContext.
     *
     * @param phNewContext the context to go on with; on later legs the one that was given
     * @param pfContextAttr ISC_RET_ bits; but for ALLOCATED_MEMORY they are known with SEC_E_OK and 0 before
     * @param ptsExpiry in local time; known with SEC_E_OK and {@link TimeStamp#MAX} before
     */
    record InitializeSecurityContext(Outcome outcome, CtxtHandle phNewContext, int pfContextAttr, TimeStamp ptsExpiry)
            implements Result<InitializeSecurityContext> {}

    /**
     * Of AcceptSecurityContext.
     *
     * @param phNewContext the context to go on with; on later legs the one that was given
     * @param pfContextAttr ASC_RET_ bits; but for ALLOCATED_MEMORY they are known with SEC_E_OK and 0 before
     * @param ptsTimeStamp in local time; known with SEC_E_OK and {@link TimeStamp#MAX} before
     */
    record AcceptSecurityContext(Outcome outcome, CtxtHandle phNewContext, int pfContextAttr, TimeStamp ptsTimeStamp)
            implements Result<AcceptSecurityContext> {}

    /**
     * Of QueryContextAttributes and QueryContextAttributesEx.
     *
     * @param pBuffer the attribute's structure
     */
    record QueryContextAttributes(Outcome outcome, Object pBuffer) implements Result<QueryContextAttributes> {}

    /** Of QuerySecurityContextToken. */
    record QuerySecurityContextToken(Outcome outcome, AccessToken Token) implements Result<QuerySecurityContextToken> {}

    /**
     * Of ExportSecurityContext.
     *
     * @param pToken the client of an acceptor's context; null if it is an initiator's, or its package cannot tell
     */
    record ExportSecurityContext(Outcome outcome, AccessToken pToken) implements Result<ExportSecurityContext> {}

    /** Of ImportSecurityContext. */
    record ImportSecurityContext(Outcome outcome, CtxtHandle phContext) implements Result<ImportSecurityContext> {}

    /** Of VerifySignature. */
    record VerifySignature(Outcome outcome, int pfQOP) implements Result<VerifySignature> {}

    /**
     * Of DecryptMessage.
     *
     * @param pfQOP {@link org.sspi4j.api.Qop#WRAP_NO_ENCRYPT} if the message was signed and not encrypted
     */
    record DecryptMessage(Outcome outcome, int pfQOP) implements Result<DecryptMessage> {}

    /** Of SspiAcquireCredentialsHandleAsync: how queueing went, and where to find what the operation writes. */
    record SspiAcquireCredentialsHandleAsync(Outcome outcome, Output<CredHandle> phCredential, Output<TimeStamp> ptsExpiry)
            implements Result<SspiAcquireCredentialsHandleAsync> {}

    /** Of SspiInitializeSecurityContextAsync: how queueing went, and where to find what the operation writes. */
    record SspiInitializeSecurityContextAsync(
            Outcome outcome, Output<CtxtHandle> phNewContext, Output<Integer> pfContextAttr, Output<TimeStamp> ptsExpiry)
            implements Result<SspiInitializeSecurityContextAsync> {}

    /** Of SspiAcceptSecurityContextAsync: how queueing went, and where to find what the operation writes. */
    record SspiAcceptSecurityContextAsync(
            Outcome outcome, Output<CtxtHandle> phNewContext, Output<Integer> pfContextAttr, Output<TimeStamp> ptsTimeStamp)
            implements Result<SspiAcceptSecurityContextAsync> {}
}
