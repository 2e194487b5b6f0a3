package org.sspi4j.ntlm;

import java.security.MessageDigest;
import java.security.Principal;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.LogonVerdict;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.crypto.ChannelBindingHash;
import org.sspi4j.crypto.Workspace;

/**
 * A client that has proven to be a user, in messages that nobody altered, on this channel and for this server; or one that is allowed to
 * be nobody.
 *
 * @spec MS-NLMP 3.2.5.1.2
 */
final class ProvenUser implements AutoCloseable {
    /** What is looked at in the place of an account that there is not. Nobody knows a password with this hash, and no account has it: it is
     * only computed with. */
    private static final byte[] NOBODYS_HASH = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    /** MD4 of nothing. Who has no password proves nothing by knowing it. */
    private static final byte[] EMPTY_PASSWORD = NtlmKeys.ntowfv1(new byte[0]);

    /** What is hashed where a store keeps hashes, so that one that keeps passwords has no more work. */
    private static final byte[] SOME_PASSWORD = NtlmString.unicode("password");

    private final ClientToken token;
    private final Set<ContextFlag> granted;
    private final int agreed;
    private final byte[] exportedSessionKey;
    private final String target;
    private final boolean bound;
    private final boolean mic;
    private final boolean ofProcess;

    private ProvenUser(ClientClaim claim, ClientToken token, Set<ContextFlag> granted, byte[] exportedSessionKey) {
        this.token = token;
        this.granted = granted;
        this.agreed = claim.agreed();
        this.exportedSessionKey = exportedSessionKey;
        this.target = claim.vouchedTarget();
        this.bound = !ChannelBindingHash.isNone(claim.bindings());
        this.mic = claim.messages().authenticate().announcesMic();
        this.ofProcess = SingleHost.isOfProcess(claim.pairs());
    }

    /** A client that proves nothing. The claim says whether that is allowed. */
    static ProvenUser anonymous(ClientClaim claim) {
        if (!claim.isAnonymous()) {
            throw new IllegalArgumentException("the client claims to be somebody");
        }
        var granted = ContextFlags.granted(claim.agreed(), claim.demands().flags(), true);
        return new ProvenUser(claim, ClientToken.anonymous(), granted, new byte[NtlmKeys.LENGTH]);
    }

    /**
     * With the secret of an account. Where there is none the same is computed as for a wrong password, with the same outcome.
     *
     * @throws SspiException SEC_E_LOGON_DENIED, and what else is not as it should be
     */
    static ProvenUser check(ClientClaim claim, Optional<StoredAccount> account) throws SspiException {
        requireClaim(claim);
        var key = account.isPresent() ? keyExchangeKey(claim, account.get().secret()) : nobodysKeyExchangeKey(claim);
        if (key.isEmpty() || account.isEmpty()) {
            throw denied(claim);
        }
        return checked(claim, key.get(), account.get().userName(), account.get().principals());
    }

    /**
     * With what an authority says that has the secret.
     *
     * @throws SspiException what else is not as it should be
     */
    static ProvenUser check(ClientClaim claim, LogonVerdict verdict) throws SspiException {
        requireClaim(claim);
        byte[] key = verdict.sessionBaseKey().use(sessionBaseKey -> keyExchangeKey(claim, sessionBaseKey));
        return checked(claim, key, verdict.userName(), verdict.principals());
    }

    private static void requireClaim(ClientClaim claim) {
        if (claim.isAnonymous()) {
            throw new IllegalArgumentException("the client claims to be nobody");
        }
    }

    /** A peer does not learn which of them it is. */
    private static SspiException denied(ClientClaim claim) {
        return new SspiException(
                SecurityStatus.SEC_E_LOGON_DENIED,
                "The response of " + claim.who()
                        + " is not right: the password is wrong, or there is no such user here, or none with a password");
    }

    /** What responses of users who are not there are compared with. A copy. */
    static byte[] nobodysHash() {
        return NOBODYS_HASH.clone();
    }

    private static Optional<byte[]> nobodysKeyExchangeKey(ClientClaim claim) throws SspiException {
        try (var nobodys = new AccountSecret(AccountSecret.Kind.NT_HASH, Secret.key(NOBODYS_HASH))) {
            return keyExchangeKey(claim, nobodys);
        }
    }

    /** Empty if the response is not that of who has the secret. */
    private static Optional<byte[]> keyExchangeKey(ClientClaim claim, AccountSecret secret) throws SspiException {
        return secret.secret().use(bytes -> {
            boolean isPassword = secret.kind() == AccountSecret.Kind.PASSWORD;
            byte[] password = isPassword ? bytes : SOME_PASSWORD;
            byte[] hashed = NtlmKeys.ntowfv1(password);
            byte[] ntowfv1 = isPassword ? hashed : bytes;
            try {
                boolean isPasswordless = MessageDigest.isEqual(ntowfv1, EMPTY_PASSWORD);
                var key = switch (claim.response()) {
                    case NTLM_V2 -> provenByV2(claim, ntowfv1);
                    case NTLM_V1 -> provenByV1(claim, ntowfv1);
                    case LM -> provenByLm(claim, ntowfv1, password, isPassword);
                    case NONE -> Optional.<byte[]>empty();
                };
                return isPasswordless ? Optional.empty() : key;
            } finally {
                Arrays.fill(hashed, (byte) 0);
            }
        });
    }

    private static Optional<byte[]> provenByV2(ClientClaim claim, byte[] ntowfv1) {
        var response = claim.messages().authenticate().ntlmv2Response().orElseThrow();
        try (var workspace = Workspace.lease()) {
            return response.prove(
                    Ntowfv2.in(workspace, ntowfv1, claim.userName(), claim.domainName()),
                    claim.messages().challenge().serverChallenge());
        }
    }

    private static Optional<byte[]> provenByV1(ClientClaim claim, byte[] ntowfv1) {
        var authenticate = claim.messages().authenticate();
        byte[] serverChallenge = claim.messages().challenge().serverChallenge();
        boolean extended = (claim.agreed() & NegotiateFlags.EXTENDED_SESSIONSECURITY) != 0;
        if (extended && authenticate.lmChallengeResponse().length != AuthenticateMessage.RESPONSE_V1) {
            return Optional.empty();
        }
        byte[] expected = extended
                ? Ntlmv1Response.withClientChallenge(
                        ntowfv1, serverChallenge, Arrays.copyOf(authenticate.lmChallengeResponse(), ChallengeMessage.CHALLENGE))
                : Ntlmv1Response.of(ntowfv1, serverChallenge);
        return MessageDigest.isEqual(expected, authenticate.ntChallengeResponse())
                ? Optional.of(keyExchangeKeyV1(claim, ntowfv1))
                : Optional.empty();
    }

    /** @param known whether this is the account's password: of an NT hash nobody makes an LM hash, and it takes as long to say so */
    private static Optional<byte[]> provenByLm(ClientClaim claim, byte[] ntowfv1, byte[] password, boolean known) {
        var lmowfv1 = NtlmKeys.lmowfv1(password);
        try {
            byte[] expected = Ntlmv1Response.of(lmowfv1.orElse(NOBODYS_HASH), claim.messages().challenge().serverChallenge());
            boolean same = MessageDigest.isEqual(expected, claim.messages().authenticate().lmChallengeResponse());
            return same && known && lmowfv1.isPresent() ? Optional.of(keyExchangeKeyV1(claim, ntowfv1)) : Optional.empty();
        } finally {
            lmowfv1.ifPresent(hash -> Arrays.fill(hash, (byte) 0));
        }
    }

    private static byte[] keyExchangeKeyV1(ClientClaim claim, byte[] ntowfv1) {
        byte[] sessionBaseKey = NtlmKeys.sessionBaseKeyV1(ntowfv1);
        try {
            return keyExchangeKey(claim, sessionBaseKey);
        } finally {
            Arrays.fill(sessionBaseKey, (byte) 0);
        }
    }

    /** KXKEY. The flags with which an LM hash would be part of it are never agreed on. */
    private static byte[] keyExchangeKey(ClientClaim claim, byte[] sessionBaseKey) {
        if (claim.response() == ClientClaim.Response.NTLM_V2) {
            return sessionBaseKey.clone();
        }
        var authenticate = claim.messages().authenticate();
        return NtlmKeys.kxkeyV1(
                claim.agreed(), sessionBaseKey, new byte[0], authenticate.lmChallengeResponse(),
                claim.messages().challenge().serverChallenge());
    }

    /** What follows the proof: everything that it covers can be believed now. */
    private static ProvenUser checked(ClientClaim claim, byte[] keyExchangeKey, String userName, Set<Principal> principals)
            throws SspiException {
        byte[] exportedSessionKey;
        try {
            exportedSessionKey = exportedSessionKey(claim, keyExchangeKey);
        } finally {
            Arrays.fill(keyExchangeKey, (byte) 0);
        }
        boolean proven = false;
        try {
            checkMic(claim, exportedSessionKey);
            checkBindings(claim);
            checkTarget(claim);
            var granted = ContextFlags.granted(claim.agreed(), claim.demands().flags(), false);
            var token = ClientToken.of(userName, granted.contains(ContextFlag.IDENTIFY), principals);
            proven = true;
            return new ProvenUser(claim, token, granted, exportedSessionKey);
        } finally {
            if (!proven) {
                Arrays.fill(exportedSessionKey, (byte) 0);
            }
        }
    }

    /** Clients differ on whether there is a key to exchange where no message is protected: then the field itself says. */
    private static byte[] exportedSessionKey(ClientClaim claim, byte[] keyExchangeKey) throws SspiException {
        byte[] encrypted = claim.messages().authenticate().encryptedRandomSessionKey();
        boolean exchanged = (claim.agreed() & NegotiateFlags.KEY_EXCH) != 0;
        boolean isProtected = (claim.agreed() & (NegotiateFlags.SIGN | NegotiateFlags.SEAL)) != 0;
        if (!exchanged || !isProtected && encrypted.length == 0) {
            return keyExchangeKey.clone();
        }
        if (encrypted.length == 0) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN, "The client settled on KEY_EXCH and sent no EncryptedRandomSessionKey");
        }
        return NtlmKeys.rc4k(keyExchangeKey, encrypted);
    }

    /**
     * The response says under the user's key whether there is a MIC, so it cannot be dropped (CVE-2019-1040). And since every challenge
     * here has a timestamp, every client has to make one; MS-NLMP 3.1.5.1.2: "If the CHALLENGE_MESSAGE TargetInfo field has an
     * MsvAvTimestamp present, the client SHOULD provide a MIC".
     */
    private static void checkMic(ClientClaim claim, byte[] exportedSessionKey) throws SspiException {
        var authenticate = claim.messages().authenticate();
        if (!authenticate.announcesMic()) {
            if (claim.response() == ClientClaim.Response.NTLM_V2 && !claim.demands().allowances().contains(NtlmAllowance.SERVER_NO_MIC)) {
                throw new SspiException(
                        SecurityStatus.SEC_E_MESSAGE_ALTERED,
                        "The client made no MIC, so that nobody can tell whether the messages were altered: NtlmAllowance.SERVER_NO_MIC"
                                + " would accept it");
            }
            return;
        }
        byte[] negotiate = claim.messages().negotiate().map(NegotiateMessage::wire).orElse(new byte[0]);
        byte[] challenge = claim.messages().challenge().wire();
        if (!authenticate.hasMicField()
                || !MessageDigest.isEqual(
                        NtlmKeys.mic(exportedSessionKey, negotiate, challenge, authenticate), authenticate.mic())) {
            throw new SspiException(
                    SecurityStatus.SEC_E_MESSAGE_ALTERED,
                    "The MIC is not that of the three messages: one of them was altered on its way, or the MIC was taken out");
        }
    }

    private static void checkBindings(ClientClaim claim) throws SspiException {
        var bindings = claim.demands().bindings();
        if (bindings.isEmpty()) {
            return;
        }
        byte[] hash = claim.bindings();
        if (ChannelBindingHash.isNone(hash)) {
            if (!claim.demands().flags().contains(ContextFlag.ALLOW_MISSING_BINDINGS)) {
                throw new SspiException(
                        SecurityStatus.SEC_E_BAD_BINDINGS,
                        "The client is not bound to this channel; ALLOW_MISSING_BINDINGS would accept it");
            }
        } else if (!MessageDigest.isEqual(ChannelBindingHash.of(bindings.get()), hash)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_BAD_BINDINGS,
                    "The client is bound to another channel: somebody is in between; if it is a proxy of yours that ends TLS, give the"
                            + " acceptor the bindings of the proxy's certificate");
        }
    }

    /** MsvAvTargetName, for servers that know how they are called. */
    private static void checkTarget(ClientClaim claim) throws SspiException {
        var pairs = claim.pairs();
        var targetNames = claim.demands().targetNames();
        var target = claim.target();
        if (!targetNames.isConfigured() || target.isEmpty() && claim.demands().allowances().contains(NtlmAllowance.SERVER_NO_TARGET)) {
            if (SingleHost.isOfProcess(pairs)) {
                throw new SspiException(SecurityStatus.SEC_E_LOGON_DENIED, reflected());
            }
            return;
        }
        if (target.isEmpty()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_WRONG_PRINCIPAL,
                    "The client does not say which server it wants to reach, and this one answers to " + targetNames
                            + " alone: have the client name its target, or name NtlmAllowance.SERVER_NO_TARGET, with which it can be"
                            + " relayed");
        }
        boolean verified = (pairs.flags() & AvPairs.UNTRUSTED_SPN) == 0;
        if (!verified || !targetNames.contain(target)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_WRONG_PRINCIPAL,
                    "The client wants to reach " + target + (verified ? "" : ", by a name from an untrusted source")
                            + ", and this server answers to " + targetNames
                            + ": somebody relays the messages, or the name is missing from targetNames");
        }
    }

    static String reflected() {
        return "Client and server are one process: somebody hands this process its own challenge (reflection). If they are meant to be,"
                + " give the server's NtlmCred the targetNames that the client reaches it by";
    }

    ClientToken token() {
        return token;
    }

    Set<ContextFlag> granted() {
        return granted;
    }

    /** {@link NegotiateFlags}. */
    int agreed() {
        return agreed;
    }

    /** Wiped by {@link #close}. */
    byte[] exportedSessionKey() {
        return exportedSessionKey;
    }

    /** The SPN that the client named; empty if it named none. */
    String target() {
        return target;
    }

    /** Whether the client bound itself to a channel, which nobody but us may have looked at. */
    boolean isBound() {
        return bound;
    }

    /** Whether the messages had a MIC. */
    boolean hasMic() {
        return mic;
    }

    /** Whether the client is in this process. */
    boolean isOfProcess() {
        return ofProcess;
    }

    @Override
    public void close() {
        Arrays.fill(exportedSessionKey, (byte) 0);
    }
}
