package org.sspi4j.ntlm;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import javax.security.auth.callback.PasswordCallback;
import org.sspi4j.account.AccountFile;
import org.sspi4j.account.CallbackAccounts;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.AccountStore;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.LogonVerdict;
import org.sspi4j.api.NetworkLogon;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.Move;
import org.sspi4j.wire.DecodeException;

/**
 * A process whose heap somebody gets hold of. Alice logs on in each way and fails in each way, in contexts that are closed afterwards, and
 * so are the credentials. Then the whole heap is dumped, garbage too: nothing was collected until then, so that all that there ever was is
 * in it, and what is secret has to have been wiped. Passwords are made where they are used, and wiped here.
 */
final class HeapVictim {
    static final String DOMAIN = "EXAMPLE";
    static final String USER = "alice";
    /** What the account has where the client has another one; who had the account before; whose it was that is removed. */
    static final int OF_ACCOUNT = 100;
    static final int FORMER = 200;
    static final int REMOVED = 300;
    /** Whose is told as a hash, in digits; whose is too long for LM. */
    static final int IN_DIGITS = 500;
    static final int LONG = 600;
    /** Left behind on purpose: what is not wiped is found. */
    static final int LEFT_BEHIND = 400;
    private static final int PASSWORD_LENGTH = 13;

    private final Way way;
    private final Path folder;
    private final Conversation conversation = new Conversation();

    /** How Alice logs on, or does not. */
    enum Way {
        ACCOUNT_FILE, CALLBACKS, NT_HASH, AUTHORITY, UNPROTECTED, DATAGRAM, WRONG_PASSWORD, WRONG_MIC, UNKNOWN_USER, TOO_LONG, ABANDONED,
        NTLM_V1, NTLM_V1_WRONG_PASSWORD, WEAK, LM;

        boolean isVersionOne() {
            return compareTo(NTLM_V1) >= 0;
        }

        /** The account's. */
        int password() {
            return this == WRONG_PASSWORD || this == NTLM_V1_WRONG_PASSWORD ? ordinal() + OF_ACCOUNT : ordinal();
        }

        boolean isEstablished() {
            return !Set.of(WRONG_PASSWORD, WRONG_MIC, UNKNOWN_USER, TOO_LONG, ABANDONED, NTLM_V1_WRONG_PASSWORD).contains(this);
        }
    }

    private HeapVictim(Way way, Path folder) {
        this.way = way;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        var folder = Path.of(arguments[0]);
        for (var way : Way.values()) {
            new HeapVictim(way, folder).live();
        }
        keepAFile(folder.resolve("kept"));
        leaveSomethingBehind();
        // The last of all: what is left in what others will use is left.
        acquireWithALongPassword();
        for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector.getCollectionCount() != 0) {
                throw new AssertionError("Something was collected before anybody looked: this takes a larger heap");
            }
        }
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(arguments[1], false);
    }

    /** As {@code sspi account} does with an NT hash, and with a file that cannot be read. */
    private static void keepAFile(Path path) throws Exception {
        byte[] hash;
        try (var password = secret(IN_DIGITS)) {
            hash = password.use(NtlmKeys::ntowfv1);
        }
        char[] digits = new char[2 * hash.length];
        for (int i = 0; i < digits.length; i++) {
            digits[i] = Character.forDigit(hash[i / 2] >> (i % 2 == 0 ? 4 : 0) & 0xF, 16);
        }
        Arrays.fill(hash, (byte) 0);
        try (var told = Secret.password(digits);
                var secret = new AccountSecret(AccountSecret.Kind.NT_HASH, told.hexDecoded())) {
            Arrays.fill(digits, '\0');
            AccountFile.at(path).add("dave", secret, List.of());
        }
        Files.writeString(path, "no account\n", StandardOpenOption.APPEND);
        try {
            AccountFile.at(path).entries();
            throw new AssertionError("a file is read that cannot be");
        } catch (SspiException e) {
            // as it has to be
        }
    }

    private static void acquireWithALongPassword() throws SspiException {
        char[] half = password(LONG);
        char[] password = Arrays.copyOf(half, 2 * half.length);
        System.arraycopy(half, 0, password, half.length, half.length);
        try (var secret = Secret.password(password)) {
            Arrays.fill(half, '\0');
            Arrays.fill(password, '\0');
            var cred = NtlmCred.builder().identity(Identity.password(DOMAIN + "\\" + USER, secret)).allow(NtlmAllowance.CLIENT_LM).build();
            new Conversation().acquire(CredentialUse.OUTBOUND, cred).close();
        }
    }

    private static void leaveSomethingBehind() throws SspiException {
        char[] password = password(LEFT_BEHIND);
        try (var secret = Secret.password(password)) {
            if (secret.<Boolean>use(bytes -> Ntowfv2.hmac(NtlmKeys.ntowfv1(bytes), bytes).length == 0)) {
                throw new AssertionError();
            }
        }
    }

    /** The same in each process, of small letters. */
    static char[] password(int number) {
        var password = new char[PASSWORD_LENGTH];
        long state = 0x5DEECE66DL * (number + 1);
        for (int i = 0; i < password.length; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            password[i] = (char) ('a' + (state >>> 33) % 26);
        }
        return password;
    }

    private static Secret secret(int number) {
        char[] password = password(number);
        try {
            return Secret.password(password);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private void live() throws Exception {
        skip(conversation.facilities.random(), way);
        prepare();
        try (var client = client()) {
            var server = server();
            conversation.server = Optional.of(server);
            talk(client);
            server.close();
        }
    }

    /** What is drawn for one way is drawn for no other one. */
    static void skip(RandomGenerator random, Way way) {
        for (int i = 0; i < 8 * way.ordinal(); i++) {
            random.nextLong();
        }
    }

    private void prepare() {
        switch (way) {
            case UNPROTECTED -> conversation.clientFlags = Set.of();
            case DATAGRAM -> {
                conversation.clientFlags = EnumSet.of(ContextFlag.DATAGRAM, ContextFlag.CONFIDENTIALITY);
                conversation.serverFlags = EnumSet.of(ContextFlag.DATAGRAM);
            }
            case WRONG_MIC -> conversation.onAuthenticate = token -> {
                token[80] ^= 1;
                return token;
            };
            case TOO_LONG -> conversation.onChallenge = HeapVictim::withMuchToSay;
            case NTLM_V1, NTLM_V1_WRONG_PASSWORD, WEAK ->
                conversation.onChallenge = token -> NtlmHandshakeTest.withoutTargetInfo(NtlmHandshakeTest.forgotten(token));
            default -> { }
        }
        if (way == Way.WEAK || way == Way.LM) {
            conversation.onNegotiate = token -> ForgedClient.withFlags(token, 12, 0, NegotiateFlags.EXTENDED_SESSIONSECURITY);
        }
        if (way == Way.LM) {
            conversation.clientFlags = Set.of();
        }
        if (way.isVersionOne()) {
            conversation.targetNames = new String[0];
            conversation.allowed = way == Way.WEAK || way == Way.LM
                    ? EnumSet.complementOf(EnumSet.of(NtlmAllowance.SERVER_NO_MIC)).toArray(NtlmAllowance[]::new)
                    : new NtlmAllowance[] {NtlmAllowance.CLIENT_NTLM_V1, NtlmAllowance.SERVER_NTLM_V1};
        }
    }

    private static byte[] withMuchToSay(byte[] token) {
        try {
            var good = ChallengeMessage.decode(token);
            var pairs = AvPairs.builder().copy(good.targetInfo().orElseThrow(), Set.of()).bytes(AvId.DNS_TREE_NAME, new byte[4000]).build();
            return ChallengeMessage.of(
                    good.targetName(), good.negotiateFlags(), good.serverChallenge(), Optional.of(pairs), good.version()).wire();
        } catch (DecodeException e) {
            throw new AssertionError(e);
        }
    }

    private Credential client() throws SspiException {
        try (var password = secret(way.ordinal())) {
            if (way == Way.NT_HASH) {
                byte[] hash = password.use(NtlmKeys::ntowfv1);
                try (var ntHash = Secret.key(hash)) {
                    return conversation.acquire(CredentialUse.OUTBOUND, Identity.ntHash(DOMAIN + "\\" + USER, ntHash));
                } finally {
                    Arrays.fill(hash, (byte) 0);
                }
            }
            var identity = Identity.password(DOMAIN + "\\" + (way == Way.UNKNOWN_USER ? "mallory" : USER), password);
            return conversation.acquire(
                    CredentialUse.OUTBOUND, NtlmCred.builder().identity(identity).allow(conversation.allowed).build());
        }
    }

    private Credential server() throws SspiException {
        var cred = NtlmCred.builder()
                .serverNames(conversation.serverNames)
                .targetNames(conversation.targetNames)
                .allow(conversation.allowed);
        if (way == Way.AUTHORITY) {
            cred.authority(logon -> CompletableFuture.completedFuture(verdict(logon)));
        } else {
            cred.accounts(way == Way.CALLBACKS || way == Way.LM ? new CallbackAccounts(callbacks -> {
                char[] password = password(way.password());
                ((PasswordCallback) callbacks[1]).setPassword(password);
                Arrays.fill(password, '\0');
            }) : file());
        }
        return conversation.acquire(CredentialUse.INBOUND, cred.build());
    }

    /** Made, changed and looked at by whoever keeps it; the server reads it. */
    private AccountStore file() throws SspiException {
        var file = AccountFile.at(folder.resolve(way.name()));
        add(file, DOMAIN + "\\" + USER, FORMER + way.ordinal());
        add(file, "bob", REMOVED + way.ordinal());
        add(file, DOMAIN + "\\" + USER, way.password());
        file.remove("bob");
        file.entries();
        return file;
    }

    private static void add(AccountFile file, String name, int password) throws SspiException {
        try (var secret = new AccountSecret(AccountSecret.Kind.PASSWORD, secret(password))) {
            file.add(name, secret, List.of("staff"));
        }
    }

    private LogonVerdict verdict(NetworkLogon logon) throws SspiException {
        try (var password = secret(way.password())) {
            byte[] hash = password.use(NtlmKeys::ntowfv1);
            byte[] sessionBaseKey = {};
            try (var key = Ntowfv2.of(hash, logon.user(), logon.domain())) {
                sessionBaseKey = key.sessionBaseKey(Arrays.copyOf(logon.ntResponse(), 16));
                return new LogonVerdict(DOMAIN + "\\" + USER, Secret.key(sessionBaseKey), Set.of());
            } finally {
                Arrays.fill(hash, (byte) 0);
                Arrays.fill(sessionBaseKey, (byte) 0);
            }
        }
    }

    private void talk(Credential credential) throws Exception {
        var flags = conversation.clientFlags;
        var begun = (Move.Reply) conversation.next(
                new NtlmPackage().initiate(conversation.request(credential, conversation.target, flags)),
                new byte[0], Optional.empty(), flags, credential);
        var challenged = conversation.accept(conversation.onNegotiate.apply(begun.token()));
        byte[] challenge = challenged.token().clone();
        if (way == Way.LM) {
            tell(challenge, byLm((NtlmCredential) credential, challenged));
            return;
        }
        Move.Done answer;
        try {
            answer = (Move.Done) conversation.next(
                    begun.next(), conversation.onChallenge.apply(challenge.clone()), Optional.empty(), flags, credential);
        } catch (SspiException e) {
            challenged.next().close();
            tell(challenge, new byte[0]);
            return;
        }
        tell(challenge, answer.token());
        var client = (NtlmSession) answer.session();
        if (way == Way.ABANDONED) {
            challenged.next().close();
        } else {
            answered(challenged, conversation.onAuthenticate.apply(answer.token().clone()), client);
        }
        client.close();
    }

    private byte[] byLm(NtlmCredential credential, Move.Reply challenged) throws Exception {
        var challenge = ChallengeMessage.decode(challenged.token().clone());
        byte[] lm = credential.client().orElseThrow().lmowfv1().orElseThrow()
                .use(key -> Ntlmv1Response.of(key, challenge.serverChallenge()));
        byte[] token = AuthenticateMessage.of(
                new AuthenticateMessage.Names(DOMAIN, USER, ""), new AuthenticateMessage.Responses(lm, new byte[0]), new byte[0],
                challenge.negotiateFlags(), Optional.of(Version.OURS), false).wire();
        conversation.answered(challenged, token.clone()).close();
        return token;
    }

    private void answered(Move.Reply challenged, byte[] token, NtlmSession client) throws SspiException {
        NtlmSession server;
        try {
            server = (NtlmSession) conversation.answered(challenged, token);
        } catch (SspiException e) {
            if (way.isEstablished()) {
                throw e;
            }
            return;
        }
        if (!way.isEstablished()) {
            throw new AssertionError(way + " is established");
        }
        if (client.flags().contains(ContextFlag.CONFIDENTIALITY)) {
            carry(client, server, 0);
            carry(server, client, way == Way.WEAK ? 2 : 0);
        }
        server.close();
    }

    /** What is refused is decrypted first, and a message that is right comes behind it. */
    private void carry(NtlmSession from, NtlmSession to, int messageSeqNo) throws SspiException {
        byte[] text = "to whom it may concern, and nobody else.".getBytes(StandardCharsets.US_ASCII);
        byte[] sealed = Pair.sealed(from, text, messageSeqNo);
        byte[] altered = sealed.clone();
        altered[30] ^= 1;
        try {
            Pair.opened(to, altered, messageSeqNo);
            throw new AssertionError("an altered message is taken");
        } catch (SspiException e) {
            // as it has to be
        }
        Pair.opened(to, sealed, messageSeqNo);
        var token = SecBuffer.token(ByteBuffer.allocate(MessageSignature.LENGTH));
        from.makeSignature(0, List.of(token, SecBuffer.data(ByteBuffer.wrap(text))), messageSeqNo + 1);
        to.verifySignature(List.of(SecBuffer.token(token.toBytes()), SecBuffer.data(ByteBuffer.wrap(text))), messageSeqNo + 1);
    }

    private void tell(byte[] challenge, byte[] authenticate) {
        var hex = HexFormat.of();
        System.out.println(way + " " + hex.formatHex(challenge) + " " + hex.formatHex(authenticate));
    }
}
