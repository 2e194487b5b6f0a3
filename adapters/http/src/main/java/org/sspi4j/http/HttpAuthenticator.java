package org.sspi4j.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.sspi4j.HttpAnswer;
import org.sspi4j.HttpServerAuthentication;
import org.sspi4j.HttpServerConnection;
import org.sspi4j.Sspi;
import org.sspi4j.account.AccountFile;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * Finds out who sends the requests of a web server. One for an application and its settings; closed with it. From as many threads as there
 * are requests.
 *
 * @spec RFC 4559
 */
public final class HttpAuthenticator implements AutoCloseable {
    private static final int MOST_HANDSHAKES = 10_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /**
     * Whose fault it is not: the server cannot judge just now, whoever it is. A ticket that says which key it is of, and is of none that
     * is here, is not among them: anybody can write one.
     */
    private static final Set<SecurityStatus> UNABLE = Set.of(
            SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY,
            SecurityStatus.SEC_E_INSUFFICIENT_MEMORY,
            SecurityStatus.SEC_E_INTERNAL_ERROR,
            SecurityStatus.SEC_E_INVALID_HANDLE);

    private final HttpOptions options;
    private final List<CredHandle> credentials;
    private final HttpServerAuthentication authentication;
    private final Handshakes handshakes;
    private final int longest;

    private HttpAuthenticator(
            HttpOptions options,
            List<CredHandle> credentials,
            HttpServerAuthentication authentication,
            Handshakes handshakes,
            int longest) {
        this.options = options;
        this.credentials = credentials;
        this.authentication = authentication;
        this.handshakes = handshakes;
        this.longest = longest;
    }

    /**
     * With the settings of an administrator, each of which may be left out:
     *
     * <table>
     * <caption>Options</caption>
     * <tr><th>option</th><th>meaning</th></tr>
     * <tr><td>{@code keytab}</td><td>the server's keys; not set: the process's keytab</td></tr>
     * <tr><td>{@code principal}</td>
     *     <td>beside {@code keytab}: whose keys of it, such as {@code HTTP/web.example.com@EXAMPLE.COM}; not set, or {@code *}:
     *     all</td></tr>
     * <tr><td>{@code allowKerberos}</td><td>true if not set</td></tr>
     * <tr><td>{@code allowNtlm}</td><td>false if not set: it proves no server, and whoever sees it can try passwords at leisure</td></tr>
     * <tr><td>{@code accounts}</td><td>the file with NTLM's users; not set: the process's user's own</td></tr>
     * <tr><td>{@code targetNames}</td>
     *     <td>the services that clients of NTLM may want to reach, such as {@code HTTP/web.example.com}, with blanks or commas between
     *     them; not set: nobody looks</td></tr>
     * <tr><td>{@code allowNtlmWithoutMic}</td>
     *     <td>{@link NtlmAllowance#SERVER_NO_MIC}, which curl needs; false if not set</td></tr>
     * <tr><td>{@code allowNtlmWithoutTarget}</td>
     *     <td>{@link NtlmAllowance#SERVER_NO_TARGET}, which curl needs beside {@code targetNames}; false if not set</td></tr>
     * <tr><td>{@code schemes}</td>
     *     <td>{@code Negotiate} if not set; {@code Negotiate, NTLM} offers NTLM under its own name too</td></tr>
     * <tr><td>{@code rawTokens}</td>
     *     <td>whether tokens of Kerberos and NTLM are taken under Negotiate without those of SPNEGO around them, as some browsers send
     *     them; true if not set</td></tr>
     * <tr><td>{@code channelBinding}</td><td>{@code ignore}, {@code allow} or {@code require}, see {@link ChannelBindingPolicy};
     *     allow if not set</td></tr>
     * <tr><td>{@code stripRealm}</td>
     *     <td>whether users are called by their names alone, so that alice of one realm is alice of another; false if not set</td></tr>
     * </table>
     *
     * @param folder where relative paths begin
     * @throws IllegalArgumentException naming the option that is wrong and what to set
     * @throws SspiException SEC_E_NO_CREDENTIALS if the keytab has no key; SEC_E_NO_AUTHENTICATING_AUTHORITY if the file of accounts lets
     *     nobody in
     */
    public static HttpAuthenticator of(Map<String, String> options, Path folder) throws SspiException {
        return of(HttpOptions.of(options, folder), new Handshakes(MOST_HANDSHAKES, PATIENCE, System::nanoTime));
    }

    static HttpAuthenticator of(Map<String, String> options, Path folder, int mostHandshakes, LongSupplier nanoTime) throws SspiException {
        return of(HttpOptions.of(options, folder), new Handshakes(mostHandshakes, PATIENCE, nanoTime));
    }

    private static HttpAuthenticator of(HttpOptions options, Handshakes handshakes) throws SspiException {
        var credentials = new ArrayList<CredHandle>();
        try {
            var builder = HttpServerAuthentication.builder();
            int longest = 0;
            for (var scheme : options.schemes()) {
                var credential = Sspi.acquireCredentialsHandle(scheme, CredentialUse.INBOUND, identity(scheme, options));
                credentials.add(credential);
                builder.scheme(scheme, credential);
                longest = Math.max(longest, Sspi.querySecurityPackageInfo(scheme).maxToken());
            }
            if (options.channelBinding() == ChannelBindingPolicy.ALLOW) {
                builder.flags(ContextFlag.ALLOW_MISSING_BINDINGS);
            }
            return new HttpAuthenticator(options, credentials, builder.build(), handshakes, longest);
        } catch (SspiException | RuntimeException e) {
            credentials.forEach(CredHandle::close);
            throw e;
        }
    }

    private static Identity identity(String scheme, HttpOptions options) throws SspiException {
        if (scheme.equals(HttpOptions.NTLM)) {
            return ntlm(options);
        }
        var negotiate = NegotiateCred.builder().ntlmUse(ntlmUse(options));
        if (options.allowNtlm()) {
            negotiate.ntlm(ntlm(options));
        }
        options.keytab().ifPresent(file -> negotiate.kerberos(new Identity.Keytab(options.principal(), file)));
        return (options.rawTokens() ? negotiate : negotiate.refuseRawTokens()).build();
    }

    private static NegotiateCred.NtlmUse ntlmUse(HttpOptions options) {
        if (!options.allowNtlm()) {
            return NegotiateCred.NtlmUse.NEVER;
        }
        return options.allowKerberos() ? NegotiateCred.NtlmUse.FALLBACK : NegotiateCred.NtlmUse.ONLY;
    }

    /** Its users' file can be read: else nobody could ever log on. */
    private static NtlmCred ntlm(HttpOptions options) throws SspiException {
        var accounts = options.accounts().isPresent() ? AccountFile.at(options.accounts().get()) : AccountFile.ofUser();
        accounts.entries();
        var ntlm = NtlmCred.builder().accounts(accounts).targetNames(options.targetNames().toArray(String[]::new));
        if (options.allowNtlmWithoutMic()) {
            ntlm.allow(NtlmAllowance.SERVER_NO_MIC);
        }
        if (options.allowNtlmWithoutTarget()) {
            ntlm.allow(NtlmAllowance.SERVER_NO_TARGET);
        }
        return ntlm.build();
    }

    /**
     * One request: what it proves, or what to answer.
     *
     * @return 401 for a client that has not proven who it is, or not yet; 400 for what is no credential at all; 403 for one that comes as
     *     plain text, or through something between, where {@code channelBinding=require}; 503 where the server itself cannot tell
     */
    public HttpVerdict authenticate(HttpExchange exchange) {
        // Taken out first: whatever comes of this request, it goes on with what was begun or ends it.
        var handshake = exchange.connection().flatMap(handshakes::take).orElseGet(authentication::connection);
        try {
            return judged(exchange, bindings(exchange), handshake);
        } catch (SspiException e) {
            handshake.close();
            return stopped(503, "The client's channel is not known: " + e.getMessage());
        }
    }

    private Optional<ChannelBindings> bindings(HttpExchange exchange) throws SspiException {
        if (options.channelBinding() == ChannelBindingPolicy.IGNORE) {
            return Optional.empty();
        }
        var certificate = exchange.serverCertificate();
        return certificate.isPresent() ? Optional.of(EndPoint.of(certificate.get())) : Optional.empty();
    }

    private HttpVerdict judged(HttpExchange exchange, Optional<ChannelBindings> bindings, HttpServerConnection handshake) {
        var unfit = unfit(exchange.authorization(), bindings);
        if (unfit.isPresent()) {
            handshake.close();
            return unfit.get();
        }
        return answered(exchange.connection(), exchange.authorization().stream().findFirst(), bindings, handshake);
    }

    /** What is not looked at. */
    private Optional<HttpVerdict> unfit(List<String> authorization, Optional<ChannelBindings> bindings) {
        if (authorization.size() > 1) {
            return Optional.of(stopped(
                    400, "The request has " + authorization.size() + " fields Authorization: which one is meant?"));
        }
        if (!authorization.isEmpty() && authorization.get(0).length() > longestField()) {
            return Optional.of(stopped(
                    400, "The field Authorization has " + authorization.get(0).length() + " characters: no token is as long"));
        }
        if (bindings.isEmpty() && options.channelBinding() == ChannelBindingPolicy.REQUIRE) {
            return Optional.of(stopped(
                    403, "channelBinding=require, and the request came without TLS, or its TLS does not end in this server"));
        }
        return Optional.empty();
    }

    /** In base64, and a scheme. */
    private long longestField() {
        return 4L * (longest / 3 + 1) + 32;
    }

    private HttpVerdict answered(
            Optional<Object> connection, Optional<String> authorization, Optional<ChannelBindings> bindings, HttpServerConnection handshake) {
        var answer = handshake.answer(authorization.orElse(null), bindings);
        if (answer instanceof HttpAnswer.Authenticated authenticated) {
            return passed(authenticated);
        }
        if (answer instanceof HttpAnswer.Refused refused) {
            return refused(refused.why(), connection.isPresent());
        }
        if (!goesOn(answer)) {
            return new HttpVerdict.Stopped(401, offer(connection.isPresent()), Optional.empty(), List.of());
        }
        return goOn(connection, handshake, answer);
    }

    /** A challenge with a token. */
    private static boolean goesOn(HttpAnswer answer) {
        return answer.challenges().stream().anyMatch(challenge -> challenge.indexOf(' ') >= 0);
    }

    /** Over a connection that carries several requests at once nobody could say which one goes on with it. */
    private HttpVerdict goOn(Optional<Object> connection, HttpServerConnection handshake, HttpAnswer answer) {
        if (connection.isEmpty()) {
            handshake.close();
            return new HttpVerdict.Stopped(
                    401,
                    offer(false),
                    Optional.of("A handshake of several requests, as NTLM's is, needs a connection of its own: HTTP/1.1 without a proxy"),
                    List.of());
        }
        handshakes.keep(connection.get(), handshake);
        return new HttpVerdict.Stopped(401, answer.challenges(), Optional.empty(), List.of());
    }

    private List<String> offer(boolean ofOneClient) {
        return options.schemes().stream().filter(scheme -> ofOneClient || !scheme.equals(HttpOptions.NTLM)).toList();
    }

    private HttpVerdict passed(HttpAnswer.Authenticated authenticated) {
        try (var context = authenticated.context()) {
            var token = context.accessToken();
            var packageName = context.query(ContextAttribute.PACKAGE_INFO).name();
            var principal = new SspiPrincipal(
                    options.stripRealm() ? withoutRealm(packageName, token.userName()) : token.userName(),
                    packageName,
                    authenticated.flags(),
                    context.query(ContextAttribute.LIFESPAN).expiry(),
                    token,
                    context.decisions());
            return new HttpVerdict.Passed(principal, authenticated.challenges());
        } catch (SspiException e) {
            return stopped(403, "The client is proven, and stands for no user: " + e.getMessage());
        }
    }

    /** {@code alice@REALM}, in which nothing else is an {@code @} without a backslash; NTLM has {@code DOMAIN\alice} too. */
    static String withoutRealm(String packageName, String name) {
        int domain = packageName.equals(HttpOptions.NTLM) ? name.indexOf('\\') : -1;
        if (domain >= 0) {
            return name.substring(domain + 1);
        }
        int realm = name.lastIndexOf('@');
        return realm > 0 && name.charAt(realm - 1) != '\\' ? name.substring(0, realm) : name;
    }

    private HttpVerdict refused(SspiException why, boolean ofOneClient) {
        return UNABLE.contains(why.status())
                ? new HttpVerdict.Stopped(503, List.of(), Optional.of(why.getMessage()), why.decisions())
                : new HttpVerdict.Stopped(401, offer(ofOneClient), Optional.of(why.getMessage()), why.decisions());
    }

    private static HttpVerdict stopped(int status, String why) {
        return new HttpVerdict.Stopped(status, List.of(), Optional.of(why), List.of());
    }

    /** Whether a value of Authorization is of a scheme that is offered: others may be somebody else's, such as the application's. */
    public boolean isOffered(String authorization) {
        int end = authorization.indexOf(' ');
        var scheme = end < 0 ? authorization : authorization.substring(0, end);
        return options.schemes().stream().anyMatch(scheme::equalsIgnoreCase);
    }

    /** Ends the handshakes that nobody has gone on with in time; each new one does so too. To be called now and then. */
    public void dropOldHandshakes() {
        handshakes.dropOld();
    }

    /** Ends what is half over. Requests that are under way are answered with 503. */
    @Override
    public void close() {
        handshakes.close();
        credentials.forEach(CredHandle::close);
    }
}
