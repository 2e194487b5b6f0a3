package org.sspi4j.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * JUnit's way to an {@link EmbeddedKdc}: by {@link KerberosRealm}, or with every option of the KDC as a registered extension.
 *
 * <pre>{@code
 * class ShortTicketsTest {
 *     @RegisterExtension
 *     static final KerberosExtension KERBEROS = KerberosExtension.starting(() -> EmbeddedKdc.builder("EXAMPLE.COM")
 *             .ticketLifetime(Duration.ofMinutes(1))
 *             .start()
 *             .addUser("alice", "secret"));
 *
 *     @Krb5Conf
 *     Path krb5Conf;
 *
 *     @Test
 *     void ticketsExpire(EmbeddedKdc kdc) { ... }
 * }
 * }</pre>
 *
 * <p>It sets parameters of tests, lifecycle methods and constructors, and fields that are not final: of type {@link EmbeddedKdc},
 * {@link Keytab @Keytab} and {@link Krb5Conf @Krb5Conf} of type {@link Path}, {@link RealmName @RealmName} of type String. Static fields
 * are set before the first test of the class, other fields before each test. Parameters are of the test's own KDC, fields of that of their
 * class, if it has one. The files are deleted when the KDC is closed. Two registered extensions in one class compete for the parameters:
 * there, have {@link #kdc} instead. JUnit 5.13 and up.
 */
public final class KerberosExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {
    private final Optional<Supplier<EmbeddedKdc>> registered;
    private volatile EmbeddedKdc latest;

    /** For {@link KerberosRealm}. */
    public KerberosExtension() {
        this.registered = Optional.empty();
    }

    private KerberosExtension(Supplier<EmbeddedKdc> starter) {
        this.registered = Optional.of(starter);
    }

    /**
     * For {@code @RegisterExtension}: in a static field it starts one KDC for the class, in another one for each test.
     *
     * @param starter starts a KDC, which the extension closes
     */
    public static KerberosExtension starting(Supplier<EmbeddedKdc> starter) {
        return new KerberosExtension(starter);
    }

    /**
     * The KDC that this registered extension started.
     *
     * @throws IllegalStateException before it did
     */
    public EmbeddedKdc kdc() {
        if (registered.isEmpty() || latest == null) {
            throw new IllegalStateException("no KDC was started by this extension");
        }
        return latest;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IllegalAccessException {
        if (registered.isPresent() || annotated(context).isPresent()) {
            running(context);
            inject(context, context.getRequiredTestClass(), null);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IllegalAccessException {
        for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
            inject(contextOf(instance.getClass(), context), instance.getClass(), instance);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return injectable(parameter.getParameter(), parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return value(parameter.getParameter(), running(context));
    }

    /** The context of a test's class or of one around it, if there is a KDC for that; else the test's own. */
    private ExtensionContext contextOf(Class<?> type, ExtensionContext test) {
        return Stream.iterate(test.getParent(), Optional::isPresent, context -> context.get().getParent())
                .map(Optional::get)
                .filter(context -> context.getElement().equals(Optional.of(type)) && annotated(context).isPresent())
                .findFirst()
                .orElse(test);
    }

    private void inject(ExtensionContext context, Class<?> type, Object instance) throws IllegalAccessException {
        Predicate<Field> wanted = field -> injectable(field, field.getType())
                && !Modifier.isFinal(field.getModifiers())
                && ModifierSupport.isStatic(field) == (instance == null);
        for (Field field : ReflectionSupport.findFields(type, wanted, HierarchyTraversalMode.TOP_DOWN)) {
            field.setAccessible(true);
            field.set(instance, value(field, running(context)));
        }
    }

    private static boolean injectable(AnnotatedElement element, Class<?> type) {
        boolean file = element.isAnnotationPresent(Keytab.class) || element.isAnnotationPresent(Krb5Conf.class);
        return type == EmbeddedKdc.class
                || (type == Path.class && file)
                || (type == String.class && element.isAnnotationPresent(RealmName.class));
    }

    private static Object value(AnnotatedElement element, RunningKdc running) {
        Keytab keytab = element.getAnnotation(Keytab.class);
        Krb5Conf krb5Conf = element.getAnnotation(Krb5Conf.class);
        if (keytab != null) {
            return running.keytab(keytab.value());
        }
        if (krb5Conf != null) {
            return running.krb5Conf(krb5Conf.value());
        }
        return element.isAnnotationPresent(RealmName.class) ? running.kdc().realm() : running.kdc();
    }

    /** The KDC of the nearest context that asks for one; the first who needs it starts it, JUnit closes it with that context. */
    private RunningKdc running(ExtensionContext context) {
        if (registered.isPresent()) {
            return context.getStore(Namespace.create(KerberosExtension.class, this))
                    .getOrComputeIfAbsent("registered", key -> start(registered.get()), RunningKdc.class);
        }
        ExtensionContext owner = annotated(context)
                .orElseThrow(() -> new IllegalStateException("no @KerberosRealm on " + context.getDisplayName() + " or around it"));
        KerberosRealm realm = realm(owner).orElseThrow();
        return owner.getStore(Namespace.create(KerberosExtension.class))
                .getOrComputeIfAbsent(owner.getUniqueId(), key -> start(() -> make(realm)), RunningKdc.class);
    }

    private static Optional<ExtensionContext> annotated(ExtensionContext context) {
        Optional<ExtensionContext> nearest = Optional.of(context);
        while (nearest.isPresent() && realm(nearest.get()).isEmpty()) {
            nearest = nearest.get().getParent();
        }
        return nearest;
    }

    private static Optional<KerberosRealm> realm(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), KerberosRealm.class);
    }

    private static EmbeddedKdc make(KerberosRealm realm) {
        EmbeddedKdc kdc = EmbeddedKdc.start(realm.realm());
        try {
            for (User user : realm.users()) {
                kdc.addUser(user.name(), user.password());
            }
            for (String service : realm.services()) {
                kdc.addService(service);
            }
            return kdc;
        } catch (RuntimeException e) {
            kdc.close();
            throw e;
        }
    }

    private RunningKdc start(Supplier<EmbeddedKdc> starter) {
        EmbeddedKdc kdc = starter.get();
        latest = kdc;
        try {
            return RunningKdc.of(kdc);
        } catch (IOException e) {
            kdc.close();
            throw new UncheckedIOException(e);
        }
    }
}
