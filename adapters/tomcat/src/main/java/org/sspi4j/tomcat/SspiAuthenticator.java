package org.sspi4j.tomcat;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.authenticator.AuthenticatorBase;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.realm.GenericPrincipal;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.SspiException;
import org.sspi4j.http.HttpAuthenticator;
import org.sspi4j.http.HttpVerdict;
import org.sspi4j.http.SspiPrincipal;

/**
 * A valve that finds out by Negotiate who sends a request: Kerberos, and NTLM where it is allowed. In a context:
 *
 * <pre>{@code
 * <Context>
 *   <Valve className="org.sspi4j.tomcat.SspiAuthenticator" keytab="/etc/web.keytab"/>
 * </Context>
 * }</pre>
 *
 * <p>Attributes are the options of {@link HttpAuthenticator#of}, with relative paths beginning at {@code catalina.base}; {@code rolesFrom}
 * as {@link #setRolesFrom} has it; and those of Tomcat's other authenticators. {@code cache} is false if not set.
 *
 * <p>{@code request.getUserPrincipal()} is the {@link SspiPrincipal}, or with {@code rolesFrom="realm"} what the Realm makes of the user;
 * the SspiPrincipal is always in the request's attribute {@link #PRINCIPAL}.
 */
public final class SspiAuthenticator extends AuthenticatorBase {
    /** The request attribute with the {@link SspiPrincipal}: the name of that class. */
    public static final String PRINCIPAL = "org.sspi4j.http.SspiPrincipal";

    private static final Log LOG = LogFactory.getLog(SspiAuthenticator.class);
    private static final String METHOD = "Negotiate";
    private static final String GROUPS = "groups";
    private static final String REALM = "realm";

    private final Map<String, String> options = new TreeMap<>();
    private String rolesFrom = GROUPS;
    private boolean remembers;
    private HttpAuthenticator authenticator;

    /** For Tomcat, which sets the attributes next. */
    public SspiAuthenticator() {
        // What Tomcat remembers in a session it remembers as long as there is one.
        cache = false;
    }

    @Override
    public boolean getCache() {
        return remembers;
    }

    /** @param cache whether a session stands for its user until the ticket ends; false if not set */
    @Override
    public void setCache(boolean cache) {
        remembers = cache;
    }

    public void setKeytab(String keytab) {
        options.put("keytab", keytab);
    }

    public void setPrincipal(String principal) {
        options.put("principal", principal);
    }

    public void setAllowKerberos(String allowKerberos) {
        options.put("allowKerberos", allowKerberos);
    }

    public void setAllowNtlm(String allowNtlm) {
        options.put("allowNtlm", allowNtlm);
    }

    public void setAccounts(String accounts) {
        options.put("accounts", accounts);
    }

    public void setTargetNames(String targetNames) {
        options.put("targetNames", targetNames);
    }

    public void setAllowNtlmWithoutMic(String allowNtlmWithoutMic) {
        options.put("allowNtlmWithoutMic", allowNtlmWithoutMic);
    }

    public void setAllowNtlmWithoutTarget(String allowNtlmWithoutTarget) {
        options.put("allowNtlmWithoutTarget", allowNtlmWithoutTarget);
    }

    public void setSchemes(String schemes) {
        options.put("schemes", schemes);
    }

    public void setRawTokens(String rawTokens) {
        options.put("rawTokens", rawTokens);
    }

    public void setChannelBinding(String channelBinding) {
        options.put("channelBinding", channelBinding);
    }

    public void setStripRealm(String stripRealm) {
        options.put("stripRealm", stripRealm);
    }

    /**
     * Who says what roles a user has.
     *
     * @param rolesFrom {@code groups}, if it is not set: the groups that the user's account is in. {@code realm}: the Realm, which is asked
     *     for the user by name, and lets in who has a role there
     */
    public void setRolesFrom(String rolesFrom) {
        this.rolesFrom = rolesFrom;
    }

    /**
     * For Tomcat, which comes here with all attributes that there is no other method for, and else would pass over what is misspelt: the
     * valve does not start with it.
     */
    public void setProperty(String name, String value) {
        options.put(name, value);
    }

    @Override
    protected String getAuthMethod() {
        return METHOD;
    }

    /** @throws LifecycleException if the settings cannot be used: the application does not start then, and lets nobody in */
    @Override
    protected void startInternal() throws LifecycleException {
        try {
            if (!List.of(GROUPS, REALM).contains(rolesFrom)) {
                throw new IllegalArgumentException("rolesFrom=" + rolesFrom + " is neither " + GROUPS + " nor " + REALM);
            }
            authenticator = HttpAuthenticator.of(options, context.getCatalinaBase().toPath());
        } catch (IllegalArgumentException | SspiException e) {
            throw new LifecycleException("The valve " + getClass().getSimpleName() + " of " + context.getName() + ": " + e.getMessage(), e);
        }
        super.startInternal();
        sso = null;
    }

    @Override
    protected void stopInternal() throws LifecycleException {
        super.stopInternal();
        if (authenticator != null) {            // it did not start
            authenticator.close();
        }
    }

    @Override
    public void backgroundProcess() {
        super.backgroundProcess();
        if (getState().isAvailable()) {
            authenticator.dropOldHandshakes();
        }
    }

    /** Nobody but this valve says who it is. What a session says counts for pages too that are open to everybody. */
    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        request.setUserPrincipal(null);
        known(request).ifPresent(user -> user.put(request, METHOD));
        try {
            super.invoke(request, response);
        } finally {
            RequestUser.claimSession(request, false);
        }
    }

    /** A request comes here once more when it is dispatched again, and its Authorization has been used then. */
    private Optional<RequestUser> known(Request request) {
        return RequestUser.ofRequest(request).or(() -> remembered(request));
    }

    private Optional<RequestUser> remembered(Request request) {
        return remembers && !saysWho(request)
                ? RequestUser.ofSession(request).filter(user -> user.isCurrent(Instant.now()))
                : Optional.empty();
    }

    @Override
    public void logout(Request request) {
        super.logout(request);
        RequestUser.logout(request);
    }

    /** Where the application wants to know who it is if the client says so of itself. */
    @Override
    protected boolean isPreemptiveAuthPossible(Request request) {
        return saysWho(request);
    }

    private boolean saysWho(Request request) {
        return new TomcatExchange(request).authorization().stream().anyMatch(authenticator::isOffered);
    }

    @Override
    protected boolean doAuthenticate(Request request, HttpServletResponse response) throws IOException {
        var user = known(request);
        if (user.isPresent()) {
            user.get().put(request, METHOD);
            return true;
        }
        var verdict = authenticator.authenticate(new TomcatExchange(request));
        verdict.challenges().forEach(challenge -> response.addHeader(AUTH_HEADER_NAME, challenge));
        if (verdict instanceof HttpVerdict.Passed passed) {
            return letThrough(passed.principal(), request, response);
        }
        stop((HttpVerdict.Stopped) verdict, response);
        return false;
    }

    private boolean letThrough(SspiPrincipal client, Request request, HttpServletResponse response) throws IOException {
        var principal = principal(client);
        if (principal.isEmpty()) {
            stop(
                    new HttpVerdict.Stopped(
                            HttpServletResponse.SC_FORBIDDEN,
                            List.of(),
                            Optional.of("The Realm has no role for " + OneLine.of(client.name()) + ", and rolesFrom is realm"),
                            client.decisions()),
                    response);
            return false;
        }
        if (LOG.isDebugEnabled()) {
            LOG.debug(client + " by " + client.packageName() + " " + client.decisions());
        }
        begin(RequestUser.of(client, principal.get()), request, response);
        return true;
    }

    /** A session that was this user's already keeps its id: other requests with it may be under way. */
    private void begin(RequestUser user, Request request, HttpServletResponse response) {
        user.endOthers(request);
        if (RequestUser.ownerOfSession(request).isEmpty()) {
            register(request, response, user.principal(), METHOD, user.client().name(), null);
        }
        user.put(request, METHOD);
        RequestUser.claimSession(request, true);
    }

    private Optional<Principal> principal(SspiPrincipal client) {
        return rolesFrom.equals(GROUPS)
                ? Optional.of(new GenericPrincipal(client.name(), List.copyOf(client.groups()), client))
                : Optional.ofNullable(context.getRealm().authenticate(client.name())).filter(SspiAuthenticator::hasRoles);
    }

    /** Some Realms have a principal for whatever name they are asked for, and none has roles for strangers. */
    private static boolean hasRoles(Principal principal) {
        return !(principal instanceof GenericPrincipal generic) || generic.getRoles().length > 0;
    }

    /** A stranger can have refusals logged as often as it likes, and only at DEBUG; what the administrator has to mend, at WARN. */
    private static void stop(HttpVerdict.Stopped stopped, HttpServletResponse response) throws IOException {
        if (stopped.why().isPresent()) {
            if (stopped.status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
                LOG.warn(line(stopped));
            } else if (LOG.isDebugEnabled()) {
                LOG.debug(line(stopped));
            }
        }
        response.sendError(stopped.status());
    }

    private static String line(HttpVerdict.Stopped stopped) {
        return stopped.status() + ": " + stopped.why().orElseThrow() + " " + stopped.decisions();
    }
}
